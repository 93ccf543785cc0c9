/* One net namespace. */
#define _GNU_SOURCE
#include "inspect.h"

#include "cleanup.h"
#include "net-joiner.h"
#include "net-json.h"
#include "net-peer.h"
#include "net-read.h"

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
	CLEANUP_NET struct net net = { .identity = target->identity };
	struct jsonout json;
	int fd, r;

	r = net_joiner_open(&joiner, target->ns_fd, NETLINK_ROUTE, &fd);
	if (r < 0)
		return inspect_refuse_join(connection, r);
	r = netlink_open(fd, &netlink);
	if (r == 0)
		r = read_net(&netlink, &joiner, &net);
	if (r == 0)
		r = jsonout_init(&json, connection->out);
	if (r < 0)
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "the net namespace could not be read");
	net_write(&net, &json);
	return inspect_finish(&json);
}
