/* Any bytes as an answer of rtnetlink(7): whatever becomes rows also becomes JSON that can be read again. */
#define _GNU_SOURCE
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net-json.h"
#include "net-parse.h"
#include "netlink.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_all(const struct net *net)
{
	struct jsonout json;
	json_t *document;

	if (jsonout_init(&json, -1) < 0)
		abort();
	net_write(net, &json);
	document = json.error == 0 ? json_loadb(json.buffer, json.length, 0, NULL) : NULL;
	if (!document)
		abort();
	json_decref(document);
	jsonout_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static _Alignas(struct nlmsghdr) char answer[NETLINK_ANSWER_ROOM];
	/* The number of the question that the corpus answers. */
	struct netlink netlink = { .answer = answer, .sequence = 1 };
	struct net net = { .identity = { .type = NSTYPE_NET, .ino = 1 } };
	bool interrupted = false;

	if (size > sizeof(answer))
		return 0;
	memcpy(answer, data, size);
	/* What stands behind the datagram is an older one's. */
	memset(answer + size, 0xa5, sizeof(answer) - size);
	(void) netlink_take_datagram(&netlink, size, net_parse, &net, &interrupted);
	net_settle(&net);
	write_all(&net);
	net_free(&net);
	return 0;
}
