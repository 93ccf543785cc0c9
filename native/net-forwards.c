#define _GNU_SOURCE
#include "net-forwards.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "net-grow.h"

enum {
	DEPTH_LIMIT = 16,		/* NFT_JUMP_STACK_SIZE of the kernel */
	JUDGEMENTS_LIMIT = 256 * 1024,
	TIME_LIMIT_MS = 3000,		/* one judgement can take long: of many expressions, against all that is settled */
	SETTLED_LIMIT = 512,
};

/* Packets of which it is settled that no later rule sees them. What is behind the limit is not remembered: then a rule that
 * can come to nothing may be shown. */
struct settled {
	struct net_match *of;
	size_t count;
};

struct rule_state {
	bool is_reported;
	bool is_doubtful;
};

struct walk {
	struct net_forwards *forwards;
	struct rule_state *states;	/* of each rule */
	size_t judgements;
	int64_t end_ms;			/* of clock.h */
	struct settled for_good;	/* decided in this hook */
	/* Of those, what chains of the same priority decided: which of these comes first nobody tells. */
	size_t first_of_priority;
	size_t first_of_chain;
	struct settled accepted;	/* in this base chain */
	struct settled here;		/* these have left the chain under the walk, or one above it */
};

void net_forwards_free(struct net_forwards *forwards)
{
	net_ruleset_free(&forwards->ruleset);
	free(forwards->rows);
	*forwards = (struct net_forwards) { 0 };
}

/* --- what is settled */

static int make_settled(struct settled *settled)
{
	settled->of = calloc(SETTLED_LIMIT, sizeof(*settled->of));
	return settled->of ? 0 : -ENOMEM;
}

/* Only of a match without a condition anything is sure. */
static void settle(struct settled *settled, const struct net_match *match)
{
	if (match->condition_count == 0 && settled->count < SETTLED_LIMIT)
		settled->of[settled->count++] = *match;
}

static bool is_settled(const struct settled *settled, size_t from, size_t to, const struct net_match *match)
{
	for (size_t i = from; i < to; i++)
		if (net_match_covers(&settled->of[i], match))
			return true;
	return false;
}

/* --- rules */

static int report(struct walk *walk, size_t rule, const struct net_chain *chain, const struct net_match *match, const struct net_forward_to *to)
{
	const struct net_forward row = { .match = *match, .to = *to, .chain = chain };
	struct net_forwards *forwards = walk->forwards;
	struct net_forward *rows;

	walk->states[rule].is_reported = true;
	if (forwards->count == NET_FORWARDS_LIMIT) {
		forwards->left_out++;
		return 0;
	}
	rows = net_grow(forwards->rows, forwards->count, sizeof(row), &row);
	if (!rows)
		return -ENOMEM;
	forwards->rows = rows;
	forwards->count++;
	return 0;
}

static int walk_chain(struct walk *walk, const struct net_chain *chain, const struct net_match *match, bool is_doubtful, unsigned int depth);

/* The kernel goes no deeper, and lets nobody make a chain that does. */
static int follow(struct walk *walk, const struct net_chain *from, const char *name, const struct net_match *match, bool is_doubtful,
	unsigned int depth)
{
	const struct net_chain *chain = net_ruleset_chain(&walk->forwards->ruleset, from->family, from->table, name);

	if (!chain || depth == DEPTH_LIMIT) {
		walk->forwards->has_given_up = true;
		return 0;
	}
	return walk_chain(walk, chain, match, is_doubtful, depth + 1);
}

static bool is_settled_before(const struct walk *walk, const struct net_match *match)
{
	return is_settled(&walk->for_good, 0, walk->first_of_priority, match) ||
		is_settled(&walk->for_good, walk->first_of_chain, walk->for_good.count, match) ||
		is_settled(&walk->accepted, 0, walk->accepted.count, match) || is_settled(&walk->here, 0, walk->here.count, match);
}

static int take_forward(struct walk *walk, size_t rule, const struct net_chain *chain, struct net_match *match, const struct net_forward_to *to)
{
	int r = 0;

	net_match_family(match, to->family);
	if (match->never || is_settled_before(walk, match))
		return 0;
	/* What a rule does to packets from outside is said already. */
	if (!match->is_output || !walk->states[rule].is_reported)
		r = report(walk, rule, chain, match, to);
	settle(&walk->for_good, match);
	return r;
}

/* Whom the rule is about is not known, or what it does to them. */
static int take_doubtful(struct walk *walk, size_t rule, const struct net_chain *chain, const struct net_match *match,
	const struct net_verdict *verdict, unsigned int depth)
{
	walk->states[rule].is_doubtful |= verdict->kind == NET_VERDICT_FORWARD || verdict->may_be_any;
	if (verdict->kind == NET_VERDICT_JUMP || verdict->kind == NET_VERDICT_GOTO)
		return follow(walk, chain, verdict->chain, match, true, depth);
	return 0;
}

static int take_rule(struct walk *walk, size_t index, const struct net_chain *chain, const struct net_match *way, bool is_doubtful, unsigned int depth)
{
	struct net_match match = *way;
	struct net_verdict verdict;
	int r = 0;

	net_rule_judge(&walk->forwards->ruleset, chain, &walk->forwards->ruleset.rules[index], &match, &verdict);
	if (match.never)
		return 0;
	if (is_doubtful || !verdict.is_understood)
		return take_doubtful(walk, index, chain, &match, &verdict, depth);
	switch (verdict.kind) {
	case NET_VERDICT_NEXT:
		break;
	case NET_VERDICT_ACCEPT:
		settle(&walk->accepted, &match);
		break;
	case NET_VERDICT_END:
		settle(&walk->for_good, &match);
		break;
	case NET_VERDICT_RETURN:
		settle(&walk->here, &match);
		break;
	case NET_VERDICT_JUMP:
		r = follow(walk, chain, verdict.chain, &match, false, depth);
		break;
	case NET_VERDICT_GOTO:
		r = follow(walk, chain, verdict.chain, &match, false, depth);
		settle(&walk->here, &match);
		break;
	case NET_VERDICT_FORWARD:
		r = take_forward(walk, index, chain, &match, &verdict.to);
		break;
	}
	return r;
}

static int walk_chain(struct walk *walk, const struct net_chain *chain, const struct net_match *match, bool is_doubtful, unsigned int depth)
{
	const size_t here = walk->here.count;
	int r = 0;

	for (size_t i = chain->first_rule; r == 0 && i < chain->first_rule + chain->rule_count; i++) {
		if (walk->judgements++ >= JUDGEMENTS_LIMIT || clock_now_ms() >= walk->end_ms) {
			walk->forwards->has_given_up = true;
			break;
		}
		r = take_rule(walk, i, chain, match, is_doubtful, depth);
	}
	walk->here.count = here;
	return r;
}

/* --- hooks */

static int compare_base_chains(const void *left, const void *right)
{
	const struct net_chain *a = *(const struct net_chain *const *) left, *b = *(const struct net_chain *const *) right;

	if (a->priority != b->priority)
		return a->priority > b->priority ? 1 : -1;
	return (a > b) - (a < b);
}

static size_t collect_bases(const struct net_ruleset *ruleset, uint32_t hook, const struct net_chain **bases)
{
	size_t count = 0;

	for (size_t i = 0; i < ruleset->chain_count; i++) {
		const struct net_chain *chain = &ruleset->chains[i];
		bool is_ip = chain->family == NFPROTO_INET || chain->family == NFPROTO_IPV4 || chain->family == NFPROTO_IPV6;

		if (chain->is_nat && is_ip && chain->hook == hook)
			bases[count++] = chain;
	}
	if (count > 1)
		qsort(bases, count, sizeof(*bases), compare_base_chains);
	return count;
}

static int walk_hook(struct walk *walk, uint32_t hook, const struct net_chain **bases)
{
	size_t count = collect_bases(&walk->forwards->ruleset, hook, bases);
	int r = 0;

	walk->for_good.count = 0;
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct net_match match;

		net_match_begin(&match, bases[i]->family == NFPROTO_INET ? NET_NFPROTO_ANY : bases[i]->family);
		match.is_output = hook == NF_INET_LOCAL_OUT;
		walk->accepted.count = 0;
		walk->first_of_chain = walk->for_good.count;
		if (i == 0 || bases[i]->priority != bases[i - 1]->priority)
			walk->first_of_priority = walk->for_good.count;
		r = walk_chain(walk, bases[i], &match, false, 0);
	}
	return r;
}

static void count_doubts(struct walk *walk)
{
	for (size_t i = 0; i < walk->forwards->ruleset.rule_count; i++)
		walk->forwards->not_understood += walk->states[i].is_doubtful && !walk->states[i].is_reported;
}

static size_t protocol_count(const struct net_match *match)
{
	size_t count = 0;

	if (net_match_is_any_protocol(match))
		return 1;
	for (unsigned int protocol = 0; protocol <= UINT8_MAX; protocol++)
		count += net_match_has_protocol(match, (uint8_t) protocol);
	return count;
}

/* A row of the answer is of one protocol, one span of addresses and one of ports. */
static void cut(struct net_forwards *forwards)
{
	size_t rows = 0, kept = 0;

	for (; kept < forwards->count; kept++) {
		const struct net_match *match = &forwards->rows[kept].match;

		rows += protocol_count(match) * (match->has_addresses ? match->addresses.count : 1) * match->ports.count;
		if (rows > NET_FORWARD_ROWS_LIMIT)
			break;
	}
	forwards->left_out += forwards->count - kept;
	forwards->count = kept;
}

int net_forwards_find(struct net_forwards *forwards)
{
	struct walk walk = { .forwards = forwards, .end_ms = clock_now_ms() + TIME_LIMIT_MS };
	const struct net_chain **bases = calloc(forwards->ruleset.chain_count + 1, sizeof(*bases));
	int r = bases ? make_settled(&walk.for_good) : -ENOMEM;

	if (r == 0)
		r = make_settled(&walk.accepted);
	if (r == 0)
		r = make_settled(&walk.here);
	walk.states = calloc(forwards->ruleset.rule_count + 1, sizeof(*walk.states));
	if (!walk.states)
		r = -ENOMEM;
	if (r == 0)
		r = walk_hook(&walk, NF_INET_PRE_ROUTING, bases);
	if (r == 0)
		r = walk_hook(&walk, NF_INET_LOCAL_OUT, bases);
	if (r == 0) {
		count_doubts(&walk);
		cut(forwards);
	}
	free(walk.states);
	free(walk.here.of);
	free(walk.accepted.of);
	free(walk.for_good.of);
	free(bases);
	return r;
}
