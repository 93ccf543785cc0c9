/* Expressions of nftables that load a register, or ask something of the packet. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "net-ruleset-judging.h"

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
int take_payload(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(payload_rules);
	const struct nlattr *const *of = attributes.of;
	enum content content = CONTENT_UNKNOWN;
	uint32_t offset, length;

	if (judging_open(data, &attributes) < 0)
		return -EBADMSG;
	offset = net_number_of(of[NFTA_PAYLOAD_OFFSET]);
	length = net_number_of(of[NFTA_PAYLOAD_LEN]);
	if (!of[NFTA_PAYLOAD_DREG] || length == 0 || length > VALUE_ROOM)
		return -EOPNOTSUPP;
	if (net_number_of(of[NFTA_PAYLOAD_BASE]) == NFT_PAYLOAD_NETWORK_HEADER)
		content = content_of_network_header(judging->match->family, offset, length);
	else if (net_number_of(of[NFTA_PAYLOAD_BASE]) == NFT_PAYLOAD_TRANSPORT_HEADER)
		content = content_of_transport_header(offset, length);
	return judging_load(judging, of[NFTA_PAYLOAD_DREG], content, length);
}

static const struct net_attribute_rule meta_rules[] = {
	[NFTA_META_DREG] = { MNL_TYPE_U32, 0 },
	[NFTA_META_KEY] = { MNL_TYPE_U32, 0 },
	[NFTA_META_SREG] = { MNL_TYPE_U32, 0 },
};

int take_meta(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(meta_rules);
	const struct nlattr *dreg;

	if (judging_open(data, &attributes) < 0)
		return -EBADMSG;
	/* A mark that is set asks nothing of the packet. */
	if (attributes.of[NFTA_META_SREG])
		return 0;
	dreg = attributes.of[NFTA_META_DREG];
	switch (net_number_of(attributes.of[NFTA_META_KEY])) {
	case NFT_META_NFPROTO:
		return judging_load(judging, dreg, CONTENT_FAMILY, 1);
	case NFT_META_L4PROTO:
		return judging_load(judging, dreg, CONTENT_PROTOCOL, 1);
	case NFT_META_IIFNAME:
		return judging_load(judging, dreg, CONTENT_INTERFACE, VALUE_ROOM);
	case NFT_META_MARK:
		return judging_load(judging, dreg, CONTENT_MARK, 4);
	default:
		return judging_load(judging, dreg, CONTENT_UNKNOWN, 4);
	}
}

static const struct net_attribute_rule fib_rules[] = {
	[NFTA_FIB_DREG] = { MNL_TYPE_U32, 0 },
	[NFTA_FIB_RESULT] = { MNL_TYPE_U32, 0 },
	[NFTA_FIB_FLAGS] = { MNL_TYPE_U32, 0 },
};

int take_fib(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(fib_rules);
	bool is_type;

	if (judging_open(data, &attributes) < 0)
		return -EBADMSG;
	is_type = net_number_of(attributes.of[NFTA_FIB_RESULT]) == NFT_FIB_RESULT_ADDRTYPE &&
		net_number_of(attributes.of[NFTA_FIB_FLAGS]) == NFTA_FIB_F_DADDR;
	return judging_load(judging, attributes.of[NFTA_FIB_DREG], is_type ? CONTENT_ADDRESS_TYPE : CONTENT_UNKNOWN, 4);
}

static const struct net_attribute_rule bitwise_rules[] = {
	[NFTA_BITWISE_SREG] = { MNL_TYPE_U32, 0 },
	[NFTA_BITWISE_DREG] = { MNL_TYPE_U32, 0 },
	[NFTA_BITWISE_MASK] = { MNL_TYPE_NESTED, 0 },
	[NFTA_BITWISE_XOR] = { MNL_TYPE_NESTED, 0 },
	[NFTA_BITWISE_OP] = { MNL_TYPE_U32, 0 },
};

/* Only `and`: a prefix, or some bits of a mark. */
int take_bitwise(struct judging *judging, const struct nlattr *data)
{
	static const uint8_t zeros[VALUE_ROOM];
	struct net_attributes attributes = NET_ATTRIBUTES(bitwise_rules);
	const struct nlattr *const *of = attributes.of;
	struct content_register *from, *to, masked;
	uint8_t mask[VALUE_ROOM], xor[VALUE_ROOM];
	size_t length = 0, xor_length = 0;

	if (judging_open(data, &attributes) < 0)
		return -EBADMSG;
	from = judging_register(judging, of[NFTA_BITWISE_SREG]);
	to = judging_register(judging, of[NFTA_BITWISE_DREG]);
	if (!from || !to)
		return -EBADMSG;
	masked = *from;
	*to = (struct content_register) { 0 };
	if (net_number_of(of[NFTA_BITWISE_OP]) != NFT_BITWISE_MASK_XOR || masked.content == CONTENT_UNKNOWN || masked.content == CONTENT_VALUE || masked.is_masked)
		return -EOPNOTSUPP;
	if (judging_value(of[NFTA_BITWISE_MASK], mask, &length) < 0 || judging_value(of[NFTA_BITWISE_XOR], xor, &xor_length) < 0)
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

int take_cmp(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(cmp_rules);
	struct content_register *what;
	uint8_t value[VALUE_ROOM];
	size_t length = 0;
	uint32_t operation;
	int r;

	if (judging_open(data, &attributes) < 0)
		return -EBADMSG;
	what = judging_register(judging, attributes.of[NFTA_CMP_SREG]);
	r = judging_value(attributes.of[NFTA_CMP_DATA], value, &length);
	if (!what || r < 0)
		return what ? r : -EBADMSG;
	if (what->content == CONTENT_UNKNOWN || what->content == CONTENT_VALUE || (length != what->length && what->content != CONTENT_INTERFACE))
		return -EOPNOTSUPP;
	operation = net_number_of(attributes.of[NFTA_CMP_OP]);
	if (operation == NFT_CMP_EQ || operation == NFT_CMP_NEQ)
		return judging_narrow_equal(judging, what, value, length, operation == NFT_CMP_NEQ);
	return judging_narrow_order(judging, what, operation, value);
}

static const struct net_attribute_rule range_rules[] = {
	[NFTA_RANGE_SREG] = { MNL_TYPE_U32, 0 },
	[NFTA_RANGE_OP] = { MNL_TYPE_U32, 0 },
	[NFTA_RANGE_FROM_DATA] = { MNL_TYPE_NESTED, 0 },
	[NFTA_RANGE_TO_DATA] = { MNL_TYPE_NESTED, 0 },
};

int take_range(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(range_rules);
	uint8_t first[VALUE_ROOM], last[VALUE_ROOM];
	size_t first_length = 0, last_length = 0;
	struct content_register *what;
	struct net_spans spans;

	if (judging_open(data, &attributes) < 0)
		return -EBADMSG;
	what = judging_register(judging, attributes.of[NFTA_RANGE_SREG]);
	if (!what || what->is_masked || judging_value(attributes.of[NFTA_RANGE_FROM_DATA], first, &first_length) < 0 ||
	    judging_value(attributes.of[NFTA_RANGE_TO_DATA], last, &last_length) < 0 || first_length != what->length || last_length != what->length)
		return -EOPNOTSUPP;
	spans = net_spans_of(first, last, what->length);
	return judging_narrow(judging, what, &spans, net_number_of(attributes.of[NFTA_RANGE_OP]) == NFT_RANGE_NEQ);
}

static const struct net_attribute_rule lookup_rules[] = {
	[NFTA_LOOKUP_SET] = { MNL_TYPE_NUL_STRING, 0 },
	[NFTA_LOOKUP_SREG] = { MNL_TYPE_U32, 0 },
	[NFTA_LOOKUP_DREG] = { MNL_TYPE_U32, 0 },
	[NFTA_LOOKUP_FLAGS] = { MNL_TYPE_U32, 0 },
};

/* Not of a map: where it leads is in its elements. */
int take_lookup(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(lookup_rules);
	const struct content_register *what;
	const struct net_set *set;

	if (judging_open(data, &attributes) < 0 || !attributes.of[NFTA_LOOKUP_SET])
		return -EBADMSG;
	if (attributes.of[NFTA_LOOKUP_DREG]) {
		judging->verdict->may_be_any |= net_number_of(attributes.of[NFTA_LOOKUP_DREG]) == NFT_REG_VERDICT;
		/* The register is then what nobody here knows. */
		(void) judging_load(judging, attributes.of[NFTA_LOOKUP_DREG], CONTENT_UNKNOWN, VALUE_ROOM);
		return -EOPNOTSUPP;
	}
	what = judging_register(judging, attributes.of[NFTA_LOOKUP_SREG]);
	set = net_ruleset_set(judging->ruleset, judging->chain->family, judging->chain->table, mnl_attr_get_str(attributes.of[NFTA_LOOKUP_SET]));
	if (!what || what->is_masked || !set || !set->is_read || set->has_too_many || set->spans.key_length != what->length)
		return -EOPNOTSUPP;
	return judging_narrow(judging, what, &set->spans, (net_number_of(attributes.of[NFTA_LOOKUP_FLAGS]) & NFT_LOOKUP_F_INV) != 0);
}

/* Of ct only what sets something; what it asks for is not known here. */
static const struct net_attribute_rule ct_rules[] = {
	[NFTA_CT_SREG] = { MNL_TYPE_U32, 0 },
};

int take_ct(struct judging *judging, const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(ct_rules);

	(void) judging;
	if (judging_open(data, &attributes) < 0)
		return -EBADMSG;
	return attributes.of[NFTA_CT_SREG] ? 0 : -EOPNOTSUPP;
}
