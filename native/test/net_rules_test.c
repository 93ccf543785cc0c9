/* Routing rules, against what ip-rule(8) says of the same namespace. */
#define _GNU_SOURCE
#include "net-inspected.h"

#include <endian.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "net-parse.h"

static json_t *prefix_in_our_words(const json_t *rule, const char *address, const char *length, const char *family)
{
	const json_t *text = get(rule, address), *bits = get(rule, length);
	long long whole = strcmp(family, "inet") == 0 ? 32 : 128;

	if (!text || strcmp(json_string_value(text), "all") == 0)
		return json_null();
	return json_sprintf("%s/%lld", json_string_value(text), bits ? (long long) json_integer_value(bits) : whole);
}

/* ip(8) writes a mark of 0 without its 0x. */
static json_t *mark_in_our_words(const json_t *rule)
{
	const char *mark = json_string_value(get(rule, "fwmark")), *mask = json_string_value(get(rule, "fwmask"));

	if (!mark)
		return json_null();
	if (strcmp(mark, "0") == 0)
		mark = "0x0";
	return mask ? json_sprintf("%s/%s", mark, mask) : json_string(mark);
}

static json_t *action_in_our_words(const json_t *rule)
{
	if (get(rule, "action"))
		return or_null(get(rule, "action"));
	if (get(rule, "goto"))
		return json_string("goto");
	return json_string(get(rule, "nop") ? "nop" : "table");
}

static json_t *table_in_our_words(const json_t *table)
{
	const char *name = json_string_value(table);

	if (!name)
		return json_null();
	if (strcmp(name, "main") == 0)
		return json_integer(254);
	if (strcmp(name, "local") == 0)
		return json_integer(255);
	return json_integer(strcmp(name, "default") == 0 ? 253 : atoll(name));
}

static void add_detail(json_t *details, const char *name, const json_t *value)
{
	const char *text = json_string_value(value);

	if (value)
		(void) json_object_set_new(details, name, json_is_null(value) ? json_string("on") :
			text ? json_string(text) : json_sprintf("%lld", (long long) json_integer_value(value)));
}

static void add_range(json_t *details, const char *name, const json_t *first, const json_t *last)
{
	if (first)
		(void) json_object_set_new(details, name, json_sprintf("%lld-%lld", (long long) json_integer_value(first),
			(long long) json_integer_value(last)));
}

static json_t *details_in_our_words(const json_t *rule)
{
	static const char *const same[] = { "tos", "ipproto", "sport", "dport", "tun_id", "suppress_ifgroup", "goto", "l3mdev", "protocol",
		"unresolved", "iif_detached", "oif_detached" };
	json_t *details = json_object();

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		add_detail(details, same[i], get(rule, same[i]));
	add_detail(details, "suppress_prefixlength", get(rule, "suppress_prefixlen"));
	add_range(details, "sport", get(rule, "sport_start"), get(rule, "sport_end"));
	add_range(details, "dport", get(rule, "dport_start"), get(rule, "dport_end"));
	add_range(details, "uidrange", get(rule, "uid_start"), get(rule, "uid_end"));
	return details;
}

static json_t *rule_in_our_words(const json_t *rule, const char *family)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "family", family,
		"priority", or_null(get(rule, "priority")), "source", prefix_in_our_words(rule, "src", "srclen", family),
		"destination", prefix_in_our_words(rule, "dst", "dstlen", family), "incoming", or_null(get(rule, "iif")),
		"outgoing", or_null(get(rule, "oif")), "mark", mark_in_our_words(rule), "action", action_in_our_words(rule),
		"table", table_in_our_words(get(rule, "table")), "inverted", get(rule, "not") != NULL, "details", details_in_our_words(rule));
}

/* The same with its details as one object: ip(8) has an order of its own. */
static json_t *with_details_as_object(const json_t *rule)
{
	json_t *copy = json_copy((json_t *) (uintptr_t) rule), *details = json_object(), *row;
	size_t index;

	json_array_foreach(get(rule, "details"), index, row)
		(void) json_object_set_new(details, json_string_value(get(row, "name")), or_null(get(row, "value")));
	(void) json_object_set_new(copy, "details", details);
	return copy;
}

static size_t compare_rules(const char *name, const char *family)
{
	json_t *net = inspect_named(name), *rules = json_of("ip -n %s -f %s -j rule", name, family), *row;
	size_t index, count = 0;

	json_array_foreach(get(net, "rules"), index, row) {
		json_t *ours;

		if (strcmp(json_string_value(get(row, "family")), family) != 0)
			continue;
		ours = with_details_as_object(row);
		is_json(ours, rule_in_our_words(json_array_get(rules, count++), family));
		json_decref(ours);
	}
	is_number(count, json_array_size(rules));
	json_decref(rules);
	json_decref(net);
	return count;
}

static void make_rules(void)
{
	sh("ip -n blue rule add from 10.0.0.0/8 to 192.168.0.0/16 iif lo lookup 100 pref 100");
	sh("ip -n blue rule add to 192.0.2.1 pref 101 table 70000 && ip -n blue rule add not fwmark 0xca6c table 51820 pref 102");
	sh("ip -n blue rule add fwmark 0x1/0xff table 200 pref 103 && ip -n blue rule add fwmark 0/0xf table 9 pref 104");
	sh("ip -n blue rule add pref 105 tos 0x10 ipproto tcp sport 1000-2000 dport 80 table 7");
	sh("ip -n blue rule add pref 106 ipproto sctp table 7 && ip -n blue rule add pref 107 uidrange 1000-2000 blackhole");
	sh("ip -n blue rule add pref 108 lookup main suppress_prefixlength 0 && ip -n blue rule add pref 109 lookup main suppress_ifgroup 4");
	sh("ip -n blue rule add pref 110 goto 32766 && ip -n blue rule add pref 111 goto 40000 && ip -n blue rule add pref 112 nop");
	sh("ip -n blue rule add pref 113 oif nothere prohibit && ip -n blue rule add pref 114 iif nowhere unreachable");
	sh("ip -n blue rule add pref 115 l3mdev && ip -n blue rule add pref 116 tun_id 77 table 11 protocol static");
	sh("ip -n blue -6 rule add from fd00::/8 to 2001:db8::1 pref 50 lookup 100 protocol bgp");
	sh("ip -n blue -6 rule add pref 51 ipproto ipv6-icmp dport 5-6 lookup 101");
}

static void a_fresh_namespace_has_the_rules_of_the_kernel(void)
{
	sh("ip netns add fresh");
	is_number(compare_rules("fresh", "inet"), 3);
	is_number(compare_rules("fresh", "inet6"), 2);
}

static void rules_are_those_that_ip_prints(void)
{
	is_number(compare_rules("blue", "inet"), 20);
	is_number(compare_rules("blue", "inet6"), 4);
}

static void many_rules_are_read_whole(void)
{
	sh("ip netns add crowd; i=0; while [ $i -lt 2000 ]; do echo \"rule add from 10.$((i / 250)).$((i %% 250)).0/24 pref $((i + 1)) "
	   "table 100\"; i=$((i + 1)); done | ip -n crowd -batch -");
	is_number(compare_rules("crowd", "inet"), 2003);
}

static _Alignas(struct nlmsghdr) char bytes[1024];

static struct nlmsghdr *begin(uint8_t family)
{
	struct nlmsghdr *message;
	struct fib_rule_hdr *header;

	memset(bytes, 0, sizeof(bytes));
	message = mnl_nlmsg_put_header(bytes);
	message->nlmsg_type = RTM_NEWRULE;
	header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	header->family = family;
	header->action = FR_ACT_TO_TBL;
	return message;
}

static void a_rule_of_the_wrong_form_is_refused(void)
{
	CLEANUP_NET struct net net = { 0 };
	struct nlmsghdr *message = begin(AF_INET);

	mnl_attr_put(message, FRA_SRC, 16, bytes + 512);
	is_number(net_parse(message, &net), -EBADMSG);
	message = begin(AF_INET6);
	mnl_attr_put_u16(message, FRA_UID_RANGE, 1);
	is_number(net_parse(message, &net), -EBADMSG);
	message->nlmsg_len = NLMSG_HDRLEN + 4;
	is_number(net_parse(message, &net), -EBADMSG);
	is_number(net.tables[NET_RULES].count, 0);
}

/* The detail of a rule that says one thing more than nothing; the kernel's own masks say nothing. */
static void is_only_detail(const struct net *net, size_t index, const char *name, const char *value)
{
	const struct net_rule *rule = &net_rules(net)[index];

	if (!is_number(rule->detail_count, 1))
		return;
	is_string(rule->details[0].name, name);
	is_string(rule->details[0].value, value);
}

static void what_newer_kernels_ask_of_a_packet_is_told(void)
{
	const struct fib_rule_port_range port = { 80, 80 };
	CLEANUP_NET struct net net = { 0 };
	struct nlmsghdr *message = begin(AF_INET);

	mnl_attr_put_u8(message, 25, 10);
	mnl_attr_put_u8(message, 30, 0x3f);
	is_number(net_parse(message, &net), 0);
	message = begin(AF_INET);
	mnl_attr_put_u8(message, 25, 8);
	mnl_attr_put_u8(message, 30, 0x38);
	is_number(net_parse(message, &net), 0);
	message = begin(AF_INET6);
	mnl_attr_put_u32(message, 26, htobe32(0x12345));
	mnl_attr_put_u32(message, 27, htobe32(0xfffff));
	is_number(net_parse(message, &net), 0);
	message = begin(AF_INET);
	mnl_attr_put(message, FRA_SPORT_RANGE, sizeof(port), &port);
	mnl_attr_put_u16(message, 28, 0xffff);
	is_number(net_parse(message, &net), 0);
	message = begin(AF_INET);
	mnl_attr_put(message, FRA_DPORT_RANGE, sizeof(port), &port);
	mnl_attr_put_u16(message, 29, 0xff);
	is_number(net_parse(message, &net), 0);
	message = begin(AF_INET);
	mnl_attr_put_u32(message, FRA_FLOW, 0x10002);
	is_number(net_parse(message, &net), 0);
	message = begin(AF_INET);
	mnl_attr_put_u32(message, 99, 1);
	is_number(net_parse(message, &net), 0);
	is_only_detail(&net, 0, "dscp", "10");
	is_only_detail(&net, 1, "dscp", "0x08/0x38");
	is_only_detail(&net, 2, "flowlabel", "0x12345");
	is_only_detail(&net, 3, "sport", "80");
	is_only_detail(&net, 4, "dport", "80/0xff");
	is_only_detail(&net, 5, "realms", "1/2");
	is_only_detail(&net, 6, "attribute", "99");
}

static void a_rule_of_multicast_routing_is_none_of_ours(void)
{
	CLEANUP_NET struct net net = { 0 };

	is_number(net_parse(begin(128), &net), 0);
	is_number(net.tables[NET_RULES].count, 0);
}

int main(void)
{
	enter_world();
	sh("ip netns add blue && ip -n blue link set lo up");
	make_rules();
	TEST(a_fresh_namespace_has_the_rules_of_the_kernel);
	TEST(rules_are_those_that_ip_prints);
	TEST(many_rules_are_read_whole);
	TEST(a_rule_of_the_wrong_form_is_refused);
	TEST(what_newer_kernels_ask_of_a_packet_is_told);
	TEST(a_rule_of_multicast_routing_is_none_of_ours);
	return tap_done();
}
