#define _GNU_SOURCE
#include "net-ruleset.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "net-attributes.h"
#include "net-grow.h"

static const struct net_attribute_rule chain_rules[] = {
	[NFTA_CHAIN_TABLE] = { MNL_TYPE_NUL_STRING, 0 },
	[NFTA_CHAIN_NAME] = { MNL_TYPE_NUL_STRING, 0 },
	[NFTA_CHAIN_HOOK] = { MNL_TYPE_NESTED, 0 },
	[NFTA_CHAIN_TYPE] = { MNL_TYPE_NUL_STRING, 0 },
};

static const struct net_attribute_rule hook_rules[] = {
	[NFTA_HOOK_HOOKNUM] = { MNL_TYPE_U32, 0 },
	[NFTA_HOOK_PRIORITY] = { MNL_TYPE_U32, 0 },
};

static const struct net_attribute_rule rule_rules[] = {
	[NFTA_RULE_TABLE] = { MNL_TYPE_NUL_STRING, 0 },
	[NFTA_RULE_CHAIN] = { MNL_TYPE_NUL_STRING, 0 },
	[NFTA_RULE_EXPRESSIONS] = { MNL_TYPE_BINARY, 0 },
};

void net_ruleset_free(struct net_ruleset *ruleset)
{
	for (size_t i = 0; i < ruleset->chain_count; i++) {
		free(ruleset->chains[i].table);
		free(ruleset->chains[i].name);
	}
	for (size_t i = 0; i < ruleset->rule_count; i++)
		free(ruleset->rules[i].expressions);
	for (size_t i = 0; i < ruleset->set_count; i++) {
		free(ruleset->sets[i].table);
		free(ruleset->sets[i].name);
	}
	free(ruleset->chains);
	free(ruleset->rules);
	free(ruleset->sets);
	*ruleset = (struct net_ruleset) { 0 };
}

int net_ruleset_leave_out(struct net_ruleset *ruleset)
{
	return ++ruleset->left_out > NET_RULESET_LEFT_OUT_LIMIT ? -E2BIG : 0;
}

/* --- chains */

static int keep_chain(struct net_ruleset *ruleset, const struct net_chain *chain)
{
	struct net_chain *rows;

	if (!chain->table || !chain->name)
		return -ENOMEM;
	rows = net_grow(ruleset->chains, ruleset->chain_count, sizeof(*rows), chain);
	if (!rows)
		return -ENOMEM;
	ruleset->chains = rows;
	ruleset->chain_count++;
	return 0;
}

static int read_hook(const struct nlattr *hook, struct net_chain *chain)
{
	struct net_attributes attributes = NET_ATTRIBUTES(hook_rules);

	if (mnl_attr_parse_nested(hook, net_take_attribute, &attributes) < 0)
		return -EBADMSG;
	chain->hook = net_number_of(attributes.of[NFTA_HOOK_HOOKNUM]);
	chain->priority = (int32_t) net_number_of(attributes.of[NFTA_HOOK_PRIORITY]);
	return 0;
}

int net_ruleset_take_chain(const struct nlmsghdr *message, void *context)
{
	struct net_attributes attributes = NET_ATTRIBUTES(chain_rules);
	const struct nlattr *const *of = attributes.of;
	struct net_ruleset *ruleset = context;
	struct net_chain chain = { 0 };
	const void *header;
	int r;

	if (net_open_message(message, sizeof(struct nfgenmsg), &attributes, &header) < 0 || !of[NFTA_CHAIN_TABLE] || !of[NFTA_CHAIN_NAME])
		return -EBADMSG;
	if (ruleset->chain_count == NET_RULESET_CHAINS_LIMIT)
		return net_ruleset_leave_out(ruleset);
	chain.family = ((const struct nfgenmsg *) header)->nfgen_family;
	chain.is_nat = of[NFTA_CHAIN_HOOK] && of[NFTA_CHAIN_TYPE] && strcmp(mnl_attr_get_str(of[NFTA_CHAIN_TYPE]), "nat") == 0;
	if (chain.is_nat && read_hook(of[NFTA_CHAIN_HOOK], &chain) < 0)
		return -EBADMSG;
	chain.table = strdup(mnl_attr_get_str(of[NFTA_CHAIN_TABLE]));
	chain.name = strdup(mnl_attr_get_str(of[NFTA_CHAIN_NAME]));
	r = keep_chain(ruleset, &chain);
	if (r < 0) {
		free(chain.table);
		free(chain.name);
	}
	return r;
}

static int compare_chains(const void *left, const void *right)
{
	const struct net_chain *a = left, *b = right;
	int by = (int) a->family - (int) b->family;

	if (by == 0)
		by = strcmp(a->table, b->table);
	return by != 0 ? by : strcmp(a->name, b->name);
}

void net_ruleset_settle_chains(struct net_ruleset *ruleset)
{
	/* qsort(NULL, 0) would be undefined. */
	if (ruleset->chain_count > 1)
		qsort(ruleset->chains, ruleset->chain_count, sizeof(*ruleset->chains), compare_chains);
}

struct net_chain *net_ruleset_chain(const struct net_ruleset *ruleset, uint8_t family, const char *table, const char *name)
{
	const struct net_chain wanted = { .family = family, .table = (char *) (uintptr_t) table, .name = (char *) (uintptr_t) name };

	if (ruleset->chain_count == 0)
		return NULL;
	return bsearch(&wanted, ruleset->chains, ruleset->chain_count, sizeof(wanted), compare_chains);
}

/* --- rules */

static int keep_rule(struct net_ruleset *ruleset, const struct net_rule_bytes *rule)
{
	struct net_rule_bytes *rows;

	if (!rule->expressions)
		return -ENOMEM;
	rows = net_grow(ruleset->rules, ruleset->rule_count, sizeof(*rows), rule);
	if (!rows)
		return -ENOMEM;
	ruleset->rules = rows;
	ruleset->rule_count++;
	ruleset->rule_bytes += rule->length;
	return 0;
}

static int copy_rule(struct net_ruleset *ruleset, size_t chain, const struct nlattr *expressions)
{
	struct net_rule_bytes rule = { .chain = chain, .order = ruleset->rule_count, .length = mnl_attr_get_payload_len(expressions) };
	int r;

	if (ruleset->rule_count == NET_RULESET_RULES_LIMIT || ruleset->rule_bytes + rule.length > NET_RULESET_BYTES_LIMIT)
		return net_ruleset_leave_out(ruleset);
	rule.expressions = malloc(rule.length + 1);
	if (rule.expressions)
		memcpy(rule.expressions, mnl_attr_get_payload(expressions), rule.length);
	r = keep_rule(ruleset, &rule);
	if (r < 0)
		free(rule.expressions);
	return r;
}

int net_ruleset_take_rule(const struct nlmsghdr *message, void *context)
{
	struct net_attributes attributes = NET_ATTRIBUTES(rule_rules);
	const struct nlattr *const *of = attributes.of;
	struct net_ruleset *ruleset = context;
	const struct net_chain *chain;
	const void *header;

	if (net_open_message(message, sizeof(struct nfgenmsg), &attributes, &header) < 0 || !of[NFTA_RULE_TABLE] || !of[NFTA_RULE_CHAIN])
		return -EBADMSG;
	chain = net_ruleset_chain(ruleset, ((const struct nfgenmsg *) header)->nfgen_family, mnl_attr_get_str(of[NFTA_RULE_TABLE]),
		mnl_attr_get_str(of[NFTA_RULE_CHAIN]));
	/* A chain that came meanwhile; the kernel then says that the dump was interrupted. */
	if (!chain || !of[NFTA_RULE_EXPRESSIONS])
		return 0;
	return copy_rule(ruleset, (size_t) (chain - ruleset->chains), of[NFTA_RULE_EXPRESSIONS]);
}

static int compare_rules(const void *left, const void *right)
{
	const struct net_rule_bytes *a = left, *b = right;

	if (a->chain != b->chain)
		return a->chain > b->chain ? 1 : -1;
	return (a->order > b->order) - (a->order < b->order);
}

void net_ruleset_settle(struct net_ruleset *ruleset)
{
	if (ruleset->rule_count > 1)
		qsort(ruleset->rules, ruleset->rule_count, sizeof(*ruleset->rules), compare_rules);
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		struct net_chain *chain = &ruleset->chains[ruleset->rules[i].chain];

		if (chain->rule_count++ == 0)
			chain->first_rule = i;
	}
}
