/* Messages that no kernel should send, rows that no table should hold, and numbers without a name. */
#define _GNU_SOURCE
#include "net-parse.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "net-table.h"
#include "tap.h"

static _Alignas(struct nlmsghdr) char bytes[8192];

static struct nlmsghdr *begin(uint16_t type, size_t header_size, void **ret_header)
{
	struct nlmsghdr *message;

	memset(bytes, 0, sizeof(bytes));
	message = mnl_nlmsg_put_header(bytes);
	message->nlmsg_type = type;
	*ret_header = mnl_nlmsg_put_extra_header(message, header_size);
	return message;
}

static struct nlmsghdr *begin_link(void)
{
	void *header;
	struct nlmsghdr *message = begin(RTM_NEWLINK, sizeof(struct ifinfomsg), &header);

	((struct ifinfomsg *) header)->ifi_index = 7;
	return message;
}

static struct nlmsghdr *begin_route(uint8_t family, uint8_t prefix_length)
{
	void *header;
	struct nlmsghdr *message = begin(RTM_NEWROUTE, sizeof(struct rtmsg), &header);

	((struct rtmsg *) header)->rtm_family = family;
	((struct rtmsg *) header)->rtm_dst_len = prefix_length;
	return message;
}

static void is_parsed_to(const struct nlmsghdr *message, int result)
{
	CLEANUP_NET struct net net = { 0 };

	is_number(net_parse(message, &net), result);
	if (result < 0)
		for (int table = 0; table < NET_TABLE_COUNT; table++)
			is_number(net.tables[table].count, 0);
}

static void a_message_shorter_than_its_header_is_refused(void)
{
	static const uint16_t types[] = { RTM_NEWLINK, RTM_NEWADDR, RTM_NEWROUTE, RTM_NEWNEIGH, RTM_NEWRULE };
	void *header;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		is_parsed_to(begin(types[i], 0, &header), -EBADMSG);
		is_parsed_to(begin(types[i], 4, &header), -EBADMSG);
	}
}

static void a_message_of_another_kind_is_passed_over(void)
{
	void *header;

	is_parsed_to(begin(RTM_NEWNEIGHTBL, sizeof(struct rtmsg), &header), 0);
	is_parsed_to(begin(NLMSG_NOOP, 0, &header), 0);
}

static void a_link_without_name_or_ifindex_is_refused(void)
{
	struct nlmsghdr *message = begin_link();
	void *header;

	is_parsed_to(message, -EBADMSG);
	message = begin(RTM_NEWLINK, sizeof(struct ifinfomsg), &header);
	mnl_attr_put_strz(message, IFLA_IFNAME, "zero");
	is_parsed_to(message, -EBADMSG);
}

static void a_name_without_its_end_is_refused(void)
{
	struct nlmsghdr *message = begin_link();

	mnl_attr_put(message, IFLA_IFNAME, 4, "eth0");
	is_parsed_to(message, -EBADMSG);
}

static void a_name_longer_than_the_kernels_is_cut(void)
{
	struct nlmsghdr *message = begin_link();
	struct net_link link;

	mnl_attr_put_strz(message, IFLA_IFNAME, "0123456789abcdefgh");
	is_number(net_parse_link(message, &link), 0);
	is_string(link.name, "0123456789abcde");
}

static void a_number_of_another_size_is_refused(void)
{
	struct nlmsghdr *message = begin_link();

	mnl_attr_put_strz(message, IFLA_IFNAME, "eth0");
	mnl_attr_put_u16(message, IFLA_MTU, 1500);
	is_parsed_to(message, -EBADMSG);
}

static void a_hardware_address_longer_than_any_is_refused(void)
{
	struct nlmsghdr *message = begin_link();

	mnl_attr_put_strz(message, IFLA_IFNAME, "eth0");
	mnl_attr_put(message, IFLA_ADDRESS, NET_HARDWARE_LIMIT + 1, bytes + 4096);
	is_parsed_to(message, -EBADMSG);
}

static void an_attribute_that_reaches_beyond_the_message_ends_it(void)
{
	struct nlmsghdr *message = begin_link();
	struct nlattr *attribute = mnl_nlmsg_get_payload_tail(message);

	mnl_attr_put_strz(message, IFLA_IFNAME, "eth0");
	attribute->nla_len = 2000;
	is_parsed_to(message, -EBADMSG);
}

static void an_address_of_the_wrong_length_is_refused(void)
{
	void *header;
	struct nlmsghdr *message = begin(RTM_NEWADDR, sizeof(struct ifaddrmsg), &header);

	((struct ifaddrmsg *) header)->ifa_family = AF_INET6;
	mnl_attr_put_u32(message, IFA_ADDRESS, 1);
	is_parsed_to(message, -EBADMSG);
	message = begin(RTM_NEWADDR, sizeof(struct ifaddrmsg), &header);
	((struct ifaddrmsg *) header)->ifa_family = AF_INET;
	is_parsed_to(message, -EBADMSG);
}

static void a_nexthop_that_reaches_beyond_its_route_is_refused(void)
{
	struct nlmsghdr *message = begin_route(AF_INET, 0);
	struct rtnexthop hops[2] = { { .rtnh_len = sizeof(hops[0]), .rtnh_ifindex = 3 }, { .rtnh_len = 64, .rtnh_ifindex = 4 } };
	CLEANUP_NET struct net net = { 0 };

	mnl_attr_put(message, RTA_MULTIPATH, sizeof(hops), hops);
	is_number(net_parse(message, &net), -EBADMSG);
	hops[1].rtnh_len = 3;
	message = begin_route(AF_INET, 0);
	mnl_attr_put(message, RTA_MULTIPATH, sizeof(hops), hops);
	is_number(net_parse(message, &net), -EBADMSG);
}

static void a_cloned_route_is_none(void)
{
	CLEANUP_NET struct net net = { 0 };
	struct nlmsghdr *message = begin_route(AF_INET, 0);

	((struct rtmsg *) mnl_nlmsg_get_payload(message))->rtm_flags = RTM_F_CLONED;
	is_number(net_parse(message, &net), 0);
	is_number(net.tables[NET_ROUTES].count, 0);
}

static void a_route_that_names_only_a_nexthop_object_is_a_gap(void)
{
	CLEANUP_NET struct net net = { 0 };
	struct nlmsghdr *message = begin_route(AF_INET, 0);

	mnl_attr_put_u32(message, RTA_NH_ID, 5);
	is_number(net_parse(message, &net), 0);
	net_settle(&net);
	is_number(net.tables[NET_ROUTES].count, 1);
	is_number(net.gap_count, 1);
	is_string(net.gaps[0].what, "routes");
}

static void rows_beyond_the_limit_are_counted_and_a_gap(void)
{
	CLEANUP_NET struct net net = { 0 };
	struct nlmsghdr *message = begin_route(AF_INET, 0);

	for (int i = 0; i < NET_ROW_LIMIT + 3; i++)
		must(net_parse(message, &net) == 0);
	net_settle(&net);
	is_number(net.tables[NET_ROUTES].count, NET_ROW_LIMIT);
	is_number(net.gap_count, 1);
	is_string(net.gaps[0].what, "routes");
	is_string(net.gaps[0].why, "3 more than the 65536 that are given");
}

static void links_have_a_limit_of_their_own(void)
{
	CLEANUP_NET struct net net = { .link_limit = 2 };
	struct nlmsghdr *message = begin_link();

	mnl_attr_put_strz(message, IFLA_IFNAME, "eth0");
	for (int i = 0; i < 5; i++)
		must(net_parse(message, &net) == 0);
	is_number(net.tables[NET_LINKS].count, 2);
	is_number(net.tables[NET_LINKS].left_out, 3);
}

static void an_address_of_an_unknown_link_is_a_gap(void)
{
	CLEANUP_NET struct net net = { 0 };
	struct net_address address = { .ifindex = 9, .local = { .family = AF_INET, .length = 4 } };

	must(net_add(&net, NET_ADDRESSES, &address) == 0);
	net_settle(&net);
	is_number(net.gap_count, 1);
	is_string(net.gaps[0].what, "addresses");
}

static void gaps_beyond_the_limit_are_counted(void)
{
	CLEANUP_NET struct net net = { 0 };

	for (int i = 0; i < NET_GAP_LIMIT + 2; i++)
		net_add_gap(&net, "what", "%d", i);
	is_number(net.gap_count, NET_GAP_LIMIT);
	is_number(net.gaps_left_out, 2);
}

static void a_number_without_a_name_is_its_digits(void)
{
	struct net_word word;

	is_string(net_link_type(999, &word), "999");
	is_string(net_operstate(99, &word), "99");
	is_string(net_scope(42, &word), "42");
	is_string(net_route_type(99, &word), "99");
	is_string(net_route_protocol(77, &word), "77");
	is_string(net_neighbour_state(NUD_STALE | NUD_PERMANENT, &word), "132");
}

static void flags_without_a_name_come_last_as_one_number(void)
{
	const struct net_link link = { .flags = IFF_UP | 1u << 20 | 1u << 21, .lower_down = true };
	const struct net_address address = { .flags = IFA_F_PERMANENT | 1u << 30, .local = { .family = AF_INET } };
	const char *names[NET_FLAGS_LIMIT];
	struct net_word word;

	is_number(net_link_flags(&link, names, &word), 4);
	is_string(names[0], "NO-CARRIER");
	is_string(names[1], "UP");
	is_string(names[2], "0x300000");
	is_string(names[3], "M-DOWN");
	is_number(net_address_flags(&address, names, &word), 2);
	is_string(names[1], "0x40000000");
}

static void all_flags_at_once_have_room(void)
{
	const struct net_link link = { .flags = UINT32_MAX & ~(uint32_t) IFF_RUNNING, .lower_down = true };
	const struct net_address address = { .flags = UINT32_MAX & ~(uint32_t) IFA_F_PERMANENT, .local = { .family = AF_INET6 } };
	const char *names[NET_FLAGS_LIMIT];
	struct net_word word;

	ok(net_link_flags(&link, names, &word) <= NET_FLAGS_LIMIT);
	ok(net_address_flags(&address, names, &word) <= NET_FLAGS_LIMIT);
}

static void the_hardware_address_of_a_tunnel_is_an_IP_address(void)
{
	struct net_hardware four = { .length = 4, .bytes = { 192, 0, 2, 1 } }, longest = { .length = NET_HARDWARE_LIMIT };
	struct net_word word;

	is_string(net_hardware_text(&four, ARPHRD_IPGRE, &word), "192.0.2.1");
	is_string(net_hardware_text(&four, ARPHRD_ETHER, &word), "c0:00:02:01");
	is_number(strlen(net_hardware_text(&longest, ARPHRD_ETHER, &word)), NET_HARDWARE_LIMIT * 3 - 1);
	four.length = 0;
	ok(net_hardware_text(&four, ARPHRD_ETHER, &word) == NULL);
}

int main(void)
{
	TEST(a_message_shorter_than_its_header_is_refused);
	TEST(a_message_of_another_kind_is_passed_over);
	TEST(a_link_without_name_or_ifindex_is_refused);
	TEST(a_name_without_its_end_is_refused);
	TEST(a_name_longer_than_the_kernels_is_cut);
	TEST(a_number_of_another_size_is_refused);
	TEST(a_hardware_address_longer_than_any_is_refused);
	TEST(an_attribute_that_reaches_beyond_the_message_ends_it);
	TEST(an_address_of_the_wrong_length_is_refused);
	TEST(a_nexthop_that_reaches_beyond_its_route_is_refused);
	TEST(a_cloned_route_is_none);
	TEST(a_route_that_names_only_a_nexthop_object_is_a_gap);
	TEST(rows_beyond_the_limit_are_counted_and_a_gap);
	TEST(links_have_a_limit_of_their_own);
	TEST(an_address_of_an_unknown_link_is_a_gap);
	TEST(gaps_beyond_the_limit_are_counted);
	TEST(a_number_without_a_name_is_its_digits);
	TEST(flags_without_a_name_come_last_as_one_number);
	TEST(all_flags_at_once_have_room);
	TEST(the_hardware_address_of_a_tunnel_is_an_IP_address);
	return tap_done();
}
