#define _GNU_SOURCE
#include "net-rules.h"

#include <endian.h>
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "count.h"
#include "net-attributes.h"
#include "net-table.h"

/* Linux 6.13 to 6.15, which our headers may be older than. */
enum { RULE_DSCP = 25, RULE_FLOWLABEL, RULE_FLOWLABEL_MASK, RULE_SPORT_MASK, RULE_DPORT_MASK, RULE_DSCP_MASK };

/* Masks of which the kernel says also that they leave nothing out. */
enum { WHOLE_PORT = UINT16_MAX, WHOLE_DSCP = 0x3f, WHOLE_FLOWLABEL = 0xfffff };

static const struct net_attribute_rule rule_rules[] = {
	[FRA_DST] = { MNL_TYPE_BINARY, 0 },
	[FRA_SRC] = { MNL_TYPE_BINARY, 0 },
	[FRA_IIFNAME] = { MNL_TYPE_NUL_STRING, 0 },
	[FRA_GOTO] = { MNL_TYPE_U32, 0 },
	[FRA_PRIORITY] = { MNL_TYPE_U32, 0 },
	[FRA_FWMARK] = { MNL_TYPE_U32, 0 },
	[FRA_FLOW] = { MNL_TYPE_U32, 0 },
	[FRA_TUN_ID] = { MNL_TYPE_U64, 0 },
	[FRA_SUPPRESS_IFGROUP] = { MNL_TYPE_U32, 0 },
	[FRA_SUPPRESS_PREFIXLEN] = { MNL_TYPE_U32, 0 },
	[FRA_TABLE] = { MNL_TYPE_U32, 0 },
	[FRA_FWMASK] = { MNL_TYPE_U32, 0 },
	[FRA_OIFNAME] = { MNL_TYPE_NUL_STRING, 0 },
	[FRA_L3MDEV] = { MNL_TYPE_U8, 0 },
	[FRA_UID_RANGE] = { MNL_TYPE_BINARY, sizeof(struct fib_rule_uid_range) },
	[FRA_PROTOCOL] = { MNL_TYPE_U8, 0 },
	[FRA_IP_PROTO] = { MNL_TYPE_U8, 0 },
	[FRA_SPORT_RANGE] = { MNL_TYPE_BINARY, sizeof(struct fib_rule_port_range) },
	[FRA_DPORT_RANGE] = { MNL_TYPE_BINARY, sizeof(struct fib_rule_port_range) },
	[RULE_DSCP] = { MNL_TYPE_U8, 0 },
	[RULE_FLOWLABEL] = { MNL_TYPE_U32, 0 },
	[RULE_FLOWLABEL_MASK] = { MNL_TYPE_U32, 0 },
	[RULE_SPORT_MASK] = { MNL_TYPE_U16, 0 },
	[RULE_DPORT_MASK] = { MNL_TYPE_U16, 0 },
	[RULE_DSCP_MASK] = { MNL_TYPE_U8, 0 },
};

_Static_assert(COUNT(rule_rules) <= NET_ATTRIBUTE_LIMIT, "every rule has its place");

__attribute__((format(printf, 3, 4)))
static void add_detail(struct net_rule *rule, const char *name, const char *format, ...)
{
	struct net_rule_detail *detail = &rule->details[rule->detail_count];
	va_list arguments;

	if (rule->detail_count == NET_RULE_DETAIL_LIMIT)
		return;
	rule->detail_count++;
	detail->name = name;
	va_start(arguments, format);
	(void) vsnprintf(detail->value, sizeof(detail->value), format, arguments);
	va_end(arguments);
}

static void add_range(struct net_rule *rule, const char *name, uint32_t first, uint32_t last)
{
	if (first == last)
		add_detail(rule, name, "%u", first);
	else
		add_detail(rule, name, "%u-%u", first, last);
}

static void add_ports(struct net_rule *rule, const char *name, const struct nlattr *attribute, const struct nlattr *mask)
{
	struct fib_rule_port_range range;

	if (!attribute)
		return;
	memcpy(&range, mnl_attr_get_payload(attribute), sizeof(range));
	if (mask && mnl_attr_get_u16(mask) != WHOLE_PORT)
		add_detail(rule, name, "%u/0x%x", range.start, mnl_attr_get_u16(mask));
	else
		add_range(rule, name, range.start, range.end);
}

static void add_dscp(struct net_rule *rule, const struct nlattr *attribute, const struct nlattr *mask)
{
	if (!attribute)
		return;
	if (mask && mnl_attr_get_u8(mask) != WHOLE_DSCP)
		add_detail(rule, "dscp", "0x%02x/0x%02x", mnl_attr_get_u8(attribute), mnl_attr_get_u8(mask));
	else
		add_detail(rule, "dscp", "%u", mnl_attr_get_u8(attribute));
}

static void add_flowlabel(struct net_rule *rule, const struct nlattr *attribute, const struct nlattr *mask)
{
	if (!attribute)
		return;
	if (mask && be32toh(mnl_attr_get_u32(mask)) != WHOLE_FLOWLABEL)
		add_detail(rule, "flowlabel", "0x%x/0x%x", be32toh(mnl_attr_get_u32(attribute)), be32toh(mnl_attr_get_u32(mask)));
	else
		add_detail(rule, "flowlabel", "0x%x", be32toh(mnl_attr_get_u32(attribute)));
}

/* The kernel names all users where nobody asked for some. */
static void add_users(struct net_rule *rule, const struct nlattr *attribute)
{
	struct fib_rule_uid_range range;

	if (!attribute)
		return;
	memcpy(&range, mnl_attr_get_payload(attribute), sizeof(range));
	if (range.start != 0 || range.end != UINT32_MAX)
		add_range(rule, "uidrange", range.start, range.end);
}

static void add_ip_protocol(struct net_rule *rule, uint8_t protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		add_detail(rule, "ipproto", "tcp");
		break;
	case IPPROTO_UDP:
		add_detail(rule, "ipproto", "udp");
		break;
	case IPPROTO_ICMP:
		add_detail(rule, "ipproto", "icmp");
		break;
	case IPPROTO_ICMPV6:
		add_detail(rule, "ipproto", "ipv6-icmp");
		break;
	case IPPROTO_SCTP:
		add_detail(rule, "ipproto", "sctp");
		break;
	default:
		add_detail(rule, "ipproto", "%u", protocol);
	}
}

/* What a packet must be, beside addresses, interfaces and mark. */
static void add_selectors(struct net_rule *rule, const struct fib_rule_hdr *header, const struct nlattr *const *of)
{
	if (header->tos != 0)
		add_detail(rule, "tos", "0x%x", header->tos);
	if (of[FRA_IP_PROTO])
		add_ip_protocol(rule, mnl_attr_get_u8(of[FRA_IP_PROTO]));
	add_dscp(rule, of[RULE_DSCP], of[RULE_DSCP_MASK]);
	add_flowlabel(rule, of[RULE_FLOWLABEL], of[RULE_FLOWLABEL_MASK]);
	add_ports(rule, "sport", of[FRA_SPORT_RANGE], of[RULE_SPORT_MASK]);
	add_ports(rule, "dport", of[FRA_DPORT_RANGE], of[RULE_DPORT_MASK]);
	add_users(rule, of[FRA_UID_RANGE]);
	if (of[FRA_TUN_ID])
		add_detail(rule, "tun_id", "%llu", (unsigned long long) be64toh(mnl_attr_get_u64(of[FRA_TUN_ID])));
}

static void add_realms(struct net_rule *rule, uint32_t realms)
{
	if (realms >> 16 != 0)
		add_detail(rule, "realms", "%u/%u", realms >> 16, realms & 0xffff);
	else if (realms != 0)
		add_detail(rule, "realms", "%u", realms);
}

static void add_outcome(struct net_rule *rule, const struct nlattr *const *of)
{
	struct net_word word;
	uint8_t protocol = of[FRA_PROTOCOL] ? mnl_attr_get_u8(of[FRA_PROTOCOL]) : RTPROT_UNSPEC;

	/* UINT32_MAX: nothing is suppressed. */
	if (net_number_or(of[FRA_SUPPRESS_PREFIXLEN], UINT32_MAX) != UINT32_MAX)
		add_detail(rule, "suppress_prefixlength", "%u", mnl_attr_get_u32(of[FRA_SUPPRESS_PREFIXLEN]));
	if (net_number_or(of[FRA_SUPPRESS_IFGROUP], UINT32_MAX) != UINT32_MAX)
		add_detail(rule, "suppress_ifgroup", "%u", mnl_attr_get_u32(of[FRA_SUPPRESS_IFGROUP]));
	add_realms(rule, net_number_or(of[FRA_FLOW], 0));
	if (of[FRA_GOTO])
		add_detail(rule, "goto", "%u", mnl_attr_get_u32(of[FRA_GOTO]));
	if (of[FRA_L3MDEV] && mnl_attr_get_u8(of[FRA_L3MDEV]) != 0)
		add_detail(rule, "l3mdev", "on");
	if (protocol != RTPROT_UNSPEC && protocol != RTPROT_KERNEL)
		add_detail(rule, "protocol", "%s", net_route_protocol(protocol, &word));
}

/* Without it a rule of a newer kernel would seem to catch more than it does. */
static int add_unknown(const struct nlattr *attribute, void *context)
{
	if (mnl_attr_get_type(attribute) >= COUNT(rule_rules))
		add_detail(context, "attribute", "%u", mnl_attr_get_type(attribute));
	return MNL_CB_OK;
}

/* Why a rule that stands there does nothing. */
static void add_idleness(struct net_rule *rule)
{
	if (rule->flags & FIB_RULE_UNRESOLVED)
		add_detail(rule, "unresolved", "on");
	if (rule->flags & FIB_RULE_IIF_DETACHED)
		add_detail(rule, "iif_detached", "on");
	if (rule->flags & FIB_RULE_OIF_DETACHED)
		add_detail(rule, "oif_detached", "on");
}

/* A mask that the kernel leaves out is that of the whole mark, if there is one. */
static void read_mark(struct net_rule *rule, const struct nlattr *const *of)
{
	rule->mark = net_number_or(of[FRA_FWMARK], 0);
	rule->mark_mask = net_number_or(of[FRA_FWMASK], of[FRA_FWMARK] ? UINT32_MAX : 0);
}

int net_take_rule(const struct nlmsghdr *message, struct net *net)
{
	struct net_attributes attributes = NET_ATTRIBUTES(rule_rules);
	const struct nlattr *const *of = attributes.of;
	const struct fib_rule_hdr *header;
	struct net_rule rule = { 0 };
	const void *payload;

	if (net_open_message(message, sizeof(*header), &attributes, &payload) < 0)
		return -EBADMSG;
	header = payload;
	if (header->family != AF_INET && header->family != AF_INET6)
		return 0;
	rule.family = header->family;
	rule.action = header->action;
	rule.flags = header->flags;
	rule.priority = net_number_or(of[FRA_PRIORITY], 0);
	rule.table = net_number_or(of[FRA_TABLE], header->table);
	rule.source_length = header->src_len;
	rule.destination_length = header->dst_len;
	net_copy_text(of[FRA_IIFNAME], rule.incoming, sizeof(rule.incoming));
	net_copy_text(of[FRA_OIFNAME], rule.outgoing, sizeof(rule.outgoing));
	if (net_read_ip(of[FRA_SRC], rule.family, &rule.source) < 0 || net_read_ip(of[FRA_DST], rule.family, &rule.destination) < 0)
		return -EBADMSG;
	read_mark(&rule, of);
	add_selectors(&rule, header, of);
	add_outcome(&rule, of);
	add_idleness(&rule);
	(void) mnl_attr_parse(message, sizeof(*header), add_unknown, &rule);
	return net_add(net, NET_RULES, &rule);
}

static void write_prefix(struct jsonout *json, const char *name, const struct net_ip *ip, uint8_t length)
{
	char prefix[NET_WORD_ROOM + sizeof("/255")];
	struct net_word word;

	if (ip->family == AF_UNSPEC) {
		jsonout_null(json, name);
		return;
	}
	(void) snprintf(prefix, sizeof(prefix), "%s/%u", net_ip_text(ip, &word), length);
	jsonout_string(json, name, prefix);
}

static void write_interface(struct jsonout *json, const char *name, const char *interface)
{
	jsonout_foreign(json, name, interface[0] == '\0' ? NULL : interface);
}

static void write_mark(struct jsonout *json, const struct net_rule *rule)
{
	char mark[sizeof("0x12345678/0x12345678")];

	(void) snprintf(mark, sizeof(mark), rule->mark_mask == UINT32_MAX ? "0x%x" : "0x%x/0x%x", rule->mark, rule->mark_mask);
	jsonout_string(json, "mark", rule->mark_mask == 0 ? NULL : mark);
}

static const char *action_of(const struct net_rule *rule, struct net_word *scratch)
{
	switch (rule->action) {
	case FR_ACT_TO_TBL:
		return "table";
	case FR_ACT_GOTO:
		return "goto";
	case FR_ACT_NOP:
		return "nop";
	case FR_ACT_BLACKHOLE:
		return "blackhole";
	case FR_ACT_UNREACHABLE:
		return "unreachable";
	case FR_ACT_PROHIBIT:
		return "prohibit";
	default:
		(void) snprintf(scratch->text, sizeof(scratch->text), "%u", rule->action);
		return scratch->text;
	}
}

static void write_rule(const struct net_rule *rule, struct jsonout *json)
{
	struct net_word word;

	jsonout_object_begin(json, NULL);
	jsonout_string(json, "family", net_family(rule->family));
	jsonout_unsigned(json, "priority", rule->priority);
	write_prefix(json, "source", &rule->source, rule->source_length);
	write_prefix(json, "destination", &rule->destination, rule->destination_length);
	write_interface(json, "incoming", rule->incoming);
	write_interface(json, "outgoing", rule->outgoing);
	write_mark(json, rule);
	jsonout_string(json, "action", action_of(rule, &word));
	if (rule->table == 0)
		jsonout_null(json, "table");
	else
		jsonout_unsigned(json, "table", rule->table);
	jsonout_bool(json, "inverted", (rule->flags & FIB_RULE_INVERT) != 0);
	jsonout_array_begin(json, "details");
	for (size_t i = 0; i < rule->detail_count; i++) {
		jsonout_object_begin(json, NULL);
		jsonout_string(json, "name", rule->details[i].name);
		jsonout_string(json, "value", rule->details[i].value);
		jsonout_object_end(json);
	}
	jsonout_array_end(json);
	jsonout_object_end(json);
}

void net_write_rules(const struct net *net, struct jsonout *json)
{
	jsonout_array_begin(json, "rules");
	for (size_t i = 0; i < net->tables[NET_RULES].count; i++)
		write_rule(&net_rules(net)[i], json);
	jsonout_array_end(json);
}
