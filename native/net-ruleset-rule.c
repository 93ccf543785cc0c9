#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <string.h>

#include "count.h"
#include "net-ruleset-judging.h"

static const struct net_attribute_rule immediate_rules[] = {
	[NFTA_IMMEDIATE_DREG] = { MNL_TYPE_U32, 0 },
	[NFTA_IMMEDIATE_DATA] = { MNL_TYPE_NESTED, 0 },
};

static const struct net_attribute_rule verdict_rules[] = {
	[NFTA_VERDICT_CODE] = { MNL_TYPE_U32, 0 },
	[NFTA_VERDICT_CHAIN] = { MNL_TYPE_NUL_STRING, 0 },
};

static int take_verdict(struct judging *judging, const struct nlattr *verdict)
{
	struct net_attributes attributes = NET_ATTRIBUTES(verdict_rules);
	struct net_verdict *to = judging->verdict;

	if (judging_open(verdict, &attributes) < 0 || !attributes.of[NFTA_VERDICT_CODE])
		return -EBADMSG;
	if (attributes.of[NFTA_VERDICT_CHAIN])
		to->chain = mnl_attr_get_str(attributes.of[NFTA_VERDICT_CHAIN]);
	switch ((int32_t) net_number_of(attributes.of[NFTA_VERDICT_CODE])) {
	case NFT_CONTINUE:
		return 0;
	case NFT_JUMP:
	case NFT_GOTO:
		if (!to->chain)
			return -EBADMSG;
		to->kind = (int32_t) net_number_of(attributes.of[NFTA_VERDICT_CODE]) == NFT_JUMP ? NET_VERDICT_JUMP : NET_VERDICT_GOTO;
		return 0;
	case NFT_RETURN:
		to->kind = NET_VERDICT_RETURN;
		return 0;
	case NF_ACCEPT:
		to->kind = NET_VERDICT_ACCEPT;
		return 0;
	case NF_DROP:
		to->kind = NET_VERDICT_END;
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

static int take_immediate(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(immediate_rules);
	const struct nlattr *verdict;
	struct content_register *at;
	uint8_t value[VALUE_ROOM];
	size_t length = 0;
	int r;

	if (judging_open(data, &attributes) < 0 || !attributes.of[NFTA_IMMEDIATE_DATA])
		return -EBADMSG;
	verdict = judging_verdict(attributes.of[NFTA_IMMEDIATE_DATA]);
	if (verdict)
		return take_verdict(judging, verdict);
	r = judging_value(attributes.of[NFTA_IMMEDIATE_DATA], value, &length);
	if (r == 0)
		r = judging_load(judging, attributes.of[NFTA_IMMEDIATE_DREG], CONTENT_VALUE, length);
	at = r == 0 ? judging_register(judging, attributes.of[NFTA_IMMEDIATE_DREG]) : NULL;
	if (at)
		memcpy(at->value, value, sizeof(at->value));
	return r;
}

static const struct net_attribute_rule nat_rules[] = {
	[NFTA_NAT_TYPE] = { MNL_TYPE_U32, 0 },
	[NFTA_NAT_FAMILY] = { MNL_TYPE_U32, 0 },
	[NFTA_NAT_REG_ADDR_MIN] = { MNL_TYPE_U32, 0 },
	[NFTA_NAT_REG_ADDR_MAX] = { MNL_TYPE_U32, 0 },
	[NFTA_NAT_REG_PROTO_MIN] = { MNL_TYPE_U32, 0 },
	[NFTA_NAT_REG_PROTO_MAX] = { MNL_TYPE_U32, 0 },
	[NFTA_NAT_FLAGS] = { MNL_TYPE_U32, 0 },
};

/* absent: the value of this one where the attribute is not there. */
static int value_of_register(struct judging *judging, const struct nlattr *attribute, const struct nlattr *absent, size_t length,
	uint8_t *ret_value)
{
	const struct content_register *from = judging_register(judging, attribute ? attribute : absent);

	if (!from || from->content != CONTENT_VALUE || from->length < length)
		return -EOPNOTSUPP;
	memcpy(ret_value, from->value, length);
	return 0;
}

static int read_nat_ports(struct judging *judging, const struct nlattr *const *of, struct net_forward_to *to)
{
	uint8_t first[2], last[2];

	to->has_ports = of[NFTA_NAT_REG_PROTO_MIN] != NULL;
	if (!to->has_ports)
		return 0;
	if (value_of_register(judging, of[NFTA_NAT_REG_PROTO_MIN], NULL, sizeof(first), first) < 0 ||
	    value_of_register(judging, of[NFTA_NAT_REG_PROTO_MAX], of[NFTA_NAT_REG_PROTO_MIN], sizeof(last), last) < 0)
		return -EOPNOTSUPP;
	to->first_port = (uint16_t) (first[0] << 8 | first[1]);
	to->last_port = (uint16_t) (last[0] << 8 | last[1]);
	return 0;
}

static int take_nat(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(nat_rules);
	const struct nlattr *const *of = attributes.of;
	struct net_verdict *verdict = judging->verdict;
	size_t length;

	if (judging_open(data, &attributes) < 0)
		return -EBADMSG;
	verdict->kind = NET_VERDICT_END;
	/* Without an address it is a port of the same one. */
	if (net_number_of(of[NFTA_NAT_TYPE]) != NFT_NAT_DNAT || !of[NFTA_NAT_REG_ADDR_MIN])
		return 0;
	verdict->kind = NET_VERDICT_FORWARD;
	verdict->to.family = (uint8_t) net_number_of(of[NFTA_NAT_FAMILY]);
	length = verdict->to.family == NFPROTO_IPV4 ? 4 : 16;
	if (verdict->to.family != NFPROTO_IPV4 && verdict->to.family != NFPROTO_IPV6)
		return -EOPNOTSUPP;
	if (net_number_of(of[NFTA_NAT_FLAGS]) & NF_NAT_RANGE_NETMAP)
		return -EOPNOTSUPP;
	if (value_of_register(judging, of[NFTA_NAT_REG_ADDR_MIN], NULL, length, verdict->to.first_address) < 0 ||
	    value_of_register(judging, of[NFTA_NAT_REG_ADDR_MAX], of[NFTA_NAT_REG_ADDR_MIN], length, verdict->to.last_address) < 0)
		return -EOPNOTSUPP;
	return read_nat_ports(judging, of, &verdict->to);
}

static int take_end(struct judging *judging, const struct nlattr *data)
{
	(void) data;
	judging->verdict->kind = NET_VERDICT_END;
	return 0;
}

static int take_nothing(struct judging *judging, const struct nlattr *data)
{
	(void) judging;
	(void) data;
	return 0;
}

_Static_assert((int) NFTA_MATCH_NAME == (int) NFTA_TARGET_NAME && (int) NFTA_MATCH_REV == (int) NFTA_TARGET_REV &&
	(int) NFTA_MATCH_INFO == (int) NFTA_TARGET_INFO, "a match and a target are of one form");

static const struct net_attribute_rule xt_rules[] = {
	[NFTA_MATCH_NAME] = { MNL_TYPE_NUL_STRING, 0 },
	[NFTA_MATCH_REV] = { MNL_TYPE_U32, 0 },
	[NFTA_MATCH_INFO] = { MNL_TYPE_BINARY, 0 },
};

static int take_xt(struct judging *judging, const struct nlattr *data, bool is_match)
{
	struct net_attributes attributes = NET_ATTRIBUTES(xt_rules);
	const struct nlattr *info;
	const char *name;
	uint32_t revision;
	int r;

	if (judging_open(data, &attributes) < 0 || !attributes.of[NFTA_MATCH_NAME] || !attributes.of[NFTA_MATCH_INFO])
		return -EBADMSG;
	name = mnl_attr_get_str(attributes.of[NFTA_MATCH_NAME]);
	revision = net_number_of(attributes.of[NFTA_MATCH_REV]);
	info = attributes.of[NFTA_MATCH_INFO];
	if (is_match)
		return net_xt_match(name, revision, mnl_attr_get_payload(info), mnl_attr_get_payload_len(info), judging->match);
	r = net_xt_target(name, revision, mnl_attr_get_payload(info), mnl_attr_get_payload_len(info), judging->chain->family, judging->verdict);
	judging->verdict->may_be_any |= r < 0;
	return r;
}

static int take_xt_match(struct judging *judging, const struct nlattr *data)
{
	return take_xt(judging, data, true);
}

static int take_xt_target(struct judging *judging, const struct nlattr *data)
{
	return take_xt(judging, data, false);
}

static const struct {
	const char *name;
	take_expression *take;
} expressions[] = {
	{ "immediate", take_immediate },
	{ "payload", take_payload },
	{ "meta", take_meta },
	{ "fib", take_fib },
	{ "bitwise", take_bitwise },
	{ "cmp", take_cmp },
	{ "range", take_range },
	{ "lookup", take_lookup },
	{ "nat", take_nat },
	{ "redir", take_end },
	{ "masq", take_end },
	{ "match", take_xt_match },
	{ "target", take_xt_target },
	{ "ct", take_ct },
	{ "counter", take_nothing },
	{ "log", take_nothing },
	{ "notrack", take_nothing },
	{ "last", take_nothing },
};

static const struct net_attribute_rule expression_rules[] = {
	[NFTA_EXPR_NAME] = { MNL_TYPE_NUL_STRING, 0 },
	[NFTA_EXPR_DATA] = { MNL_TYPE_NESTED, 0 },
};

/* One element of NFTA_RULE_EXPRESSIONS. An expression without data, such as `notrack`, is an empty one. */
static int take_one(struct judging *judging, const struct nlattr *element)
{
	static const struct nlattr empty = { .nla_len = sizeof(empty), .nla_type = NLA_F_NESTED };
	struct net_attributes attributes = NET_ATTRIBUTES(expression_rules);
	const char *name;

	if (judging_open(element, &attributes) < 0 || !attributes.of[NFTA_EXPR_NAME])
		return -EBADMSG;
	name = mnl_attr_get_str(attributes.of[NFTA_EXPR_NAME]);
	for (size_t i = 0; i < COUNT(expressions); i++)
		if (strcmp(expressions[i].name, name) == 0)
			return expressions[i].take(judging, attributes.of[NFTA_EXPR_DATA] ? attributes.of[NFTA_EXPR_DATA] : &empty);
	return -EOPNOTSUPP;
}

/* An element that is not understood does not end the judgement: what the rule does behind it is still worth knowing. */
static int take_element(const struct nlattr *element, void *context)
{
	struct judging *judging = context;

	if (take_one(judging, element) < 0)
		judging->verdict->is_understood = false;
	return MNL_CB_OK;
}

void net_rule_judge(const struct net_ruleset *ruleset, const struct net_chain *chain, const struct net_rule_bytes *rule,
	struct net_match *match, struct net_verdict *ret_verdict)
{
	struct judging judging = { .ruleset = ruleset, .chain = chain, .match = match, .verdict = ret_verdict };

	*ret_verdict = (struct net_verdict) { .is_understood = true };
	if (mnl_attr_parse_payload(rule->expressions, rule->length, take_element, &judging) < 0)
		ret_verdict->is_understood = false;
}
