/* Which packets a rule is about: sets of protocols, of addresses and of ports, and in words whatever else is asked of them. */
#ifndef NSATLAS_NET_MATCH_H
#define NSATLAS_NET_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NET_SPANS_LIMIT = 64,
	NET_CONDITIONS_LIMIT = 8,
	NET_CONDITION_ROOM = 96,
	NET_KEY_ROOM = 16,
	NET_ADDRESSES_ROOM = 96,
	NET_NFPROTO_ANY = 0,	/* NFPROTO_INET's chains see both families */
};

/* From first to last, both included, big endian; all spans of a set are of one length. */
struct net_span {
	uint8_t first[NET_KEY_ROOM];
	uint8_t last[NET_KEY_ROOM];
};

/* Ascending, apart from each other. */
struct net_spans {
	size_t key_length;
	size_t count;
	struct net_span of[NET_SPANS_LIMIT];
};

struct net_match {
	uint8_t family;			/* NFPROTO_IPV4, NFPROTO_IPV6 or NET_NFPROTO_ANY */
	uint64_t protocols[4];		/* a bit for each IP protocol */
	struct net_spans ports;		/* destination */
	bool has_addresses;		/* false: any destination */
	struct net_spans addresses;
	bool is_local;			/* the destination is an address of this namespace */
	bool is_output;			/* sent by this namespace itself; else what comes in */
	bool never;			/* no packet can be all of this */
	size_t condition_count;
	char conditions[NET_CONDITIONS_LIMIT][NET_CONDITION_ROOM];
};

/* Every packet. */
void net_match_begin(struct net_match *match, uint8_t family);

/* Each narrows the match. -E2BIG: more spans or conditions than there is room for; the match is of no use then. */
void net_match_family(struct net_match *match, uint8_t family);
int net_match_ports(struct net_match *match, const struct net_spans *spans, bool is_inverted);
int net_match_addresses(struct net_match *match, const struct net_spans *spans);
__attribute__((format(printf, 2, 3)))
int net_match_condition(struct net_match *match, const char *format, ...);

/* In words, unless it is every port. */
int net_match_source_ports(struct net_match *match, uint16_t first, uint16_t last, bool is_inverted);

bool net_match_has_protocol(const struct net_match *match, uint8_t protocol);
bool net_match_is_any_protocol(const struct net_match *match);

/* True if every packet of the inner one is surely one of the outer one. */
bool net_match_covers(const struct net_match *outer, const struct net_match *inner);

/* One span, or all from first to last. */
struct net_spans net_spans_of(const uint8_t *first, const uint8_t *last, size_t key_length);
struct net_spans net_spans_of_ports(uint16_t first, uint16_t last);

/* Adds one that begins behind all others, or is of the last one's end. -E2BIG. */
int net_spans_append(struct net_spans *spans, const uint8_t *first, const uint8_t *last);

/* All that is not in it. -E2BIG. */
int net_spans_invert(const struct net_spans *spans, struct net_spans *ret_spans);

/* `10.0.0.1`, `10.0.0.0/8`, or from first to last with a hyphen. key_length 4: IPv4. */
const char *net_addresses_text(const struct net_span *span, size_t key_length, char scratch[NET_ADDRESSES_ROOM]);

/* key + 1 or key - 1. False: there is none. */
bool net_key_step(uint8_t *key, size_t length, int by);

#endif
