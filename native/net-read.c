#define _GNU_SOURCE
#include "net-read.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "failure.h"
#include "net-parse.h"

enum { DUMP_TRIES = 5 };

static const struct {
	const char *name;
	uint16_t type;
	size_t header_size;
} dumps[NET_TABLE_COUNT] = {
	[NET_LINKS] = { "links", RTM_GETLINK, sizeof(struct ifinfomsg) },
	[NET_ADDRESSES] = { "addresses", RTM_GETADDR, sizeof(struct ifaddrmsg) },
	[NET_ROUTES] = { "routes", RTM_GETROUTE, sizeof(struct rtmsg) },
	[NET_NEIGHBOURS] = { "neighbours", RTM_GETNEIGH, sizeof(struct ndmsg) },
	[NET_RULES] = { "rules", RTM_GETRULE, sizeof(struct fib_rule_hdr) },
	/* Of no type: what comes with another table. */
};

/* Counters are most of a link's message, and nobody asks for them here. */
static void leave_out_counters(struct netlink_question *question)
{
	mnl_attr_put_u32(question->header, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
}

/* AF_UNSPEC: every family the kernel has. */
static int dump_once(struct netlink *netlink, enum net_table table, struct net *net)
{
	struct netlink_question question;

	(void) netlink_begin(&question, dumps[table].type, dumps[table].header_size);
	if (table == NET_LINKS)
		leave_out_counters(&question);
	net_clear(net, table);
	return netlink_dump(netlink, &question, net_parse, net);
}

static int read_table(struct netlink *netlink, enum net_table table, struct net *net)
{
	int r = dumps[table].type == 0 ? 0 : -EAGAIN;

	for (int try = 0; try < DUMP_TRIES && r == -EAGAIN; try++)
		r = dump_once(netlink, table, net);
	if (r == -ENOMEM)
		return r;
	if (r == -EAGAIN)
		net_add_gap(net, dumps[table].name, "they changed each of the %d times they were read: some may be missing or twice", DUMP_TRIES);
	else if (r < 0)
		net_add_gap(net, dumps[table].name, "%s", failure_errno_name(r));
	return 0;
}

int net_read(struct netlink *netlink, struct net *net)
{
	for (int table = 0; table < NET_TABLE_COUNT; table++) {
		int r = read_table(netlink, (enum net_table) table, net);

		if (r < 0)
			return r;
	}
	net_settle(net);
	return 0;
}

int net_read_links(struct netlink *netlink, struct net *net)
{
	int r = read_table(netlink, NET_LINKS, net);

	if (r == 0)
		r = read_table(netlink, NET_ADDRESSES, net);
	net_order(net);
	return r;
}

struct default_search {
	struct net *net;
	struct net scratch;	/* the routes of one message */
	bool is_known;
};

static void mark_default(struct default_search *search, const struct net_route *route)
{
	struct net_link *links = net_links(search->net);
	const struct net_link *link = net_find_link(search->net, route->ifindex);

	if (route->prefix_length != 0 || route->type != RTN_UNICAST || route->table != RT_TABLE_MAIN)
		return;
	if (link)
		links[link - links].carries_default = true;
	else if (route->ifindex == 0)
		search->is_known = false;
}

/* A netlink_take. A table may have a million routes: none is kept. */
static int take_default(const struct nlmsghdr *message, void *context)
{
	struct default_search *search = context;
	int r = net_parse(message, &search->scratch);

	for (size_t i = 0; i < search->scratch.tables[NET_ROUTES].count; i++)
		mark_default(search, &net_routes(&search->scratch)[i]);
	net_clear(&search->scratch, NET_ROUTES);
	return r;
}

int net_read_defaults(struct netlink *netlink, struct net *net, bool *ret_known)
{
	struct default_search search = { .net = net, .is_known = true };
	struct netlink_question question;
	struct rtmsg *header = netlink_begin(&question, RTM_GETROUTE, sizeof(*header));
	int r;

	/* Linux 4.20 leaves out what is not asked for, older ones do not. */
	header->rtm_type = RTN_UNICAST;
	mnl_attr_put_u32(question.header, RTA_TABLE, RT_TABLE_MAIN);
	r = netlink_dump(netlink, &question, take_default, &search);
	net_free(&search.scratch);
	if (r == -ENOMEM)
		return r;
	/* A way that changed meanwhile is still one that was read. */
	*ret_known = search.is_known && (r == 0 || r == -EAGAIN);
	if (r < 0 && r != -EAGAIN)
		net_add_gap(net, "routes", "%s", failure_errno_name(r));
	return 0;
}

struct wanted_link {
	uint32_t ifindex;
	bool found;
	struct net_link link;
};

static int take_wanted(const struct nlmsghdr *message, void *context)
{
	struct wanted_link *wanted = context;
	int r = net_parse_link(message, &wanted->link);

	wanted->found = r == 0 && wanted->link.ifindex == wanted->ifindex;
	return r;
}

int net_read_link(struct netlink *netlink, uint32_t ifindex, struct net_link *ret_link)
{
	struct wanted_link wanted = { .ifindex = ifindex };
	struct netlink_question question;
	struct ifinfomsg *header = netlink_begin(&question, RTM_GETLINK, sizeof(*header));
	int r;

	header->ifi_index = (int) ifindex;
	leave_out_counters(&question);
	r = netlink_ask(netlink, &question, take_wanted, &wanted);
	if (r < 0)
		return r;
	if (!wanted.found)
		return -EBADMSG;
	*ret_link = wanted.link;
	return 0;
}
