#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "net-ruleset-judging.h"

int judging_open(const struct nlattr *data, struct net_attributes *attributes)
{
	return mnl_attr_parse_nested(data, net_take_attribute, attributes) < 0 ? -EBADMSG : 0;
}

struct content_register *judging_register(struct judging *judging, const struct nlattr *attribute)
{
	uint32_t number = attribute ? net_number_of(attribute) : 0;

	if (number >= NFT_REG_1 && number <= NFT_REG_4)
		return &judging->registers[(number - NFT_REG_1) * 4];
	if (number >= NFT_REG32_00 && number <= NFT_REG32_15)
		return &judging->registers[number - NFT_REG32_00];
	return NULL;
}

/* Whatever stood where the new content lies is gone, also what began before it. */
int judging_load(struct judging *judging, const struct nlattr *attribute, enum content content, size_t length)
{
	struct content_register *at = judging_register(judging, attribute);
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

int judging_value(const struct nlattr *data, uint8_t ret_value[VALUE_ROOM], size_t *ret_length)
{
	struct net_attributes attributes = NET_ATTRIBUTES(data_rules);
	const struct nlattr *value;

	if (!data || judging_open(data, &attributes) < 0)
		return -EBADMSG;
	value = attributes.of[NFTA_DATA_VALUE];
	if (!value || mnl_attr_get_payload_len(value) > VALUE_ROOM)
		return -EOPNOTSUPP;
	*ret_length = mnl_attr_get_payload_len(value);
	memset(ret_value, 0, VALUE_ROOM);
	memcpy(ret_value, mnl_attr_get_payload(value), *ret_length);
	return 0;
}

const struct nlattr *judging_verdict(const struct nlattr *data)
{
	struct net_attributes attributes = NET_ATTRIBUTES(data_rules);

	return judging_open(data, &attributes) < 0 ? NULL : attributes.of[NFTA_DATA_VERDICT];
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
	net_match_family(judging->match, family);
	return 0;
}

int judging_narrow(struct judging *judging, const struct content_register *what, const struct net_spans *spans, bool is_inverted)
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

int judging_narrow_equal(struct judging *judging, const struct content_register *what, const uint8_t *value, size_t length, bool is_inverted)
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
		return r < 0 ? r : judging_narrow(judging, what, &spans, is_inverted);
	case CONTENT_BOTH_ADDRESSES:
	case CONTENT_BOTH_PORTS:
		/* nft compares neighbours in one go. */
		if (is_inverted || what->is_masked)
			return -EOPNOTSUPP;
		half.length = what->length / 2;
		half.content = what->content == CONTENT_BOTH_PORTS ? CONTENT_SOURCE_PORT : CONTENT_SOURCE_ADDRESS;
		r = judging_narrow_equal(judging, &half, value, half.length, false);
		half.content = what->content == CONTENT_BOTH_PORTS ? CONTENT_PORT : CONTENT_ADDRESS;
		return r < 0 ? r : judging_narrow_equal(judging, &half, value + half.length, half.length, false);
	default:
		spans = net_spans_of(value, value, what->length);
		return judging_narrow(judging, what, &spans, is_inverted);
	}
}

/* < <= > >=, of what is a number. */
int judging_narrow_order(struct judging *judging, const struct content_register *what, uint32_t operation, const uint8_t *value)
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
	return judging_narrow(judging, what, &spans, false);
}
