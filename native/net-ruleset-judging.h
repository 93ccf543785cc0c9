/* A rule of nftables under judgement: what its registers hold, and how a comparison narrows whom the rule is about. */
#ifndef NSATLAS_NET_RULESET_JUDGING_H
#define NSATLAS_NET_RULESET_JUDGING_H

#include <libmnl/libmnl.h>

#include "net-attributes.h"
#include "net-ruleset-rule.h"

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

/* One expression of the rule. 0, or -EOPNOTSUPP and the like: not understood. */
typedef int take_expression(struct judging *judging, const struct nlattr *data);

/* Those that load a register or ask something of the packet (net-ruleset-ask.c). */
take_expression take_payload, take_meta, take_fib, take_bitwise, take_cmp, take_range, take_lookup, take_ct;

int judging_open(const struct nlattr *data, struct net_attributes *attributes);

/* NULL: no such register. */
struct content_register *judging_register(struct judging *judging, const struct nlattr *attribute);

/* -EOPNOTSUPP: the content is unknown, and the register holds that now. */
int judging_load(struct judging *judging, const struct nlattr *attribute, enum content content, size_t length);

/* The bytes of a nested NFTA_DATA_VALUE, at most VALUE_ROOM; ret_value is filled up with zeros. */
int judging_value(const struct nlattr *data, uint8_t ret_value[VALUE_ROOM], size_t *ret_length);

/* Its NFTA_DATA_VERDICT; NULL: it has none. */
const struct nlattr *judging_verdict(const struct nlattr *data);

/* The rule is about what lies in these spans, or outside of them. */
int judging_narrow(struct judging *judging, const struct content_register *what, const struct net_spans *spans, bool is_inverted);
int judging_narrow_equal(struct judging *judging, const struct content_register *what, const uint8_t *value, size_t length, bool is_inverted);
int judging_narrow_order(struct judging *judging, const struct content_register *what, uint32_t operation, const uint8_t *value);

#endif
