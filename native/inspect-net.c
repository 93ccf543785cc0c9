/* One net namespace. */
#define _GNU_SOURCE
#include "inspect.h"

#include "cleanup.h"
#include "net-dns.h"
#include "net-holders.h"
#include "net-joiner.h"
#include "net-json.h"
#include "net-peer.h"
#include "net-read.h"
#include "net-ruleset-read.h"
#include "net-sockets-read.h"

/* What has a file, and an owner, of its own. */
struct parts {
	pid_t resolver;		/* 0: nobody asks for dns */
	uint64_t resolver_start_time;
	struct net_dns dns;
	struct net_forwards forwards;
	struct net_sockets sockets;
	struct net_holders holders;
};

static void free_parts(struct parts *parts)
{
	net_dns_free(&parts->dns);
	net_forwards_free(&parts->forwards);
	net_sockets_free(&parts->sockets);
	net_holders_free(&parts->holders);
}
#define CLEANUP_PARTS __attribute__((cleanup(free_parts)))

static int read_resolver(const struct request *root, struct parts *parts)
{
	static const char *const fields[] = { "pid", "startTime", NULL };
	struct request at;
	int r;

	if (!request_has(root, "resolverOf"))
		return 0;
	r = request_object(root, "resolverOf", &at);
	if (r == 0)
		r = request_allow(&at, fields);
	if (r == 0)
		r = request_pid(&at, "pid", &parts->resolver);
	return r < 0 ? r : request_number(&at, "startTime", INT64_MAX, &parts->resolver_start_time);
}

static void read_dns(struct net *net, struct parts *parts)
{
	if (parts->resolver == 0)
		return;
	net_dns_read(parts->resolver, parts->resolver_start_time, net->identity.ino, &parts->dns);
	net->dns = &parts->dns;
}

static int read_parts(struct net_joiner *joiner, int ns_fd, struct net *net, struct parts *parts)
{
	int r = net_sockets_read(joiner, ns_fd, net, &parts->sockets);

	if (r == 0)
		r = net_holders_find(net, &parts->sockets, &parts->holders);
	if (r == 0)
		r = net_forwards_read(joiner, ns_fd, net, &parts->forwards);
	net->sockets = &parts->sockets;
	net->holders = &parts->holders;
	net->forwards = &parts->forwards;
	/* Last: it may have to wait. */
	if (r == 0)
		read_dns(net, parts);
	return r;
}

/* Everything is read before the first byte goes out, so that a failure can still say so. */
static int read_net(struct netlink *netlink, struct net_joiner *joiner, struct net *net)
{
	int r = net_read(netlink, net);

	return r < 0 ? r : net_find_peers(net, netlink, joiner);
}

int inspect_net(const struct connection *connection, const struct inspect_target *target)
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	CLEANUP_JOINER struct net_joiner joiner = { 0 };
	CLEANUP_PARTS struct parts parts = { 0 };
	CLEANUP_NET struct net net = { .identity = target->identity };
	struct jsonout json;
	int fd, r = read_resolver(target->root, &parts);

	if (r < 0)
		return inspect_refuse_request(connection, target->root->problem, r);
	r = net_joiner_open(&joiner, target->ns_fd, NETLINK_ROUTE, &fd);
	if (r < 0)
		return inspect_refuse_join(connection, r);
	r = netlink_open(fd, &netlink);
	if (r == 0)
		r = read_net(&netlink, &joiner, &net);
	if (r == 0)
		r = read_parts(&joiner, target->ns_fd, &net, &parts);
	if (r == 0)
		r = jsonout_init(&json, connection->out);
	if (r < 0)
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "the net namespace could not be read");
	net_write(&net, &json);
	return inspect_finish(&json);
}
