/* One rule of nftables, understood or not: whom it is about, and what becomes of them. */
#ifndef NSATLAS_NET_RULESET_RULE_H
#define NSATLAS_NET_RULESET_RULE_H

#include "net-match.h"
#include "net-ruleset.h"

enum net_verdict_kind {
	NET_VERDICT_NEXT,	/* nothing: the next rule of the chain */
	NET_VERDICT_ACCEPT,	/* no further rule of this base chain */
	NET_VERDICT_END,	/* dropped, redirected to ourselves …: no further rule of this hook */
	NET_VERDICT_RETURN,
	NET_VERDICT_JUMP,
	NET_VERDICT_GOTO,
	NET_VERDICT_FORWARD,	/* the destination becomes another one */
};

/* An address and a port, each from first to last. */
struct net_forward_to {
	uint8_t family;		/* NFPROTO_IPV4, NFPROTO_IPV6 */
	uint8_t first_address[NET_KEY_ROOM];
	uint8_t last_address[NET_KEY_ROOM];
	bool has_ports;
	uint16_t first_port;
	uint16_t last_port;
};

struct net_verdict {
	enum net_verdict_kind kind;
	const char *chain;	/* of a jump or goto; in the rule's bytes */
	struct net_forward_to to;
	/* False: something is asked of the packet, or done to it, that this program does not know. kind is still what the rule does
	 * to those it is about, as far as that is known. */
	bool is_understood;
	bool may_be_any;	/* kind itself is not known: a map of verdicts, a target of another kind */
};

/* Narrows match, that of the way to the rule, by the rule's own. */
void net_rule_judge(const struct net_ruleset *ruleset, const struct net_chain *chain, const struct net_rule_bytes *rule,
	struct net_match *match, struct net_verdict *ret_verdict);

/* The two expressions that carry a match and a target of iptables (net-ruleset-xt.c). -EOPNOTSUPP: not known. */
int net_xt_match(const char *name, uint32_t revision, const void *info, size_t length, struct net_match *match);
int net_xt_target(const char *name, uint32_t revision, const void *info, size_t length, uint8_t family, struct net_verdict *verdict);

#endif
