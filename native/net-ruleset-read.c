#define _GNU_SOURCE
#include "net-ruleset-read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "failure.h"
#include "net-ruleset-asker.h"
#include "procfs.h"

enum { TRIES = 4 };

/* A set that is gone meanwhile stays unread; rules that ask it are then not understood. */
static int read_set(int ns_fd, struct net_set *set)
{
	struct net_elements elements = { 0 };
	int r = net_ruleset_ask(ns_fd, NET_RULESET_ELEMENTS, set, net_ruleset_take_elements, &elements);

	if (r == 0 || r == -E2BIG)
		net_set_settle(set, &elements);
	free(elements.keys);
	return r == -EAGAIN || r == -ENOMEM ? r : 0;
}

static bool has_nat(const struct net_ruleset *ruleset)
{
	for (size_t i = 0; i < ruleset->chain_count; i++)
		if (ruleset->chains[i].is_nat)
			return true;
	return false;
}

static int read_once(int ns_fd, struct net_ruleset *ruleset)
{
	int r;

	/* One that changed while it was read is read again. */
	net_ruleset_free(ruleset);
	r = net_ruleset_ask(ns_fd, NET_RULESET_CHAINS, NULL, net_ruleset_take_chain, ruleset);
	net_ruleset_settle_chains(ruleset);
	if (r < 0 || !has_nat(ruleset))
		return r;
	r = net_ruleset_ask(ns_fd, NET_RULESET_SETS, NULL, net_ruleset_take_set, ruleset);
	for (size_t i = 0; r == 0 && i < ruleset->set_count; i++)
		r = read_set(ns_fd, &ruleset->sets[i]);
	if (r == 0)
		r = net_ruleset_ask(ns_fd, NET_RULESET_RULES, NULL, net_ruleset_take_rule, ruleset);
	if (r == 0)
		net_ruleset_settle(ruleset);
	return r;
}

/* -ENOENT: the kernel has no nftables, thus no rules of it. */
static int read_ruleset(int ns_fd, struct net_ruleset *ruleset)
{
	int r = -EAGAIN;

	for (int try = 0; try < TRIES && r == -EAGAIN; try++)
		r = read_once(ns_fd, ruleset);
	return r == -ENOENT || r == -EOPNOTSUPP || r == -EPROTONOSUPPORT ? 0 : r;
}

/* iptables-legacy keeps its rules where only a socket of the namespace with the right to change them gets at them. */
static int look_for_legacy(struct net_joiner *joiner, int ns_fd, const char *file, struct net *net)
{
	CLEANUP_BUFFER struct procfs_buffer names = { 0 };
	CLEANUP_FD int fd = -1;
	size_t cursor = 0, length;
	const char *line;
	int r = net_joiner_open_file(joiner, ns_fd, file, &fd);

	/* The module is not there. */
	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = procfs_read_fd(fd, PROCFS_FILE_LIMIT, &names);
	if (r == -ENOMEM)
		return r;
	if (r < 0)
		net_add_gap(net, "forwards", "whether there are rules of iptables-legacy cannot be seen: %s: %s", file, failure_errno_name(r));
	while (r == 0 && procfs_next_line(&names, &cursor, &line, &length))
		if (length == 3 && memcmp(line, "nat", 3) == 0)
			net_add_gap(net, "forwards", "rules of iptables-legacy, which cannot be read: %s names a table nat", file);
	return 0;
}

static void report(const struct net_forwards *forwards, struct net *net)
{
	if (forwards->not_understood > 0)
		net_add_gap(net, "forwards", "rules that may forward a port and are not understood: %zu", forwards->not_understood);
	if (forwards->left_out > 0)
		net_add_gap(net, "forwards", "rules beyond those that are given: %zu", forwards->left_out);
	if (forwards->ruleset.left_out > 0)
		net_add_gap(net, "forwards", "chains, rules and sets beyond those that are read: %zu", forwards->ruleset.left_out);
	if (forwards->has_given_up)
		net_add_gap(net, "forwards", "the chains were not followed to their end");
}

int net_forwards_read(struct net_joiner *joiner, int ns_fd, struct net *net, struct net_forwards *forwards)
{
	int r = read_ruleset(ns_fd, &forwards->ruleset);

	if (r == 0)
		r = net_forwards_find(forwards);
	if (r == 0)
		report(forwards, net);
	if (r == -ENOMEM)
		return r;
	if (r == -EPERM)
		net_add_gap(net, "forwards", "the rules cannot be read without CAP_NET_ADMIN over the namespace's owner");
	else if (r == -EAGAIN)
		net_add_gap(net, "forwards", "the rules changed each of the %d times they were read", TRIES);
	else if (r < 0)
		net_add_gap(net, "forwards", "%s", failure_errno_name(r));
	r = look_for_legacy(joiner, ns_fd, "ip_tables_names", net);
	return r < 0 ? r : look_for_legacy(joiner, ns_fd, "ip6_tables_names", net);
}
