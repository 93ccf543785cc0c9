#define _GNU_SOURCE
#include "net-parse.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "net-attributes.h"
#include "net-details.h"
#include "net-rules.h"

static const struct net_attribute_rule link_rules[] = {
	[IFLA_ADDRESS] = { MNL_TYPE_BINARY, 0 },
	[IFLA_IFNAME] = { MNL_TYPE_NUL_STRING, 0 },
	[IFLA_MTU] = { MNL_TYPE_U32, 0 },
	[IFLA_LINK] = { MNL_TYPE_U32, 0 },
	[IFLA_MASTER] = { MNL_TYPE_U32, 0 },
	[IFLA_OPERSTATE] = { MNL_TYPE_U8, 0 },
	[IFLA_LINKINFO] = { MNL_TYPE_NESTED, 0 },
	[IFLA_LINK_NETNSID] = { MNL_TYPE_U32, 0 },
};

static const struct net_attribute_rule info_rules[] = {
	[IFLA_INFO_KIND] = { MNL_TYPE_NUL_STRING, 0 },
	[IFLA_INFO_DATA] = { MNL_TYPE_BINARY, 0 },
};

static const struct net_attribute_rule address_rules[] = {
	[IFA_ADDRESS] = { MNL_TYPE_BINARY, 0 },
	[IFA_LOCAL] = { MNL_TYPE_BINARY, 0 },
	[IFA_LABEL] = { MNL_TYPE_NUL_STRING, 0 },
	[IFA_BROADCAST] = { MNL_TYPE_BINARY, 0 },
	[IFA_CACHEINFO] = { MNL_TYPE_BINARY, sizeof(struct ifa_cacheinfo) },
	[IFA_FLAGS] = { MNL_TYPE_U32, 0 },
};

static const struct net_attribute_rule route_rules[] = {
	[RTA_DST] = { MNL_TYPE_BINARY, 0 },
	[RTA_OIF] = { MNL_TYPE_U32, 0 },
	[RTA_GATEWAY] = { MNL_TYPE_BINARY, 0 },
	[RTA_PRIORITY] = { MNL_TYPE_U32, 0 },
	[RTA_PREFSRC] = { MNL_TYPE_BINARY, 0 },
	[RTA_MULTIPATH] = { MNL_TYPE_BINARY, sizeof(struct rtnexthop) },
	[RTA_TABLE] = { MNL_TYPE_U32, 0 },
	[RTA_VIA] = { MNL_TYPE_BINARY, sizeof(struct rtvia) },
	[RTA_NH_ID] = { MNL_TYPE_U32, 0 },
};

static const struct net_attribute_rule neighbour_rules[] = {
	[NDA_DST] = { MNL_TYPE_BINARY, 0 },
	[NDA_LLADDR] = { MNL_TYPE_BINARY, 0 },
};

static int read_hardware(const struct nlattr *attribute, struct net_hardware *ret_hardware)
{
	if (!attribute)
		return 0;
	if (mnl_attr_get_payload_len(attribute) > sizeof(ret_hardware->bytes))
		return -EBADMSG;
	ret_hardware->length = (uint8_t) mnl_attr_get_payload_len(attribute);
	memcpy(ret_hardware->bytes, mnl_attr_get_payload(attribute), ret_hardware->length);
	return 0;
}

/* A word that a module's author chose. Whatever it is, it must not make an answer that nobody can read. */
static void keep_printable(char *word)
{
	for (; *word; word++)
		if (*word < '!' || *word > '~')
			*word = '?';
}

static int read_kind(const struct nlattr *info, struct net_link *link, const struct nlattr **ret_data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(info_rules);

	if (!info)
		return 0;
	if (mnl_attr_parse_nested(info, net_take_attribute, &attributes) < 0)
		return -EBADMSG;
	net_copy_text(attributes.of[IFLA_INFO_KIND], link->kind, sizeof(link->kind));
	keep_printable(link->kind);
	*ret_data = attributes.of[IFLA_INFO_DATA];
	return 0;
}

static int parse_link(const struct nlmsghdr *message, struct net_link *ret_link, const struct nlattr **ret_data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(link_rules);
	const struct nlattr *const *of = attributes.of;
	struct net_link link = { 0 };
	const struct ifinfomsg *header;
	const void *payload;

	if (message->nlmsg_type != RTM_NEWLINK || net_open_message(message, sizeof(*header), &attributes, &payload) < 0)
		return -EBADMSG;
	header = payload;
	if (header->ifi_index <= 0 || !of[IFLA_IFNAME])
		return -EBADMSG;
	link.ifindex = (uint32_t) header->ifi_index;
	link.type = header->ifi_type;
	link.flags = header->ifi_flags;
	net_copy_text(of[IFLA_IFNAME], link.name, sizeof(link.name));
	link.mtu = net_number_or(of[IFLA_MTU], 0);
	link.master = net_number_or(of[IFLA_MASTER], 0);
	link.operstate = of[IFLA_OPERSTATE] ? mnl_attr_get_u8(of[IFLA_OPERSTATE]) : 0;
	link.has_link = of[IFLA_LINK] != NULL;
	link.link = net_number_or(of[IFLA_LINK], 0);
	link.has_netnsid = of[IFLA_LINK_NETNSID] != NULL;
	link.netnsid = (int32_t) net_number_or(of[IFLA_LINK_NETNSID], 0);
	if (read_hardware(of[IFLA_ADDRESS], &link.hardware) < 0 || read_kind(of[IFLA_LINKINFO], &link, ret_data) < 0)
		return -EBADMSG;
	link.lower = net_lower_of(&link, *ret_data);
	*ret_link = link;
	return 0;
}

int net_parse_link(const struct nlmsghdr *message, struct net_link *ret_link)
{
	const struct nlattr *data = NULL;

	return parse_link(message, ret_link, &data);
}

static int take_link(const struct nlmsghdr *message, struct net *net)
{
	const struct nlattr *data = NULL;
	struct net_link link;
	int r = parse_link(message, &link, &data);

	if (r == 0 && !net->bare)
		r = net_add_details(net, &link, data);
	return r < 0 ? r : net_add(net, NET_LINKS, &link);
}

/* Of IPv6 and of IPv4 without another end one of LOCAL and ADDRESS may be missing: it is then the same as the other. */
static int read_ends(const struct nlattr *const *of, uint8_t family, struct net_address *address)
{
	const struct nlattr *local = of[IFA_LOCAL] ? of[IFA_LOCAL] : of[IFA_ADDRESS];
	const struct nlattr *peer = of[IFA_ADDRESS] ? of[IFA_ADDRESS] : of[IFA_LOCAL];

	if (!local || net_read_ip(local, family, &address->local) < 0 || net_read_ip(peer, family, &address->peer) < 0)
		return -EBADMSG;
	if (memcmp(address->local.bytes, address->peer.bytes, sizeof(address->local.bytes)) == 0)
		address->peer = (struct net_ip) { 0 };
	return net_read_ip(of[IFA_BROADCAST], family, &address->broadcast);
}

static void read_lifetimes(const struct nlattr *cacheinfo, struct net_address *address)
{
	struct ifa_cacheinfo info = { .ifa_valid = UINT32_MAX, .ifa_prefered = UINT32_MAX };

	if (cacheinfo)
		memcpy(&info, mnl_attr_get_payload(cacheinfo), sizeof(info));
	address->valid_seconds = info.ifa_valid;
	address->preferred_seconds = info.ifa_prefered;
}

static bool is_ip(uint8_t family)
{
	return family == AF_INET || family == AF_INET6;
}

static int take_address(const struct nlmsghdr *message, struct net *net)
{
	struct net_attributes attributes = NET_ATTRIBUTES(address_rules);
	const struct nlattr *const *of = attributes.of;
	struct net_address address = { .order = (uint32_t) net->tables[NET_ADDRESSES].count };
	const struct ifaddrmsg *header;
	const void *payload;

	if (net_open_message(message, sizeof(*header), &attributes, &payload) < 0)
		return -EBADMSG;
	header = payload;
	if (!is_ip(header->ifa_family))
		return 0;
	address.ifindex = header->ifa_index;
	address.prefix_length = header->ifa_prefixlen;
	address.scope = header->ifa_scope;
	address.flags = net_number_or(of[IFA_FLAGS], header->ifa_flags);
	net_copy_text(of[IFA_LABEL], address.label, sizeof(address.label));
	read_lifetimes(of[IFA_CACHEINFO], &address);
	if (read_ends(of, header->ifa_family, &address) < 0)
		return -EBADMSG;
	return net_add(net, NET_ADDRESSES, &address);
}

/* RTA_VIA is a gateway of another family than the route's. */
static int read_gateway(const struct nlattr *const *of, struct net_route *route)
{
	const struct rtvia *via;

	if (!of[RTA_VIA])
		return net_read_ip(of[RTA_GATEWAY], route->family, &route->gateway);
	via = mnl_attr_get_payload(of[RTA_VIA]);
	if (via->rtvia_family > UINT8_MAX)
		return -EBADMSG;
	return net_copy_ip(via->rtvia_addr, mnl_attr_get_payload_len(of[RTA_VIA]) - sizeof(*via), (uint8_t) via->rtvia_family, &route->gateway);
}

static int take_nexthop(const struct rtnexthop *hop, const struct net_route *route, struct net *net)
{
	struct net_attributes attributes = NET_ATTRIBUTES(route_rules);
	struct net_route row = *route;
	const void *payload = hop + 1;

	if (mnl_attr_parse_payload(payload, hop->rtnh_len - sizeof(*hop), net_take_attribute, &attributes) < 0)
		return -EBADMSG;
	row.ifindex = (uint32_t) hop->rtnh_ifindex;
	if (read_gateway(attributes.of, &row) < 0)
		return -EBADMSG;
	return net_add(net, NET_ROUTES, &row);
}

/* One row for each way of a route that has several. */
static int take_nexthops(const struct nlattr *multipath, const struct net_route *route, struct net *net)
{
	const char *at = mnl_attr_get_payload(multipath);
	size_t left = mnl_attr_get_payload_len(multipath);

	while (left >= sizeof(struct rtnexthop)) {
		const struct rtnexthop *hop = (const struct rtnexthop *) (const void *) at;
		size_t step = MNL_ALIGN(hop->rtnh_len);
		int r;

		if (hop->rtnh_len < sizeof(*hop) || hop->rtnh_len > left)
			return -EBADMSG;
		r = take_nexthop(hop, route, net);
		if (r < 0)
			return r;
		if (step >= left)
			break;
		at += step;
		left -= step;
	}
	return 0;
}

static int take_ways(const struct nlattr *const *of, struct net_route *route, struct net *net)
{
	if (of[RTA_MULTIPATH])
		return take_nexthops(of[RTA_MULTIPATH], route, net);
	route->ifindex = net_number_or(of[RTA_OIF], 0);
	if (read_gateway(of, route) < 0)
		return -EBADMSG;
	/* With net.ipv4.nexthop_compat_mode off the kernel names the object and not what is in it. */
	if (of[RTA_NH_ID] && !of[RTA_OIF] && route->gateway.family == AF_UNSPEC)
		net->routes_without_way++;
	return net_add(net, NET_ROUTES, route);
}

static int take_route(const struct nlmsghdr *message, struct net *net)
{
	struct net_attributes attributes = NET_ATTRIBUTES(route_rules);
	const struct nlattr *const *of = attributes.of;
	struct net_route route = { 0 };
	const struct rtmsg *header;
	const void *payload;

	if (net_open_message(message, sizeof(*header), &attributes, &payload) < 0)
		return -EBADMSG;
	header = payload;
	/* A clone is a cached answer for one destination, no route that anybody made. */
	if (!is_ip(header->rtm_family) || (header->rtm_flags & RTM_F_CLONED))
		return 0;
	route.family = header->rtm_family;
	route.type = header->rtm_type;
	route.protocol = header->rtm_protocol;
	route.scope = header->rtm_scope;
	route.prefix_length = header->rtm_dst_len;
	route.table = net_number_or(of[RTA_TABLE], header->rtm_table);
	route.has_metric = of[RTA_PRIORITY] != NULL;
	route.metric = net_number_or(of[RTA_PRIORITY], 0);
	route.destination.family = route.family;
	if (net_read_ip(of[RTA_DST], route.family, &route.destination) < 0 || net_read_ip(of[RTA_PREFSRC], route.family, &route.source) < 0)
		return -EBADMSG;
	return take_ways(of, &route, net);
}

/* As ip-neighbour(8): entries that need no resolution, such as multicast, and those in no state are the cache's own affair. */
static bool is_neighbour(const struct ndmsg *header)
{
	return (header->ndm_state & ~NUD_NOARP) != 0 || (header->ndm_flags & (NTF_PROXY | NTF_EXT_LEARNED)) != 0;
}

static int take_neighbour(const struct nlmsghdr *message, struct net *net)
{
	struct net_attributes attributes = NET_ATTRIBUTES(neighbour_rules);
	struct net_neighbour neighbour = { 0 };
	const struct ndmsg *header;
	const void *payload;

	if (net_open_message(message, sizeof(*header), &attributes, &payload) < 0)
		return -EBADMSG;
	header = payload;
	if (!is_neighbour(header))
		return 0;
	neighbour.family = header->ndm_family;
	neighbour.state = header->ndm_state;
	neighbour.ifindex = (uint32_t) header->ndm_ifindex;
	if (net_read_ip(attributes.of[NDA_DST], neighbour.family, &neighbour.address) < 0)
		return -EBADMSG;
	if (read_hardware(attributes.of[NDA_LLADDR], &neighbour.hardware) < 0)
		return -EBADMSG;
	return net_add(net, NET_NEIGHBOURS, &neighbour);
}

int net_parse(const struct nlmsghdr *message, void *net)
{
	switch (message->nlmsg_type) {
	case RTM_NEWLINK:
		return take_link(message, net);
	case RTM_NEWADDR:
		return take_address(message, net);
	case RTM_NEWROUTE:
		return take_route(message, net);
	case RTM_NEWNEIGH:
		return take_neighbour(message, net);
	case RTM_NEWRULE:
		return net_take_rule(message, net);
	default:
		return 0;
	}
}
