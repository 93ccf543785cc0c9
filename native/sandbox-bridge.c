#define _GNU_SOURCE
#include "sandbox-bridge.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "net-attributes.h"
#include "netlink.h"

/* For people: what ip(8) says of a link of ours. */
#define ALIAS "nsatlas sandbox"

/* Hardware addresses of our links but for the last byte, locally administered. It is there from a link's birth on, as no alias
 * can be, and so tells it from another of its name also when the helper was killed in the middle. */
static const uint8_t mark[] = { 0x02, 0x6e, 0x73, 0x61, 0x74 };

enum { HARDWARE_ADDRESS_LENGTH = sizeof(mark) + 1, HARDWARE_ADDRESS_OF_BRIDGE = 0xff, ROUNDS = 20 };

struct link {
	unsigned int index;
	bool is_ours;
};

static uint32_t address_of(unsigned int last)
{
	char text[INET_ADDRSTRLEN];
	struct in_addr address = { 0 };

	(void) snprintf(text, sizeof(text), SANDBOX_ADDRESS, last);
	(void) inet_pton(AF_INET, text, &address);
	return address.s_addr;
}

static void name_of_slot(unsigned int slot, char ret_name[IFNAMSIZ])
{
	(void) snprintf(ret_name, IFNAMSIZ, "nsatlas-s%u", slot);
}

/* --- looking */

static const struct net_attribute_rule link_rules[IFLA_MASTER + 1] = {
	[IFLA_ADDRESS] = { MNL_TYPE_BINARY, 0 },
	[IFLA_MASTER] = { MNL_TYPE_U32, 0 },
};

static const struct net_attribute_rule address_rules[IFA_LOCAL + 1] = { [IFA_LOCAL] = { MNL_TYPE_U32, 0 } };

static bool has_mark(const struct nlattr *address)
{
	return address && mnl_attr_get_payload_len(address) == HARDWARE_ADDRESS_LENGTH &&
	       memcmp(mnl_attr_get_payload(address), mark, sizeof(mark)) == 0;
}

static int take_link(const struct nlmsghdr *message, void *context)
{
	struct net_attributes attributes = NET_ATTRIBUTES(link_rules);
	struct link *link = context;
	const void *header;
	int r = net_open_message(message, sizeof(struct ifinfomsg), &attributes, &header);

	if (r < 0)
		return r;
	link->index = (unsigned int) ((const struct ifinfomsg *) header)->ifi_index;
	link->is_ours = has_mark(attributes.of[IFLA_ADDRESS]);
	return 0;
}

/* -ENODEV: there is none. */
static int find_link(struct netlink *netlink, const char *name, struct link *ret_link)
{
	struct netlink_question question;

	*ret_link = (struct link) { 0 };
	(void) netlink_begin(&question, RTM_GETLINK, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(question.header, IFLA_IFNAME, name);
	return netlink_ask(netlink, &question, take_link, ret_link);
}

struct ports {
	unsigned int bridge;
	unsigned int count;
};

static int count_port(const struct nlmsghdr *message, void *context)
{
	struct net_attributes attributes = NET_ATTRIBUTES(link_rules);
	struct ports *ports = context;
	const void *header;
	int r = net_open_message(message, sizeof(struct ifinfomsg), &attributes, &header);

	if (r == 0 && net_number_or(attributes.of[IFLA_MASTER], 0) == ports->bridge)
		ports->count++;
	return r;
}

static uint32_t mask_of(unsigned int prefix)
{
	return prefix == 0 ? 0 : htonl(UINT32_MAX << (32 - prefix));
}

/* Sets the flag if an address of the host is in our network, or ours in its. */
static int check_address(const struct nlmsghdr *message, void *context)
{
	struct net_attributes attributes = NET_ATTRIBUTES(address_rules);
	const struct nlattr *local;
	unsigned int prefix;
	bool *is_taken = context;
	const void *header;
	int r = net_open_message(message, sizeof(struct ifaddrmsg), &attributes, &header);

	local = attributes.of[IFA_LOCAL];
	if (r < 0 || !local)
		return r;
	prefix = ((const struct ifaddrmsg *) header)->ifa_prefixlen;
	if (((mnl_attr_get_u32(local) ^ address_of(0)) & mask_of(prefix < SANDBOX_PREFIX ? prefix : SANDBOX_PREFIX)) == 0)
		*is_taken = true;
	return 0;
}

static int check_network_is_free(struct netlink *netlink)
{
	struct netlink_question question;
	struct ifaddrmsg *header = netlink_begin(&question, RTM_GETADDR, sizeof(*header));
	bool is_taken = false;
	int r;

	header->ifa_family = AF_INET;
	r = netlink_dump(netlink, &question, check_address, &is_taken);
	/* A table that changed meanwhile: what was seen counts. */
	if (r < 0 && r != -EAGAIN)
		return r;
	return is_taken ? -EADDRINUSE : 0;
}

/* --- links */

static void put_mark(struct netlink_question *question, unsigned int last)
{
	uint8_t address[HARDWARE_ADDRESS_LENGTH];

	memcpy(address, mark, sizeof(mark));
	address[sizeof(mark)] = (uint8_t) last;
	mnl_attr_put(question->header, IFLA_ADDRESS, sizeof(address), address);
}

static int set_up(struct netlink *netlink, unsigned int index, const char *alias)
{
	struct netlink_question question;
	struct ifinfomsg *header = netlink_begin(&question, RTM_NEWLINK, sizeof(*header));

	header->ifi_index = (int) index;
	header->ifi_flags = IFF_UP;
	header->ifi_change = IFF_UP;
	if (alias)
		mnl_attr_put_str(question.header, IFLA_IFALIAS, alias);
	return netlink_tell(netlink, &question, 0);
}

static int delete_link(struct netlink *netlink, unsigned int index)
{
	struct netlink_question question;
	struct ifinfomsg *header = netlink_begin(&question, RTM_DELLINK, sizeof(*header));

	header->ifi_index = (int) index;
	return netlink_tell(netlink, &question, 0);
}

static int add_address(struct netlink *netlink, unsigned int index, unsigned int last)
{
	struct netlink_question question;
	struct ifaddrmsg *header = netlink_begin(&question, RTM_NEWADDR, sizeof(*header));

	header->ifa_family = AF_INET;
	header->ifa_prefixlen = SANDBOX_PREFIX;
	header->ifa_index = index;
	mnl_attr_put_u32(question.header, IFA_LOCAL, address_of(last));
	mnl_attr_put_u32(question.header, IFA_ADDRESS, address_of(last));
	mnl_attr_put_u32(question.header, IFA_BROADCAST, address_of(255));
	return netlink_tell(netlink, &question, NLM_F_CREATE | NLM_F_EXCL);
}

static int add_default_route(struct netlink *netlink, unsigned int index)
{
	struct netlink_question question;
	struct rtmsg *header = netlink_begin(&question, RTM_NEWROUTE, sizeof(*header));

	header->rtm_family = AF_INET;
	header->rtm_table = RT_TABLE_MAIN;
	header->rtm_protocol = RTPROT_STATIC;
	header->rtm_scope = RT_SCOPE_UNIVERSE;
	header->rtm_type = RTN_UNICAST;
	mnl_attr_put_u32(question.header, RTA_GATEWAY, address_of(1));
	mnl_attr_put_u32(question.header, RTA_OIF, index);
	return netlink_tell(netlink, &question, NLM_F_CREATE | NLM_F_EXCL);
}

static int make_bridge(struct netlink *netlink)
{
	struct netlink_question question;
	struct nlattr *info;

	(void) netlink_begin(&question, RTM_NEWLINK, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(question.header, IFLA_IFNAME, SANDBOX_BRIDGE);
	/* Else it would take that of its lowest port, and change it with each. */
	put_mark(&question, HARDWARE_ADDRESS_OF_BRIDGE);
	info = mnl_attr_nest_start(question.header, IFLA_LINKINFO);
	mnl_attr_put_str(question.header, IFLA_INFO_KIND, "bridge");
	mnl_attr_nest_end(question.header, info);
	return netlink_tell(netlink, &question, NLM_F_CREATE | NLM_F_EXCL);
}

/* One end here, in the bridge; the other in that net namespace from its birth. */
static int make_cable(struct netlink *netlink, unsigned int slot, unsigned int bridge, int net_fd)
{
	struct netlink_question question;
	struct nlattr *info, *data, *peer;
	char name[IFNAMSIZ];

	name_of_slot(slot, name);
	(void) netlink_begin(&question, RTM_NEWLINK, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(question.header, IFLA_IFNAME, name);
	put_mark(&question, slot);
	mnl_attr_put_u32(question.header, IFLA_MASTER, bridge);
	info = mnl_attr_nest_start(question.header, IFLA_LINKINFO);
	mnl_attr_put_str(question.header, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(question.header, IFLA_INFO_DATA);
	peer = mnl_attr_nest_start(question.header, VETH_INFO_PEER);
	(void) memset(mnl_nlmsg_put_extra_header(question.header, sizeof(struct ifinfomsg)), 0, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(question.header, IFLA_IFNAME, "eth0");
	mnl_attr_put_u32(question.header, IFLA_NET_NS_FD, (uint32_t) net_fd);
	mnl_attr_nest_end(question.header, peer);
	mnl_attr_nest_end(question.header, data);
	mnl_attr_nest_end(question.header, info);
	return netlink_tell(netlink, &question, NLM_F_CREATE | NLM_F_EXCL);
}

/* --- the bridge */

static int finish_bridge(struct netlink *netlink, unsigned int index)
{
	int r = set_up(netlink, index, ALIAS);

	return r < 0 ? r : add_address(netlink, index, 1);
}

/* An earlier helper may have been killed before it was finished. */
static int provide_bridge(struct netlink *netlink, struct link *ret_bridge)
{
	int r = find_link(netlink, SANDBOX_BRIDGE, ret_bridge);

	if (r == 0 && !ret_bridge->is_ours)
		return -EEXIST;
	if (r == 0) {
		r = finish_bridge(netlink, ret_bridge->index);
		return r == -EEXIST ? 0 : r;
	}
	r = r == -ENODEV ? check_network_is_free(netlink) : r;
	if (r == 0)
		r = make_bridge(netlink);
	if (r == 0)
		r = find_link(netlink, SANDBOX_BRIDGE, ret_bridge);
	if (r < 0)
		return r;
	r = finish_bridge(netlink, ret_bridge->index);
	if (r < 0)
		(void) delete_link(netlink, ret_bridge->index);
	return r;
}

static int delete_if_ours(struct netlink *netlink, const char *name)
{
	struct link link;
	int r = find_link(netlink, name, &link);

	if (r == -ENODEV || (r == 0 && !link.is_ours))
		return 0;
	if (r == 0)
		r = delete_link(netlink, link.index);
	return r == -ENODEV ? 0 : r;
}

int sandbox_bridge_plug(unsigned int slot, int net_fd)
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	struct link bridge, cable;
	char name[IFNAMSIZ];
	int r = netlink_open_own(&netlink);

	name_of_slot(slot, name);
	if (r == 0)
		r = provide_bridge(&netlink, &bridge);
	/* The end of an earlier sandbox's, which goes by itself when the kernel comes to it. */
	if (r == 0)
		r = delete_if_ours(&netlink, name);
	if (r == 0)
		r = make_cable(&netlink, slot, bridge.index, net_fd);
	if (r == 0)
		r = find_link(&netlink, name, &cable);
	return r == 0 ? set_up(&netlink, cable.index, ALIAS) : r;
}

int sandbox_bridge_configure(int fd, unsigned int address)
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	struct link link;
	int r = netlink_open(fd, &netlink);

	if (r == 0)
		r = find_link(&netlink, "lo", &link);
	if (r == 0)
		r = set_up(&netlink, link.index, NULL);
	if (r < 0 || address == 0)
		return r;
	r = find_link(&netlink, "eth0", &link);
	if (r == 0)
		r = add_address(&netlink, link.index, address);
	if (r == 0)
		r = set_up(&netlink, link.index, NULL);
	return r == 0 ? add_default_route(&netlink, link.index) : r;
}

int sandbox_bridge_unplug(unsigned int slot)
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	char name[IFNAMSIZ];
	int r = netlink_open_own(&netlink);

	name_of_slot(slot, name);
	return r == 0 ? delete_if_ours(&netlink, name) : r;
}

/* The kernel takes away links of namespaces that ended while it tells us of them, and then what it told is no list. */
static int count_ports(struct netlink *netlink, struct ports *ports)
{
	int r = -EAGAIN;

	for (int round = 0; r == -EAGAIN && round < ROUNDS; round++) {
		struct netlink_question question;

		ports->count = 0;
		(void) netlink_begin(&question, RTM_GETLINK, sizeof(struct ifinfomsg));
		r = netlink_dump(netlink, &question, count_port, ports);
	}
	return r;
}

int sandbox_bridge_remove(void)
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	struct ports ports = { 0 };
	struct link bridge;
	int r = netlink_open_own(&netlink);

	if (r == 0)
		r = find_link(&netlink, SANDBOX_BRIDGE, &bridge);
	if (r < 0 || !bridge.is_ours)
		return r == -ENODEV ? 0 : r;
	ports.bridge = bridge.index;
	r = count_ports(&netlink, &ports);
	if (r < 0 || ports.count > 0)
		return r;
	r = delete_link(&netlink, bridge.index);
	return r == -ENODEV ? 0 : r;
}
