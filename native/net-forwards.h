/* Ports that the NAT rules of a net namespace send elsewhere: what its chains, followed as netfilter would, come to. */
#ifndef NSATLAS_NET_FORWARDS_H
#define NSATLAS_NET_FORWARDS_H

#include "jsonout.h"
#include "net-ruleset-rule.h"

enum {
	NET_FORWARDS_LIMIT = 1024,
	NET_FORWARD_ROWS_LIMIT = 4096,
	NET_EVIDENCE_ROOM = 3 * NET_RULESET_NAME_ROOM,
};

/* A rule that forwards, and whom. */
struct net_forward {
	struct net_match match;
	struct net_forward_to to;
	const struct net_chain *chain;	/* the rule is in it */
};

/* Starts as {0}; free with net_forwards_free. */
struct net_forwards {
	struct net_ruleset ruleset;
	struct net_forward *rows;	/* in the order in which netfilter comes to them: the first that fits counts */
	size_t count;
	size_t left_out;
	size_t not_understood;		/* rules that forward, or may lead to one that does, of whom nobody here knows whom */
	bool has_given_up;		/* the chains lead to and fro too often, or take too long */
};

void net_forwards_free(struct net_forwards *forwards);

/* Fills the rows from the settled ruleset. -ENOMEM. */
int net_forwards_find(struct net_forwards *forwards);

/* The field `forwards` of lib/net-schema.ts. */
void net_forwards_write(const struct net_forwards *forwards, struct jsonout *json);

#endif
