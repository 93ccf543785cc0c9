/* The rules of nftables in one net namespace, as the kernel has them: chains, rules not yet understood, and what is in sets.
 * What iptables-nft makes is among them. Knows no conversation. */
#ifndef NSATLAS_NET_RULESET_H
#define NSATLAS_NET_RULESET_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net-match.h"

enum {
	NET_RULESET_CHAINS_LIMIT = 16 * 1024,
	NET_RULESET_RULES_LIMIT = 64 * 1024,
	NET_RULESET_SETS_LIMIT = 256,
	NET_RULESET_LEFT_OUT_LIMIT = 1024 * 1024,	/* then nobody reads on to count them */
	NET_RULESET_BYTES_LIMIT = 32 * 1024 * 1024,	/* of all rules */
	NET_RULESET_NAME_ROOM = 256,	/* NFT_NAME_MAXLEN */
};

struct net_chain {
	uint8_t family;			/* NFPROTO_* of its table */
	char *table;
	char *name;
	bool is_nat;			/* a base chain of type nat, that netfilter itself calls */
	uint32_t hook;			/* NF_INET_* */
	int32_t priority;
	size_t first_rule;		/* after net_ruleset_settle */
	size_t rule_count;
};

struct net_rule_bytes {
	size_t chain;
	size_t order;
	void *expressions;		/* what is in NFTA_RULE_EXPRESSIONS */
	size_t length;
};

struct net_set {
	uint8_t family;
	char *table;
	char *name;
	uint32_t flags;			/* NFT_SET_* */
	bool is_read;			/* all of its elements are in spans */
	bool has_too_many;
	struct net_spans spans;
};

/* Starts as {0}; free with net_ruleset_free. */
struct net_ruleset {
	struct net_chain *chains;	/* sorted by family, table and name, after net_ruleset_settle_chains */
	size_t chain_count;
	struct net_rule_bytes *rules;	/* after net_ruleset_settle those of a chain together, in its order */
	size_t rule_count;
	size_t rule_bytes;
	struct net_set *sets;
	size_t set_count;
	size_t left_out;		/* chains, rules and sets beyond the limits, NET_RULESET_LEFT_OUT_LIMIT at most */
};

void net_ruleset_free(struct net_ruleset *ruleset);

/* Each is a netlink_take of one kind of message; context: the ruleset. Rules only after the chains are settled.
 * -EBADMSG, -ENOMEM; -E2BIG: there are more than can be counted */
int net_ruleset_take_chain(const struct nlmsghdr *message, void *context);
int net_ruleset_take_set(const struct nlmsghdr *message, void *context);
int net_ruleset_take_rule(const struct nlmsghdr *message, void *context);

/* Counts one row that is not kept. -E2BIG: so many that reading on makes no sense. */
int net_ruleset_leave_out(struct net_ruleset *ruleset);

/* Elements of one set, before they are in order. Starts as {0}; free what keys is. */
struct net_elements {
	struct net_element *keys;
	size_t count;
	bool has_too_many;
};
/* -E2BIG: there are more than are kept; the rest need not be heard. */
int net_ruleset_take_elements(const struct nlmsghdr *message, void *context);
/* Makes spans of them. */
void net_set_settle(struct net_set *set, struct net_elements *elements);

void net_ruleset_settle_chains(struct net_ruleset *ruleset);
void net_ruleset_settle(struct net_ruleset *ruleset);

/* NULL: there is none. */
struct net_chain *net_ruleset_chain(const struct net_ruleset *ruleset, uint8_t family, const char *table, const char *name);
const struct net_set *net_ruleset_set(const struct net_ruleset *ruleset, uint8_t family, const char *table, const char *name);

#endif
