/* Any bytes as answers of nfnetlink, all kinds of message in one: whatever becomes forwards also becomes JSON. */
#define _GNU_SOURCE
#include "fuzz.h"

#include <errno.h>
#include <jansson.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "net-forwards.h"
#include "netlink.h"

struct reading {
	struct net_ruleset *ruleset;
	struct net_elements elements;
};

/* The kind of each message tells which reader it is for, as the question does otherwise. */
static int take(const struct nlmsghdr *message, void *context)
{
	struct reading *reading = context;
	int r = 0;

	switch (message->nlmsg_type & 0xff) {
	case NFT_MSG_NEWCHAIN:
		r = reading->ruleset->rule_count == 0 ? net_ruleset_take_chain(message, reading->ruleset) : 0;
		net_ruleset_settle_chains(reading->ruleset);
		break;
	case NFT_MSG_NEWSET:
		r = net_ruleset_take_set(message, reading->ruleset);
		break;
	case NFT_MSG_NEWSETELEM:
		r = net_ruleset_take_elements(message, &reading->elements);
		break;
	case NFT_MSG_NEWRULE:
		r = net_ruleset_take_rule(message, reading->ruleset);
		break;
	default:
		break;
	}
	/* One that is refused does not end the test of those behind it. */
	return r == -ENOMEM ? r : 0;
}

/* All sets hold the same. */
static void settle(struct reading *reading)
{
	for (size_t i = 0; i < reading->ruleset->set_count; i++)
		net_set_settle(&reading->ruleset->sets[i], &reading->elements);
	free(reading->elements.keys);
	net_ruleset_settle(reading->ruleset);
}

static void write_all(const struct net_forwards *forwards)
{
	struct jsonout json;
	json_t *document;

	holds(jsonout_init(&json, -1) == 0);
	jsonout_object_begin(&json, NULL);
	net_forwards_write(forwards, &json);
	jsonout_object_end(&json);
	document = json.error == 0 ? json_loadb(json.buffer, json.length, 0, NULL) : NULL;
	holds(document != NULL);
	json_decref(document);
	jsonout_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static _Alignas(struct nlmsghdr) char answer[NETLINK_ANSWER_ROOM];
	/* The number of the question that the corpus answers. */
	struct netlink netlink = { .answer = answer, .sequence = 1 };
	struct net_forwards forwards = { 0 };
	struct reading reading = { .ruleset = &forwards.ruleset };
	bool interrupted = false;

	if (length > sizeof(answer))
		return 0;
	memcpy(answer, bytes, length);
	/* What stands behind the datagram is an older one's. */
	memset(answer + length, 0xa5, sizeof(answer) - length);
	(void) netlink_take_datagram(&netlink, length, take, &reading, &interrupted);
	settle(&reading);
	holds(net_forwards_find(&forwards) == 0);
	write_all(&forwards);
	net_forwards_free(&forwards);
	return 0;
}
