/* What its kind adds to a link: against ip(8) for the kinds that this kernel has, by messages made by hand for the others. */
#define _GNU_SOURCE
#include "net-inspected.h"

#include <arpa/inet.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/rtnetlink.h>

#include "net-parse.h"

/* --- against ip(8) */

static const char *const told[] = { "ageing_time", "stp_state", "priority", "vlan_filtering", "vlan_default_pvid", "mcast_snooping", "mode",
	"id", "remote", "group", "local", "link", "port", "learning", "type", "user", "pi", "vnet_hdr", "persist", "multi_queue" };

/* ip(8) gives the IPv6 ones names of their own in JSON, and not in text. */
static const json_t *told_by_ip(const json_t *data, const char *name)
{
	char six[32];

	(void) snprintf(six, sizeof(six), "%s6", name);
	return get(data, name) ? get(data, name) : get(data, six);
}

static json_t *as_text(const json_t *value)
{
	if (json_is_boolean(value))
		return json_string(json_is_true(value) ? "on" : "off");
	return json_is_integer(value) ? json_sprintf("%lld", (long long) json_integer_value(value)) : or_null(value);
}

static json_t *details_in_our_words(const json_t *link)
{
	const json_t *data = get(get(link, "linkinfo"), "info_data");
	json_t *details = json_object();

	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (told_by_ip(data, told[i]))
			(void) json_object_set_new(details, told[i], as_text(told_by_ip(data, told[i])));
	return details;
}

static json_t *details_as_object(const json_t *rows)
{
	json_t *details = json_object(), *row;
	size_t index;

	json_array_foreach(rows, index, row)
		(void) json_object_set_new(details, json_string_value(get(row, "name")), or_null(get(row, "value")));
	is_number(json_object_size(details), json_array_size(rows));
	return details;
}

static void compare_details(const char *namespace, const char *link, size_t least)
{
	json_t *net = inspect_named(namespace), *links = json_of("ip -n %s -j -d link show %s", namespace, link);
	json_t *details = details_as_object(get(link_named(net, link), "details"));

	is_json(details, details_in_our_words(json_array_get(links, 0)));
	ok(json_object_size(details) >= least);
	json_decref(details);
	json_decref(links);
	json_decref(net);
}

static void make_world(void)
{
	enter_world();
	sh("ip netns add blue && ip netns add green && ip -n blue link add e0 type veth peer name e1");
	sh("ip -n blue link set e0 up && ip -n blue addr add 10.0.0.1/24 dev e0");
}

static void a_bridge_is_told_as_ip_tells_it(void)
{
	sh("ip -n blue link add br0 type bridge stp_state 1 ageing_time 12000 priority 4096 mcast_snooping 0");
	compare_details("blue", "br0", 4);
}

static void a_macvlan_and_a_macvtap_have_their_mode(void)
{
	sh("ip -n blue link add mv link e0 type macvlan mode vepa && ip -n blue link add mt link e0 type macvtap mode vepa");
	compare_details("blue", "mv", 1);
	compare_details("blue", "mt", 1);
	sh("ip -n blue link del mv && ip -n blue link del mt && ip -n blue link add mv link e0 type macvlan mode passthru");
	compare_details("blue", "mv", 1);
	sh("ip -n blue link del mv");
}

static void a_vxlan_is_told_as_ip_tells_it(void)
{
	sh("ip -n blue link add vx type vxlan id 77 dev e0 dstport 4789 local 10.0.0.1 remote 10.0.0.9");
	sh("ip -n blue link add vx6 type vxlan id 78 dstport 4790 local fd00::1 remote fd00::2 nolearning");
	sh("ip -n blue link add vxg type vxlan id 79 dev e0 dstport 4791 group 239.1.1.1");
	compare_details("blue", "vx", 6);
	compare_details("blue", "vx6", 5);
	compare_details("blue", "vxg", 5);
}

static void a_tun_and_a_tap_are_told_as_ip_tells_them(void)
{
	sh("ip -n blue tuntap add tap0 mode tap user 54321 && ip -n blue tuntap add tun0 mode tun multi_queue vnet_hdr pi");
	compare_details("blue", "tap0", 6);
	compare_details("blue", "tun0", 5);
}

static void a_link_of_a_kind_that_adds_nothing_has_none(void)
{
	sh("ip -n blue link add fb type ifb");
	compare_details("blue", "e0", 0);
	compare_details("blue", "fb", 0);
	compare_details("blue", "lo", 0);
}

/* The kernel gives the ifindex of the vxlan itself as its IFLA_LINK. */
static void a_vxlan_that_was_moved_has_its_device_where_it_was_made(void)
{
	json_t *here, *net;
	const json_t *peer;

	sh("ip -n blue link add moved type vxlan id 80 dev e0 dstport 4792 && ip -n blue link set moved netns green");
	sh("ip -n blue link add alone type vxlan id 81 dstport 4793 && ip -n blue link set alone netns green");
	here = json_of("ip -n blue -j link show e0");
	net = inspect_named("green");
	peer = get(link_named(net, "moved"), "peer");
	is_json(get(peer, "name"), json_string("e0"));
	is_json(get(peer, "ifindex"), or_null(get(json_array_get(here, 0), "ifindex")));
	is_number(json_integer_value(get(peer, "namespace")), ino_of_named("blue"));
	is_json(get(link_named(net, "alone"), "peer"), json_null());
	compare_details("green", "moved", 4);
	json_decref(net);
	json_decref(here);
}

/* --- by hand */

static _Alignas(struct nlmsghdr) char bytes[4096];

struct made {
	struct nlmsghdr *message;
	struct nlattr *info;
	struct nlattr *data;
};

static struct made begin(const char *kind)
{
	struct made made;
	struct ifinfomsg *header;

	memset(bytes, 0, sizeof(bytes));
	made.message = mnl_nlmsg_put_header(bytes);
	made.message->nlmsg_type = RTM_NEWLINK;
	header = mnl_nlmsg_put_extra_header(made.message, sizeof(*header));
	header->ifi_index = 7;
	mnl_attr_put_strz(made.message, IFLA_IFNAME, "made");
	made.info = mnl_attr_nest_start(made.message, IFLA_LINKINFO);
	mnl_attr_put_strz(made.message, IFLA_INFO_KIND, kind);
	made.data = mnl_attr_nest_start(made.message, IFLA_INFO_DATA);
	return made;
}

static void end(struct made *made)
{
	mnl_attr_nest_end(made->message, made->data);
	mnl_attr_nest_end(made->message, made->info);
}

/* Each detail as `name value`, one behind the other; that of a link as `name #ifindex`. */
static void is_told(struct made *made, const char *want)
{
	CLEANUP_NET struct net net = { 0 };
	char text[512] = "";
	size_t length = 0;

	end(made);
	is_number(net_parse(made->message, &net), 0);
	for (size_t i = 0; i < net.tables[NET_DETAILS].count; i++) {
		const struct net_detail *detail = &net_details(&net)[i];

		length += (size_t) snprintf(text + length, sizeof(text) - length, "%s%s ", i == 0 ? "" : " ", detail->name);
		if (detail->link != 0)
			length += (size_t) snprintf(text + length, sizeof(text) - length, "#%u", detail->link);
		else
			length += (size_t) snprintf(text + length, sizeof(text) - length, "%s", detail->value);
	}
	is_string(text, want);
}

static void put_ip4(struct nlmsghdr *message, uint16_t type, const char *text)
{
	struct in_addr address;

	must(inet_pton(AF_INET, text, &address) == 1);
	mnl_attr_put(message, type, sizeof(address), &address);
}

static void put_ip6(struct nlmsghdr *message, uint16_t type, const char *text)
{
	struct in6_addr address;

	must(inet_pton(AF_INET6, text, &address) == 1);
	mnl_attr_put(message, type, sizeof(address), &address);
}

static void a_vlan_has_its_id_and_protocol(void)
{
	struct made made = begin("vlan");

	mnl_attr_put_u16(made.message, IFLA_VLAN_PROTOCOL, htons(0x88a8));
	mnl_attr_put_u16(made.message, IFLA_VLAN_ID, 42);
	is_told(&made, "protocol 802.1ad id 42");
	made = begin("vlan");
	mnl_attr_put_u16(made.message, IFLA_VLAN_PROTOCOL, htons(0x8100));
	is_told(&made, "protocol 802.1Q");
}

static void an_ipvlan_and_an_ipvtap_have_their_mode(void)
{
	struct made made = begin("ipvlan");

	mnl_attr_put_u16(made.message, IFLA_IPVLAN_MODE, IPVLAN_MODE_L3S);
	mnl_attr_put_u16(made.message, IFLA_IPVLAN_FLAGS, IPVLAN_F_PRIVATE);
	is_told(&made, "mode l3s mode_flag private");
	made = begin("ipvtap");
	mnl_attr_put_u16(made.message, IFLA_IPVLAN_MODE, IPVLAN_MODE_L2);
	mnl_attr_put_u16(made.message, IFLA_IPVLAN_FLAGS, 0);
	is_told(&made, "mode l2 mode_flag bridge");
}

static void a_geneve_has_its_id_and_remote(void)
{
	struct made made = begin("geneve");

	mnl_attr_put_u32(made.message, IFLA_GENEVE_ID, 16777215);
	put_ip4(made.message, IFLA_GENEVE_REMOTE, "192.0.2.7");
	mnl_attr_put_u16(made.message, IFLA_GENEVE_PORT, htons(6081));
	is_told(&made, "id 16777215 remote 192.0.2.7 port 6081");
	made = begin("geneve");
	put_ip6(made.message, IFLA_GENEVE_REMOTE6, "2001:db8::7");
	is_told(&made, "remote 2001:db8::7");
}

static void a_gre_has_its_ends_and_only_the_keys_it_uses(void)
{
	struct made made = begin("gretap");

	mnl_attr_put_u32(made.message, IFLA_GRE_LINK, 3);
	mnl_attr_put_u16(made.message, IFLA_GRE_IFLAGS, GRE_KEY | GRE_SEQ);
	mnl_attr_put_u16(made.message, IFLA_GRE_OFLAGS, 0);
	mnl_attr_put_u32(made.message, IFLA_GRE_IKEY, htonl(5));
	mnl_attr_put_u32(made.message, IFLA_GRE_OKEY, htonl(6));
	put_ip4(made.message, IFLA_GRE_LOCAL, "192.0.2.1");
	put_ip4(made.message, IFLA_GRE_REMOTE, "0.0.0.0");
	mnl_attr_put_u8(made.message, IFLA_GRE_TTL, 0);
	is_told(&made, "link #3 ikey 0.0.0.5 local 192.0.2.1 remote any ttl inherit");
	made = begin("ip6gre");
	put_ip6(made.message, IFLA_GRE_LOCAL, "2001:db8::1");
	put_ip6(made.message, IFLA_GRE_REMOTE, "::");
	mnl_attr_put_u8(made.message, IFLA_GRE_TTL, 64);
	is_told(&made, "local 2001:db8::1 remote any ttl 64");
}

static void tunnels_have_their_ends(void)
{
	static const char *const four[] = { "ipip", "sit" };
	struct made made;

	for (size_t i = 0; i < 2; i++) {
		made = begin(four[i]);
		mnl_attr_put_u32(made.message, IFLA_IPTUN_LINK, 0);
		put_ip4(made.message, IFLA_IPTUN_LOCAL, "192.0.2.1");
		put_ip4(made.message, IFLA_IPTUN_REMOTE, "192.0.2.2");
		mnl_attr_put_u8(made.message, IFLA_IPTUN_TTL, 255);
		is_told(&made, "local 192.0.2.1 remote 192.0.2.2 ttl 255");
	}
	made = begin("ip6tnl");
	mnl_attr_put_u32(made.message, IFLA_IPTUN_LINK, 9);
	put_ip6(made.message, IFLA_IPTUN_REMOTE, "2001:db8::2");
	is_told(&made, "link #9 remote 2001:db8::2");
	made = begin("vti");
	mnl_attr_put_u32(made.message, IFLA_VTI_IKEY, 0);
	mnl_attr_put_u32(made.message, IFLA_VTI_OKEY, htonl(1));
	is_told(&made, "okey 0.0.0.1");
}

static void a_bond_has_its_mode_and_active_slave(void)
{
	struct made made = begin("bond");

	mnl_attr_put_u8(made.message, IFLA_BOND_MODE, 1);
	mnl_attr_put_u32(made.message, IFLA_BOND_ACTIVE_SLAVE, 4);
	mnl_attr_put_u32(made.message, IFLA_BOND_MIIMON, 100);
	is_told(&made, "mode active-backup active_slave #4 miimon 100");
	made = begin("bond");
	mnl_attr_put_u8(made.message, IFLA_BOND_MODE, 4);
	is_told(&made, "mode 802.3ad");
}

static void a_vrf_has_its_table_and_an_xfrm_its_id(void)
{
	struct made made = begin("vrf");

	mnl_attr_put_u32(made.message, IFLA_VRF_TABLE, 1001);
	is_told(&made, "table 1001");
	made = begin("xfrm");
	mnl_attr_put_u32(made.message, IFLA_XFRM_LINK, 2);
	mnl_attr_put_u32(made.message, IFLA_XFRM_IF_ID, 0x2a);
	is_told(&made, "link #2 if_id 0x2a");
}

static void a_word_that_is_not_known_is_its_number(void)
{
	struct made made = begin("bond");

	mnl_attr_put_u8(made.message, IFLA_BOND_MODE, 99);
	is_told(&made, "mode 99");
	made = begin("macvlan");
	mnl_attr_put_u32(made.message, IFLA_MACVLAN_MODE, 64);
	is_told(&made, "mode 0x40");
	made = begin("vlan");
	mnl_attr_put_u16(made.message, IFLA_VLAN_PROTOCOL, htons(0x1234));
	is_told(&made, "protocol 0x1234");
}

static void an_attribute_of_another_size_is_its_bytes(void)
{
	struct made made = begin("vlan");

	mnl_attr_put_u32(made.message, IFLA_VLAN_ID, htonl(0x01020304));
	is_told(&made, "id 0x01020304");
	made = begin("ipip");
	mnl_attr_put(made.message, IFLA_IPTUN_LOCAL, 200, bytes + 2048);
	is_told(&made, "local 0x00000000000000000000000000000000000000000000");
	made = begin("gre");
	mnl_attr_put(made.message, IFLA_GRE_LINK, 0, "");
	is_told(&made, "link 0x");
}

static void an_attribute_that_reaches_beyond_the_data_ends_it(void)
{
	struct made made = begin("vlan");
	struct nlattr *id;

	mnl_attr_put_u16(made.message, IFLA_VLAN_PROTOCOL, htons(0x8100));
	id = mnl_nlmsg_get_payload_tail(made.message);
	mnl_attr_put_u16(made.message, IFLA_VLAN_ID, 1);
	id->nla_len = 100;
	is_told(&made, "protocol 802.1Q");
}

/* --- the device below, where IFLA_LINK is silent or the link's own */

static uint32_t lower_of(const char *kind, int32_t link, bool elsewhere, uint32_t in_data)
{
	struct made made = begin(kind);
	struct net_link parsed;

	if (in_data != 0)
		mnl_attr_put_u32(made.message, IFLA_VXLAN_LINK, in_data);
	end(&made);
	if (link >= 0)
		mnl_attr_put_u32(made.message, IFLA_LINK, (uint32_t) link);
	if (elsewhere)
		mnl_attr_put_u32(made.message, IFLA_LINK_NETNSID, 0);
	must(net_parse_link(made.message, &parsed) == 0);
	return parsed.lower;
}

static void a_veth_beside_whose_netnsid_no_link_stands_has_a_peer_of_its_own_ifindex(void)
{
	is_number(lower_of("veth", -1, true, 0), 7);
	is_number(lower_of("veth", 7, true, 0), 7);
	is_number(lower_of("veth", 9, true, 0), 9);
	is_number(lower_of("veth", 9, false, 0), 9);
	is_number(lower_of("veth", 0, false, 0), 0);
	is_number(lower_of("macvlan", -1, true, 0), 7);
}

static void a_device_that_stands_on_none_has_none_below(void)
{
	is_number(lower_of("wireguard", 7, true, 0), 0);
	is_number(lower_of("wireguard", -1, true, 0), 0);
	is_number(lower_of("bridge", -1, false, 0), 0);
	is_number(lower_of("vxlan", 7, true, 0), 0);
	is_number(lower_of("vxlan", 7, true, 3), 3);
	is_number(lower_of("vxlan", -1, false, 3), 3);
	is_number(lower_of("nobody knows", 7, true, 0), 0);
	is_number(lower_of("nobody knows", 8, true, 0), 8);
}

int main(void)
{
	make_world();
	TEST(a_bridge_is_told_as_ip_tells_it);
	TEST(a_macvlan_and_a_macvtap_have_their_mode);
	TEST(a_vxlan_is_told_as_ip_tells_it);
	TEST(a_tun_and_a_tap_are_told_as_ip_tells_them);
	TEST(a_link_of_a_kind_that_adds_nothing_has_none);
	TEST(a_vxlan_that_was_moved_has_its_device_where_it_was_made);
	TEST(a_vlan_has_its_id_and_protocol);
	TEST(an_ipvlan_and_an_ipvtap_have_their_mode);
	TEST(a_geneve_has_its_id_and_remote);
	TEST(a_gre_has_its_ends_and_only_the_keys_it_uses);
	TEST(tunnels_have_their_ends);
	TEST(a_bond_has_its_mode_and_active_slave);
	TEST(a_vrf_has_its_table_and_an_xfrm_its_id);
	TEST(a_word_that_is_not_known_is_its_number);
	TEST(an_attribute_of_another_size_is_its_bytes);
	TEST(an_attribute_that_reaches_beyond_the_data_ends_it);
	TEST(a_veth_beside_whose_netnsid_no_link_stands_has_a_peer_of_its_own_ifindex);
	TEST(a_device_that_stands_on_none_has_none_below);
	return tap_done();
}
