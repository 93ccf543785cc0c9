#define _GNU_SOURCE
#include "net-ruleset-rule.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>

#include "net-attributes.h"

enum {
	REGISTER_COUNT = 16,	/* of four bytes: NFT_REG32_00 to _15; NFT_REG_1 to _4 are four of them each */
	VALUE_ROOM = 16,
	PORT_OFFSET = 2,	/* of the destination port, in each protocol that has any */
};

/* What of a packet, or which bytes, a register holds. */
enum content {
	CONTENT_UNKNOWN,
	CONTENT_VALUE,
	CONTENT_FAMILY,
	CONTENT_PROTOCOL,
	CONTENT_PORT,
	CONTENT_SOURCE_PORT,
	CONTENT_BOTH_PORTS,
	CONTENT_ADDRESS,
	CONTENT_SOURCE_ADDRESS,
	CONTENT_BOTH_ADDRESSES,
	CONTENT_INTERFACE,
	CONTENT_MARK,
	CONTENT_ADDRESS_TYPE,
};

struct content_register {
	enum content content;
	size_t length;		/* bytes that were loaded: of an address only the first may be */
	bool is_masked;
	uint8_t mask[VALUE_ROOM];
	uint8_t value[VALUE_ROOM];	/* of CONTENT_VALUE */
};

/* A rule under judgement. */
struct judging {
	const struct net_ruleset *ruleset;
	const struct net_chain *chain;
	struct net_match *match;
	struct net_verdict *verdict;
	struct content_register registers[REGISTER_COUNT];
};

/* 0, or -EOPNOTSUPP and the like: not understood. */
typedef int take_expression(struct judging *judging, const struct nlattr *data);

#define OPEN(data, attributes) (mnl_attr_parse_nested((data), net_take_attribute, (attributes)) < 0 ? -EBADMSG : 0)

static uint32_t number_of(const struct nlattr *attribute)
{
	return ntohl(net_number_or(attribute, 0));
}

static struct content_register *register_of(struct judging *judging, const struct nlattr *attribute)
{
	uint32_t number = attribute ? number_of(attribute) : 0;

	if (number >= NFT_REG_1 && number <= NFT_REG_4)
		return &judging->registers[(number - NFT_REG_1) * 4];
	if (number >= NFT_REG32_00 && number <= NFT_REG32_15)
		return &judging->registers[number - NFT_REG32_00];
	return NULL;
}

/* Whatever stood where the new content lies is gone, also what began before it. */
static int load(struct judging *judging, const struct nlattr *attribute, enum content content, size_t length)
{
	struct content_register *at = register_of(judging, attribute);
	size_t slots = (length + 3) / 4;

	if (!at)
		return -EBADMSG;
	for (struct content_register *before = judging->registers; before < at; before++)
		if (before->length > (size_t) (at - before) * 4)
			*before = (struct content_register) { 0 };
	for (size_t i = 0; i < slots && at + i < judging->registers + REGISTER_COUNT; i++)
		at[i] = (struct content_register) { 0 };
	*at = (struct content_register) { .content = content, .length = length };
	return content == CONTENT_UNKNOWN ? -EOPNOTSUPP : 0;
}

/* --- values */

static const struct net_attribute_rule data_rules[] = {
	[NFTA_DATA_VALUE] = { MNL_TYPE_BINARY, 0 },
	[NFTA_DATA_VERDICT] = { MNL_TYPE_NESTED, 0 },
};

/* The bytes of a nested NFTA_DATA_VALUE, at most VALUE_ROOM; ret_value is filled up with zeros. */
static int read_value(const struct nlattr *data, uint8_t ret_value[VALUE_ROOM], size_t *ret_length)
{
	struct net_attributes attributes = NET_ATTRIBUTES(data_rules);
	const struct nlattr *value;

	if (!data || OPEN(data, &attributes) < 0)
		return -EBADMSG;
	value = attributes.of[NFTA_DATA_VALUE];
	if (!value || mnl_attr_get_payload_len(value) > VALUE_ROOM)
		return -EOPNOTSUPP;
	*ret_length = mnl_attr_get_payload_len(value);
	memset(ret_value, 0, VALUE_ROOM);
	memcpy(ret_value, mnl_attr_get_payload(value), *ret_length);
	return 0;
}

/* --- what is compared */

static size_t address_length(const struct judging *judging)
{
	return judging->match->family == NFPROTO_IPV4 ? 4 : 16;
}

/* The addresses that begin with these length bytes. With a mask only its bits count, which must be the first ones. */
static int spans_of_prefix(const struct judging *judging, const struct content_register *what, const uint8_t *value, struct net_spans *ret_spans)
{
	uint8_t first[VALUE_ROOM] = { 0 }, last[VALUE_ROOM];
	bool has_ended = false;

	memset(last, 0xff, sizeof(last));
	for (size_t i = 0; i < what->length; i++) {
		uint8_t mask = what->is_masked ? what->mask[i] : 0xff;
		uint8_t hole = (uint8_t) ~mask;

		if ((has_ended && mask != 0) || (hole & (hole + 1)) != 0)
			return -EOPNOTSUPP;
		has_ended = mask != 0xff;
		first[i] = value[i] & mask;
		last[i] = (uint8_t) (first[i] | hole);
	}
	*ret_spans = net_spans_of(first, last, address_length(judging));
	return 0;
}

static int add_address_condition(struct judging *judging, const char *what, bool is_inverted, const struct net_spans *spans)
{
	char text[NET_ADDRESSES_ROOM];

	if (spans->count != 1)
		return -EOPNOTSUPP;
	return net_match_condition(judging->match, "%s %s%s", what, is_inverted ? "!= " : "", net_addresses_text(&spans->of[0], spans->key_length, text));
}

/* Addresses of the destination narrow the match; where they are excepted, or are those of the source, it is said in words. */
static int narrow_addresses(struct judging *judging, enum content content, const struct net_spans *spans, bool is_inverted)
{
	if (content == CONTENT_SOURCE_ADDRESS)
		return add_address_condition(judging, "saddr", is_inverted, spans);
	return is_inverted ? add_address_condition(judging, "daddr", true, spans) : net_match_addresses(judging->match, spans);
}

static int narrow_source_port(struct judging *judging, const struct net_spans *spans, bool is_inverted)
{
	const struct net_span *span = &spans->of[0];

	if (spans->count != 1)
		return -EOPNOTSUPP;
	return net_match_source_ports(judging->match, (uint16_t) (span->first[0] << 8 | span->first[1]),
		(uint16_t) (span->last[0] << 8 | span->last[1]), is_inverted);
}

static int narrow_protocols(struct judging *judging, const struct net_spans *spans, bool is_inverted)
{
	uint64_t kept[4] = { 0 };

	if (is_inverted && spans->count == 1 && spans->of[0].first[0] == spans->of[0].last[0])
		return net_match_condition(judging->match, "l4proto != %u", spans->of[0].first[0]);
	if (is_inverted)
		return -EOPNOTSUPP;
	for (size_t i = 0; i < spans->count; i++)
		for (unsigned int protocol = spans->of[i].first[0]; protocol <= spans->of[i].last[0]; protocol++)
			kept[protocol / 64] |= UINT64_C(1) << (protocol % 64);
	judging->match->never = true;
	for (size_t i = 0; i < 4; i++) {
		judging->match->protocols[i] &= kept[i];
		judging->match->never &= judging->match->protocols[i] == 0;
	}
	return 0;
}

static int narrow_family(struct judging *judging, const struct net_spans *spans, bool is_inverted)
{
	uint8_t family = spans->of[0].first[0];

	if (is_inverted || spans->count != 1 || family != spans->of[0].last[0] || (family != NFPROTO_IPV4 && family != NFPROTO_IPV6))
		return -EOPNOTSUPP;
	return net_match_family(judging->match, family);
}

/* What the register holds lies in these spans, or outside. */
static int narrow(struct judging *judging, const struct content_register *what, const struct net_spans *spans, bool is_inverted)
{
	bool never = judging->match->never;
	int r = -EOPNOTSUPP;

	switch (what->content) {
	case CONTENT_FAMILY:
		r = narrow_family(judging, spans, is_inverted);
		break;
	case CONTENT_PROTOCOL:
		r = what->is_masked ? r : narrow_protocols(judging, spans, is_inverted);
		break;
	case CONTENT_PORT:
		r = what->is_masked ? r : net_match_ports(judging->match, spans, is_inverted);
		break;
	case CONTENT_SOURCE_PORT:
		r = what->is_masked ? r : narrow_source_port(judging, spans, is_inverted);
		break;
	case CONTENT_ADDRESS:
	case CONTENT_SOURCE_ADDRESS:
		r = spans->key_length != address_length(judging) ? r : narrow_addresses(judging, what->content, spans, is_inverted);
		break;
	default:
		break;
	}
	judging->match->never |= never;
	return r;
}

/* A name, or the beginning of one: nft writes `eth*` as a comparison that ends before the NUL. */
static int compare_interface(struct judging *judging, const uint8_t *value, size_t length, bool is_inverted)
{
	size_t name_length = strnlen((const char *) value, length);

	for (size_t i = 0; i < name_length; i++)
		if (value[i] < '!' || value[i] > '~')
			return -EOPNOTSUPP;
	return net_match_condition(judging->match, "iifname %s\"%.*s%s\"", is_inverted ? "!= " : "", (int) name_length, (const char *) value,
		name_length == length ? "*" : "");
}

static int compare_mark(struct judging *judging, const struct content_register *what, const uint8_t *value, bool is_inverted)
{
	uint32_t mark, mask = UINT32_MAX;

	memcpy(&mark, value, sizeof(mark));
	if (what->is_masked)
		memcpy(&mask, what->mask, sizeof(mask));
	return net_match_condition(judging->match, "mark %s0x%x/0x%x", is_inverted ? "!= " : "", mark, mask);
}

static int compare_address_type(struct judging *judging, const uint8_t *value, bool is_inverted)
{
	uint32_t type;

	memcpy(&type, value, sizeof(type));
	if (type != RTN_LOCAL)
		return -EOPNOTSUPP;
	if (is_inverted)
		return net_match_condition(judging->match, "fib daddr type != local");
	judging->match->is_local = true;
	return 0;
}

static int compare_equal(struct judging *judging, const struct content_register *what, const uint8_t *value, size_t length, bool is_inverted)
{
	struct content_register half = *what;
	struct net_spans spans;
	int r;

	switch (what->content) {
	case CONTENT_INTERFACE:
		return compare_interface(judging, value, length, is_inverted);
	case CONTENT_MARK:
		return compare_mark(judging, what, value, is_inverted);
	case CONTENT_ADDRESS_TYPE:
		return compare_address_type(judging, value, is_inverted);
	case CONTENT_ADDRESS:
	case CONTENT_SOURCE_ADDRESS:
		r = spans_of_prefix(judging, what, value, &spans);
		return r < 0 ? r : narrow(judging, what, &spans, is_inverted);
	case CONTENT_BOTH_ADDRESSES:
	case CONTENT_BOTH_PORTS:
		/* nft compares neighbours in one go. */
		if (is_inverted || what->is_masked)
			return -EOPNOTSUPP;
		half.length = what->length / 2;
		half.content = what->content == CONTENT_BOTH_PORTS ? CONTENT_SOURCE_PORT : CONTENT_SOURCE_ADDRESS;
		r = compare_equal(judging, &half, value, half.length, false);
		half.content = what->content == CONTENT_BOTH_PORTS ? CONTENT_PORT : CONTENT_ADDRESS;
		return r < 0 ? r : compare_equal(judging, &half, value + half.length, half.length, false);
	default:
		spans = net_spans_of(value, value, what->length);
		return narrow(judging, what, &spans, is_inverted);
	}
}

/* < <= > >=, of what is a number. */
static int compare_order(struct judging *judging, const struct content_register *what, uint32_t operation, const uint8_t *value)
{
	uint8_t first[VALUE_ROOM] = { 0 }, last[VALUE_ROOM];
	struct net_spans spans;
	bool is_some = true;

	if (what->is_masked)
		return -EOPNOTSUPP;
	memset(last, 0xff, sizeof(last));
	memcpy(operation == NFT_CMP_GT || operation == NFT_CMP_GTE ? first : last, value, what->length);
	if (operation == NFT_CMP_LT)
		is_some = net_key_step(last, what->length, -1);
	else if (operation == NFT_CMP_GT)
		is_some = net_key_step(first, what->length, 1);
	spans = net_spans_of(first, last, what->length);
	if (!is_some)
		spans.count = 0;
	return narrow(judging, what, &spans, false);
}

/* --- expressions */

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

	if (OPEN(verdict, &attributes) < 0 || !attributes.of[NFTA_VERDICT_CODE])
		return -EBADMSG;
	if (attributes.of[NFTA_VERDICT_CHAIN])
		to->chain = mnl_attr_get_str(attributes.of[NFTA_VERDICT_CHAIN]);
	switch ((int32_t) number_of(attributes.of[NFTA_VERDICT_CODE])) {
	case NFT_CONTINUE:
		return 0;
	case NFT_JUMP:
	case NFT_GOTO:
		if (!to->chain)
			return -EBADMSG;
		to->kind = (int32_t) number_of(attributes.of[NFTA_VERDICT_CODE]) == NFT_JUMP ? NET_VERDICT_JUMP : NET_VERDICT_GOTO;
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
	struct net_attributes attributes = NET_ATTRIBUTES(immediate_rules), of_data = NET_ATTRIBUTES(data_rules);
	struct content_register *at;
	uint8_t value[VALUE_ROOM];
	size_t length = 0;
	int r;

	if (OPEN(data, &attributes) < 0 || !attributes.of[NFTA_IMMEDIATE_DATA])
		return -EBADMSG;
	if (OPEN(attributes.of[NFTA_IMMEDIATE_DATA], &of_data) < 0)
		return -EBADMSG;
	if (of_data.of[NFTA_DATA_VERDICT])
		return take_verdict(judging, of_data.of[NFTA_DATA_VERDICT]);
	r = read_value(attributes.of[NFTA_IMMEDIATE_DATA], value, &length);
	if (r == 0)
		r = load(judging, attributes.of[NFTA_IMMEDIATE_DREG], CONTENT_VALUE, length);
	at = r == 0 ? register_of(judging, attributes.of[NFTA_IMMEDIATE_DREG]) : NULL;
	if (at)
		memcpy(at->value, value, sizeof(at->value));
	return r;
}

static const struct net_attribute_rule payload_rules[] = {
	[NFTA_PAYLOAD_DREG] = { MNL_TYPE_U32, 0 },
	[NFTA_PAYLOAD_BASE] = { MNL_TYPE_U32, 0 },
	[NFTA_PAYLOAD_OFFSET] = { MNL_TYPE_U32, 0 },
	[NFTA_PAYLOAD_LEN] = { MNL_TYPE_U32, 0 },
};

static enum content content_of_network_header(uint8_t family, uint32_t offset, uint32_t length)
{
	uint32_t protocol = family == NFPROTO_IPV4 ? 9 : 6, source = family == NFPROTO_IPV4 ? 12 : 8;
	uint32_t address = family == NFPROTO_IPV4 ? 4 : 16;

	if (family != NFPROTO_IPV4 && family != NFPROTO_IPV6)
		return CONTENT_UNKNOWN;
	if (offset == protocol && length == 1)
		return CONTENT_PROTOCOL;
	if (offset == source && length == 2 * address)
		return address == 4 ? CONTENT_BOTH_ADDRESSES : CONTENT_UNKNOWN;
	if (offset == source && length <= address)
		return CONTENT_SOURCE_ADDRESS;
	return offset == source + address && length <= address ? CONTENT_ADDRESS : CONTENT_UNKNOWN;
}

static enum content content_of_transport_header(uint32_t offset, uint32_t length)
{
	if (offset == 0 && length == 4)
		return CONTENT_BOTH_PORTS;
	if (offset == 0 && length == 2)
		return CONTENT_SOURCE_PORT;
	return offset == PORT_OFFSET && length == 2 ? CONTENT_PORT : CONTENT_UNKNOWN;
}

/* Of a packet; into one it has no DREG. */
static int take_payload(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(payload_rules);
	const struct nlattr *const *of = attributes.of;
	enum content content = CONTENT_UNKNOWN;
	uint32_t offset, length;

	if (OPEN(data, &attributes) < 0)
		return -EBADMSG;
	offset = number_of(of[NFTA_PAYLOAD_OFFSET]);
	length = number_of(of[NFTA_PAYLOAD_LEN]);
	if (!of[NFTA_PAYLOAD_DREG] || length == 0 || length > VALUE_ROOM)
		return -EOPNOTSUPP;
	if (number_of(of[NFTA_PAYLOAD_BASE]) == NFT_PAYLOAD_NETWORK_HEADER)
		content = content_of_network_header(judging->match->family, offset, length);
	else if (number_of(of[NFTA_PAYLOAD_BASE]) == NFT_PAYLOAD_TRANSPORT_HEADER)
		content = content_of_transport_header(offset, length);
	return load(judging, of[NFTA_PAYLOAD_DREG], content, length);
}

static const struct net_attribute_rule meta_rules[] = {
	[NFTA_META_DREG] = { MNL_TYPE_U32, 0 },
	[NFTA_META_KEY] = { MNL_TYPE_U32, 0 },
	[NFTA_META_SREG] = { MNL_TYPE_U32, 0 },
};

static int take_meta(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(meta_rules);
	const struct nlattr *dreg;

	if (OPEN(data, &attributes) < 0)
		return -EBADMSG;
	/* A mark that is set asks nothing of the packet. */
	if (attributes.of[NFTA_META_SREG])
		return 0;
	dreg = attributes.of[NFTA_META_DREG];
	switch (number_of(attributes.of[NFTA_META_KEY])) {
	case NFT_META_NFPROTO:
		return load(judging, dreg, CONTENT_FAMILY, 1);
	case NFT_META_L4PROTO:
		return load(judging, dreg, CONTENT_PROTOCOL, 1);
	case NFT_META_IIFNAME:
		return load(judging, dreg, CONTENT_INTERFACE, VALUE_ROOM);
	case NFT_META_MARK:
		return load(judging, dreg, CONTENT_MARK, 4);
	default:
		return load(judging, dreg, CONTENT_UNKNOWN, 4);
	}
}

static const struct net_attribute_rule fib_rules[] = {
	[NFTA_FIB_DREG] = { MNL_TYPE_U32, 0 },
	[NFTA_FIB_RESULT] = { MNL_TYPE_U32, 0 },
	[NFTA_FIB_FLAGS] = { MNL_TYPE_U32, 0 },
};

static int take_fib(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(fib_rules);
	bool is_type;

	if (OPEN(data, &attributes) < 0)
		return -EBADMSG;
	is_type = number_of(attributes.of[NFTA_FIB_RESULT]) == NFT_FIB_RESULT_ADDRTYPE &&
		number_of(attributes.of[NFTA_FIB_FLAGS]) == NFTA_FIB_F_DADDR;
	return load(judging, attributes.of[NFTA_FIB_DREG], is_type ? CONTENT_ADDRESS_TYPE : CONTENT_UNKNOWN, 4);
}

static const struct net_attribute_rule bitwise_rules[] = {
	[NFTA_BITWISE_SREG] = { MNL_TYPE_U32, 0 },
	[NFTA_BITWISE_DREG] = { MNL_TYPE_U32, 0 },
	[NFTA_BITWISE_MASK] = { MNL_TYPE_NESTED, 0 },
	[NFTA_BITWISE_XOR] = { MNL_TYPE_NESTED, 0 },
	[NFTA_BITWISE_OP] = { MNL_TYPE_U32, 0 },
};

/* Only `and`: a prefix, or some bits of a mark. */
static int take_bitwise(struct judging *judging, const struct nlattr *data)
{
	static const uint8_t zeros[VALUE_ROOM];
	struct net_attributes attributes = NET_ATTRIBUTES(bitwise_rules);
	const struct nlattr *const *of = attributes.of;
	struct content_register *from, *to, masked;
	uint8_t mask[VALUE_ROOM], xor[VALUE_ROOM];
	size_t length = 0, xor_length = 0;

	if (OPEN(data, &attributes) < 0)
		return -EBADMSG;
	from = register_of(judging, of[NFTA_BITWISE_SREG]);
	to = register_of(judging, of[NFTA_BITWISE_DREG]);
	if (!from || !to)
		return -EBADMSG;
	masked = *from;
	*to = (struct content_register) { 0 };
	if (number_of(of[NFTA_BITWISE_OP]) != NFT_BITWISE_MASK_XOR || masked.content == CONTENT_UNKNOWN || masked.content == CONTENT_VALUE || masked.is_masked)
		return -EOPNOTSUPP;
	if (read_value(of[NFTA_BITWISE_MASK], mask, &length) < 0 || read_value(of[NFTA_BITWISE_XOR], xor, &xor_length) < 0)
		return -EOPNOTSUPP;
	if (memcmp(xor, zeros, sizeof(zeros)) != 0)
		return -EOPNOTSUPP;
	masked.is_masked = true;
	memcpy(masked.mask, mask, sizeof(mask));
	*to = masked;
	return 0;
}

static const struct net_attribute_rule cmp_rules[] = {
	[NFTA_CMP_SREG] = { MNL_TYPE_U32, 0 },
	[NFTA_CMP_OP] = { MNL_TYPE_U32, 0 },
	[NFTA_CMP_DATA] = { MNL_TYPE_NESTED, 0 },
};

static int take_cmp(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(cmp_rules);
	struct content_register *what;
	uint8_t value[VALUE_ROOM];
	size_t length = 0;
	uint32_t operation;
	int r;

	if (OPEN(data, &attributes) < 0)
		return -EBADMSG;
	what = register_of(judging, attributes.of[NFTA_CMP_SREG]);
	r = read_value(attributes.of[NFTA_CMP_DATA], value, &length);
	if (!what || r < 0)
		return what ? r : -EBADMSG;
	if (what->content == CONTENT_UNKNOWN || what->content == CONTENT_VALUE || (length != what->length && what->content != CONTENT_INTERFACE))
		return -EOPNOTSUPP;
	operation = number_of(attributes.of[NFTA_CMP_OP]);
	if (operation == NFT_CMP_EQ || operation == NFT_CMP_NEQ)
		return compare_equal(judging, what, value, length, operation == NFT_CMP_NEQ);
	return compare_order(judging, what, operation, value);
}

static const struct net_attribute_rule range_rules[] = {
	[NFTA_RANGE_SREG] = { MNL_TYPE_U32, 0 },
	[NFTA_RANGE_OP] = { MNL_TYPE_U32, 0 },
	[NFTA_RANGE_FROM_DATA] = { MNL_TYPE_NESTED, 0 },
	[NFTA_RANGE_TO_DATA] = { MNL_TYPE_NESTED, 0 },
};

static int take_range(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(range_rules);
	uint8_t first[VALUE_ROOM], last[VALUE_ROOM];
	size_t first_length = 0, last_length = 0;
	struct content_register *what;
	struct net_spans spans;

	if (OPEN(data, &attributes) < 0)
		return -EBADMSG;
	what = register_of(judging, attributes.of[NFTA_RANGE_SREG]);
	if (!what || what->is_masked || read_value(attributes.of[NFTA_RANGE_FROM_DATA], first, &first_length) < 0 ||
	    read_value(attributes.of[NFTA_RANGE_TO_DATA], last, &last_length) < 0 || first_length != what->length || last_length != what->length)
		return -EOPNOTSUPP;
	spans = net_spans_of(first, last, what->length);
	return narrow(judging, what, &spans, number_of(attributes.of[NFTA_RANGE_OP]) == NFT_RANGE_NEQ);
}

static const struct net_attribute_rule lookup_rules[] = {
	[NFTA_LOOKUP_SET] = { MNL_TYPE_NUL_STRING, 0 },
	[NFTA_LOOKUP_SREG] = { MNL_TYPE_U32, 0 },
	[NFTA_LOOKUP_DREG] = { MNL_TYPE_U32, 0 },
	[NFTA_LOOKUP_FLAGS] = { MNL_TYPE_U32, 0 },
};

/* Not of a map: where it leads is in its elements. */
static int take_lookup(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(lookup_rules);
	const struct content_register *what;
	const struct net_set *set;

	if (OPEN(data, &attributes) < 0 || !attributes.of[NFTA_LOOKUP_SET])
		return -EBADMSG;
	if (attributes.of[NFTA_LOOKUP_DREG]) {
		judging->verdict->may_be_any |= number_of(attributes.of[NFTA_LOOKUP_DREG]) == NFT_REG_VERDICT;
		/* The register is then what nobody here knows. */
		(void) load(judging, attributes.of[NFTA_LOOKUP_DREG], CONTENT_UNKNOWN, VALUE_ROOM);
		return -EOPNOTSUPP;
	}
	what = register_of(judging, attributes.of[NFTA_LOOKUP_SREG]);
	set = net_ruleset_set(judging->ruleset, judging->chain->family, judging->chain->table, mnl_attr_get_str(attributes.of[NFTA_LOOKUP_SET]));
	if (!what || what->is_masked || !set || !set->is_read || set->has_too_many || set->spans.key_length != what->length)
		return -EOPNOTSUPP;
	return narrow(judging, what, &set->spans, (number_of(attributes.of[NFTA_LOOKUP_FLAGS]) & NFT_LOOKUP_F_INV) != 0);
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
	const struct content_register *from = register_of(judging, attribute ? attribute : absent);

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

	if (OPEN(data, &attributes) < 0)
		return -EBADMSG;
	verdict->kind = NET_VERDICT_END;
	/* Without an address it is a port of the same one. */
	if (number_of(of[NFTA_NAT_TYPE]) != NFT_NAT_DNAT || !of[NFTA_NAT_REG_ADDR_MIN])
		return 0;
	verdict->kind = NET_VERDICT_FORWARD;
	verdict->to.family = (uint8_t) number_of(of[NFTA_NAT_FAMILY]);
	length = verdict->to.family == NFPROTO_IPV4 ? 4 : 16;
	if (verdict->to.family != NFPROTO_IPV4 && verdict->to.family != NFPROTO_IPV6)
		return -EOPNOTSUPP;
	if (number_of(of[NFTA_NAT_FLAGS]) & NF_NAT_RANGE_NETMAP)
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

	if (OPEN(data, &attributes) < 0 || !attributes.of[NFTA_MATCH_NAME] || !attributes.of[NFTA_MATCH_INFO])
		return -EBADMSG;
	name = mnl_attr_get_str(attributes.of[NFTA_MATCH_NAME]);
	revision = number_of(attributes.of[NFTA_MATCH_REV]);
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

/* Of ct only what sets something; what it asks for is not known here. */
static const struct net_attribute_rule ct_rules[] = {
	[NFTA_CT_SREG] = { MNL_TYPE_U32, 0 },
};

static int take_ct(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(ct_rules);

	(void) judging;
	if (OPEN(data, &attributes) < 0)
		return -EBADMSG;
	return attributes.of[NFTA_CT_SREG] ? 0 : -EOPNOTSUPP;
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

	if (OPEN(element, &attributes) < 0 || !attributes.of[NFTA_EXPR_NAME])
		return -EBADMSG;
	name = mnl_attr_get_str(attributes.of[NFTA_EXPR_NAME]);
	for (size_t i = 0; i < sizeof(expressions) / sizeof(expressions[0]); i++)
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
