/* The sets of nftables that a rule may look up. */
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

enum { ELEMENTS_LIMIT = 4096 };

static const struct net_attribute_rule set_rules[] = {
	[NFTA_SET_TABLE] = { MNL_TYPE_NUL_STRING, 0 },
	[NFTA_SET_NAME] = { MNL_TYPE_NUL_STRING, 0 },
	[NFTA_SET_FLAGS] = { MNL_TYPE_U32, 0 },
	[NFTA_SET_KEY_LEN] = { MNL_TYPE_U32, 0 },
};

static const struct net_attribute_rule list_rules[] = {
	[NFTA_SET_ELEM_LIST_ELEMENTS] = { MNL_TYPE_NESTED, 0 },
};

static const struct net_attribute_rule element_rules[] = {
	[NFTA_SET_ELEM_KEY] = { MNL_TYPE_NESTED, 0 },
	[NFTA_SET_ELEM_FLAGS] = { MNL_TYPE_U32, 0 },
};

static const struct net_attribute_rule data_rules[] = {
	[NFTA_DATA_VALUE] = { MNL_TYPE_BINARY, 0 },
};

struct net_element {
	uint8_t key[NET_KEY_ROOM];
	size_t length;
	bool is_end;
};

static bool has_nat_chain(const struct net_ruleset *ruleset, uint8_t family, const char *table)
{
	for (size_t i = 0; i < ruleset->chain_count; i++) {
		const struct net_chain *chain = &ruleset->chains[i];

		if (chain->is_nat && chain->family == family && strcmp(chain->table, table) == 0)
			return true;
	}
	return false;
}

static int keep_set(struct net_ruleset *ruleset, const struct net_set *set)
{
	struct net_set *rows;

	if (!set->table || !set->name)
		return -ENOMEM;
	rows = net_grow(ruleset->sets, ruleset->set_count, sizeof(*rows), set);
	if (!rows)
		return -ENOMEM;
	ruleset->sets = rows;
	ruleset->set_count++;
	return 0;
}

/* Only those that the walk may ask for: of one key, which leads to no value, beside a nat chain. */
int net_ruleset_take_set(const struct nlmsghdr *message, void *context)
{
	struct net_attributes attributes = NET_ATTRIBUTES(set_rules);
	const struct nlattr *const *of = attributes.of;
	struct net_ruleset *ruleset = context;
	struct net_set set = { 0 };
	const void *header;
	int r;

	if (net_open_message(message, sizeof(struct nfgenmsg), &attributes, &header) < 0 || !of[NFTA_SET_TABLE] || !of[NFTA_SET_NAME])
		return -EBADMSG;
	set.family = ((const struct nfgenmsg *) header)->nfgen_family;
	set.flags = net_number_of(of[NFTA_SET_FLAGS]);
	set.spans.key_length = net_number_of(of[NFTA_SET_KEY_LEN]);
	if ((set.flags & (NFT_SET_MAP | NFT_SET_OBJECT | NFT_SET_CONCAT)) || set.spans.key_length == 0 || set.spans.key_length > NET_KEY_ROOM)
		return 0;
	if (!has_nat_chain(ruleset, set.family, mnl_attr_get_str(of[NFTA_SET_TABLE])))
		return 0;
	if (ruleset->set_count == NET_RULESET_SETS_LIMIT)
		return net_ruleset_leave_out(ruleset);
	set.table = strdup(mnl_attr_get_str(of[NFTA_SET_TABLE]));
	set.name = strdup(mnl_attr_get_str(of[NFTA_SET_NAME]));
	r = keep_set(ruleset, &set);
	if (r < 0) {
		free(set.table);
		free(set.name);
	}
	return r;
}

const struct net_set *net_ruleset_set(const struct net_ruleset *ruleset, uint8_t family, const char *table, const char *name)
{
	for (size_t i = 0; i < ruleset->set_count; i++) {
		const struct net_set *set = &ruleset->sets[i];

		if (set->family == family && strcmp(set->table, table) == 0 && strcmp(set->name, name) == 0)
			return set;
	}
	return NULL;
}

static int add_element(const struct nlattr *attribute, struct net_elements *elements)
{
	struct net_attributes of_element = NET_ATTRIBUTES(element_rules), of_key = NET_ATTRIBUTES(data_rules);
	struct net_element element = { 0 }, *rows;
	const struct nlattr *key;

	if (mnl_attr_parse_nested(attribute, net_take_attribute, &of_element) < 0)
		return -EBADMSG;
	/* The one that stands for all others has no key. */
	if (!of_element.of[NFTA_SET_ELEM_KEY] || elements->count == ELEMENTS_LIMIT) {
		elements->has_too_many = true;
		return -E2BIG;
	}
	if (mnl_attr_parse_nested(of_element.of[NFTA_SET_ELEM_KEY], net_take_attribute, &of_key) < 0)
		return -EBADMSG;
	key = of_key.of[NFTA_DATA_VALUE];
	if (!key || mnl_attr_get_payload_len(key) > NET_KEY_ROOM)
		return -EBADMSG;
	element.length = mnl_attr_get_payload_len(key);
	memcpy(element.key, mnl_attr_get_payload(key), element.length);
	element.is_end = (net_number_of(of_element.of[NFTA_SET_ELEM_FLAGS]) & NFT_SET_ELEM_INTERVAL_END) != 0;
	rows = net_grow(elements->keys, elements->count, sizeof(element), &element);
	if (!rows)
		return -ENOMEM;
	elements->keys = rows;
	elements->count++;
	return 0;
}

struct taking {
	struct net_elements *elements;
	int error;
};

static int take_element(const struct nlattr *attribute, void *context)
{
	struct taking *taking = context;

	taking->error = add_element(attribute, taking->elements);
	return taking->error < 0 ? MNL_CB_ERROR : MNL_CB_OK;
}

int net_ruleset_take_elements(const struct nlmsghdr *message, void *context)
{
	struct net_attributes attributes = NET_ATTRIBUTES(list_rules);
	struct taking taking = { .elements = context };
	const void *header;

	if (net_open_message(message, sizeof(struct nfgenmsg), &attributes, &header) < 0)
		return -EBADMSG;
	if (!attributes.of[NFTA_SET_ELEM_LIST_ELEMENTS])
		return 0;
	if (mnl_attr_parse_nested(attributes.of[NFTA_SET_ELEM_LIST_ELEMENTS], take_element, &taking) < 0)
		return taking.error < 0 ? taking.error : -EBADMSG;
	return 0;
}

/* An end stands before the beginning that is at the same place. */
static int compare_elements(const void *left, const void *right)
{
	const struct net_element *a = left, *b = right;
	int by = memcmp(a->key, b->key, sizeof(a->key));

	return by != 0 ? by : (int) b->is_end - (int) a->is_end;
}

/* What stands in a set of intervals at an end is not in it any more. */
static int append_interval(struct net_set *set, const struct net_element *from, const struct net_element *end)
{
	uint8_t last[NET_KEY_ROOM];

	memset(last, 0xff, sizeof(last));
	if (end) {
		memcpy(last, end->key, sizeof(last));
		(void) net_key_step(last, set->spans.key_length, -1);
	}
	return net_spans_append(&set->spans, from->key, last);
}

void net_set_settle(struct net_set *set, struct net_elements *elements)
{
	int r = elements->has_too_many ? -E2BIG : 0;

	if (elements->count > 1)
		qsort(elements->keys, elements->count, sizeof(*elements->keys), compare_elements);
	for (size_t i = 0; r == 0 && i < elements->count; i++) {
		const struct net_element *element = &elements->keys[i];

		if (element->length != set->spans.key_length)
			r = -E2BIG;
		else if (!(set->flags & NFT_SET_INTERVAL))
			r = net_spans_append(&set->spans, element->key, element->key);
		else if (!element->is_end)
			r = append_interval(set, element, i + 1 < elements->count ? element + 1 : NULL);
	}
	set->has_too_many = r < 0;
	set->is_read = true;
}
