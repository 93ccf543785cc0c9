/* Where a link's other end is: the kernel says it by a number that only the link's own namespace gives to that other one.
 * The way back, from a number to the namespace, is to ask in the former about a descriptor of the latter (RTM_GETNSID), which
 * takes no right. To ask in each namespace about each other one would take their square; so the likely one is asked about
 * first, and it is nearly always it: the namespace that has such a link, which in turn names this one. Whatever is likely,
 * only the kernel's answer counts.
 *
 * One namespace that numbers all others, and a dump of each as that one numbers them (NETNSA_TARGET_NSID), would need no
 * guess, but CAP_NET_ADMIN: over that one to give numbers, over each other one to dump it. With it, whoever takes this
 * helper over could take the host's network down. */
#define _GNU_SOURCE
#include "topology.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "net-kinds.h"
#include "netlink.h"
#include "netnsid.h"

/* A link of some namespace. */
struct end {
	uint32_t ifindex;
	uint32_t other;		/* the ifindex it names elsewhere, 0: none */
	size_t net;
	struct net_link *link;
};

/* Another namespace, as the one under way numbers it. */
struct home {
	int32_t netnsid;
	size_t net;		/* UNKNOWN */
};

static const size_t UNKNOWN = SIZE_MAX;

struct match {
	struct topology *topology;
	struct end *ends;	/* by ifindex, other and net */
	size_t end_count;
	size_t *partly_read;	/* of these a link that is wanted may be among those not read */
	size_t partly_read_count;
	struct home *homes;	/* of the namespace under way, by netnsid */
	size_t home_count;
	bool *asked;		/* by net: about it was asked in the namespace under way */
	struct netlink netlink;	/* in it */
	bool is_over;		/* no time, or no question, is left */
	size_t hidden;
	size_t given_up;
};

static int compare_numbers(uint64_t left, uint64_t right)
{
	return (left > right) - (left < right);
}

static int compare_ends(const void *left, const void *right)
{
	const struct end *a = left, *b = right;

	if (a->ifindex != b->ifindex)
		return compare_numbers(a->ifindex, b->ifindex);
	return a->other != b->other ? compare_numbers(a->other, b->other) : compare_numbers(a->net, b->net);
}

static int compare_homes(const void *left, const void *right)
{
	const struct home *a = left, *b = right;

	return (a->netnsid > b->netnsid) - (a->netnsid < b->netnsid);
}

static bool is_elsewhere(const struct net_link *link)
{
	return link->lower != 0 && link->has_netnsid;
}

static bool is_partly_read(const struct topology_net *row)
{
	return row->ns_fd >= 0 && (row->trouble[0] != '\0' || row->net.tables[NET_LINKS].left_out > 0);
}

static void collect_ends(struct match *match, size_t net)
{
	const struct topology_net *row = &match->topology->nets[net];

	if (is_partly_read(row))
		match->partly_read[match->partly_read_count++] = net;
	for (size_t i = 0; i < row->net.tables[NET_LINKS].count; i++) {
		struct net_link *link = &net_links(&row->net)[i];

		match->ends[match->end_count++] = (struct end) { link->ifindex, is_elsewhere(link) ? link->lower : 0, net, link };
	}
}

static int prepare(struct match *match)
{
	struct topology *topology = match->topology;

	match->ends = calloc(topology->link_count + 1, sizeof(*match->ends));
	match->homes = calloc(TOPOLOGY_LINKS_OF_NET_MAX, sizeof(*match->homes));
	match->partly_read = calloc(topology->count + 1, sizeof(*match->partly_read));
	match->asked = calloc(topology->count + 1, sizeof(*match->asked));
	if (!match->ends || !match->homes || !match->partly_read || !match->asked)
		return -ENOMEM;
	for (size_t i = 0; i < topology->count; i++)
		collect_ends(match, i);
	qsort(match->ends, match->end_count, sizeof(*match->ends), compare_ends);
	return 0;
}

/* The first end that is not before this one. */
static size_t place_of(const struct match *match, uint32_t ifindex, uint32_t other, size_t net)
{
	const struct end wanted = { .ifindex = ifindex, .other = other, .net = net };
	size_t low = 0, high = match->end_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_ends(&match->ends[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void collect_homes(struct match *match, const struct net *net)
{
	size_t count = 0, distinct = 0;

	for (size_t i = 0; i < net->tables[NET_LINKS].count; i++)
		if (is_elsewhere(&net_links(net)[i]))
			match->homes[count++] = (struct home) { net_links(net)[i].netnsid, UNKNOWN };
	qsort(match->homes, count, sizeof(*match->homes), compare_homes);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || match->homes[i].netnsid != match->homes[distinct - 1].netnsid)
			match->homes[distinct++] = match->homes[i];
	match->home_count = distinct;
}

static struct home *find_home(const struct match *match, int32_t netnsid)
{
	const struct home wanted = { .netnsid = netnsid };

	return bsearch(&wanted, match->homes, match->home_count, sizeof(wanted), compare_homes);
}

/* How the namespace under way numbers this one. */
static void ask_about(struct match *match, size_t net)
{
	struct home *home;
	bool assigned;
	int netnsid, r;

	if (match->asked[net] || match->topology->nets[net].ns_fd < 0 || match->is_over)
		return;
	match->asked[net] = true;
	match->topology->questions++;
	r = netnsid_get(&match->netlink, match->topology->nets[net].ns_fd, &assigned, &netnsid);
	home = r == 0 && assigned ? find_home(match, netnsid) : NULL;
	if (home)
		home->net = net;
	match->is_over = match->topology->questions >= TOPOLOGY_QUESTIONS_MAX || r == -ETIMEDOUT || clock_now_ms() > match->topology->end_ms;
}

static bool names_back(const struct net_link *link)
{
	const struct net_kind *kind = net_find_kind(link->kind);

	return kind && kind->link_is == NET_LINK_IS_PEER;
}

/* An end of this pair that could be the other one of link: it has none yet. */
static bool could_be_other(const struct match *match, size_t place, const struct net_link *link)
{
	const struct end *end = &match->ends[place];

	return end->ifindex == link->lower && end->other == link->ifindex && end->link->peer.ino == 0;
}

/* Many namespaces that were made alike have links with the same numbers. Those that were made together, and so stand
 * together, are the likeliest: from the one under way to both sides. */
static void look_among_pairs(struct match *match, const struct net_link *link, size_t net, const struct home *home)
{
	size_t first = place_of(match, link->lower, link->ifindex, 0), end = place_of(match, link->lower, link->ifindex, SIZE_MAX);
	size_t right = place_of(match, link->lower, link->ifindex, net), left = right;

	while (home->net == UNKNOWN && (left > first || right < end)) {
		if (left > first && could_be_other(match, --left, link))
			ask_about(match, match->ends[left].net);
		if (home->net == UNKNOWN && right < end && could_be_other(match, right++, link))
			ask_about(match, match->ends[right - 1].net);
	}
}

static void look_for(struct match *match, const struct net_link *link, size_t net, const struct home *home)
{
	if (names_back(link))
		look_among_pairs(match, link, net, home);
	for (size_t i = place_of(match, link->lower, 0, 0); home->net == UNKNOWN && i < match->end_count &&
	     match->ends[i].ifindex == link->lower; i++)
		ask_about(match, match->ends[i].net);
	for (size_t i = 0; home->net == UNKNOWN && i < match->partly_read_count; i++)
		ask_about(match, match->partly_read[i]);
}

/* Then the other one's is this one. */
static void set_other(struct match *match, const struct net_link *link, size_t net, size_t home_net)
{
	size_t place = place_of(match, link->lower, link->ifindex, home_net);

	if (place < match->end_count && match->ends[place].net == home_net && could_be_other(match, place, link))
		match->ends[place].link->peer.ino = match->topology->nets[net].net.identity.ino;
}

static void set_peer(struct match *match, struct net_link *link, size_t net, size_t home_net)
{
	link->peer.ino = match->topology->nets[home_net].net.identity.ino;
	if (names_back(link))
		set_other(match, link, net, home_net);
}

static void match_link(struct match *match, struct net_link *link, size_t net)
{
	/* The kernel has no number for it: there is nothing to ask. */
	const struct home *home = link->netnsid < 0 ? NULL : find_home(match, link->netnsid);

	if (home && home->net == UNKNOWN)
		look_for(match, link, net, home);
	if (home && home->net != UNKNOWN)
		set_peer(match, link, net, home->net);
	else if (home && match->is_over)
		match->given_up++;
	else
		match->hidden++;
}

static void match_elsewhere(struct match *match, size_t net)
{
	struct net *links = &match->topology->nets[net].net;

	memset(match->asked, 0, match->topology->count * sizeof(*match->asked));
	collect_homes(match, links);
	for (size_t i = 0; i < links->tables[NET_LINKS].count; i++)
		if (is_elsewhere(&net_links(links)[i]) && net_links(links)[i].peer.ino == 0)
			match_link(match, &net_links(links)[i], net);
}

static void match_here(struct net *net)
{
	for (size_t i = 0; i < net->tables[NET_LINKS].count; i++) {
		struct net_link *link = &net_links(net)[i];

		link->peer.exists = link->lower != 0;
		if (link->peer.exists && !link->has_netnsid)
			link->peer.ino = net->identity.ino;
	}
}

static int match_net(struct match *match, size_t net)
{
	struct topology_net *row = &match->topology->nets[net];
	int fd = row->route_fd, r;

	match_here(&row->net);
	if (fd < 0)
		return 0;
	row->route_fd = -1;
	r = netlink_open(fd, &match->netlink);
	if (r < 0)
		return r;
	match_elsewhere(match, net);
	netlink_close(&match->netlink);
	return 0;
}

static void report(const struct match *match, size_t unreadable)
{
	if (match->hidden > 0 && unreadable > 0)
		topology_add_gap(match->topology, "peers", "other ends in a net namespace that nobody we can look at is in: %zu", match->hidden);
	else if (match->hidden > 0)
		topology_add_gap(match->topology, "peers", "other ends in a net namespace that no process and no mount we can see keeps: %zu", match->hidden);
	if (match->given_up > 0)
		topology_add_gap(match->topology, "peers", "other ends whose net namespace was not looked for to the end, %zu questions having been asked: %zu",
			match->topology->questions, match->given_up);
}

int topology_match(struct topology *topology, size_t unreadable)
{
	struct match match = { .topology = topology };
	int r = prepare(&match);

	for (size_t i = 0; r == 0 && i < topology->count; i++)
		r = match_net(&match, i);
	if (r == 0)
		report(&match, unreadable);
	free(match.asked);
	free(match.partly_read);
	free(match.homes);
	free(match.ends);
	return r;
}
