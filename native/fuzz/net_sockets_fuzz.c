/* Any bytes as an answer of inet_diag, as a file of /proc/net, and as fdinfo: whatever becomes rows also becomes JSON. */
#define _GNU_SOURCE
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "net-holders.h"
#include "net-sockets-json.h"
#include "net-sockets-parse.h"
#include "netlink.h"
#include "procfs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_all(const struct net_sockets *sockets)
{
	struct jsonout json;
	json_t *document;

	if (jsonout_init(&json, -1) < 0)
		abort();
	jsonout_object_begin(&json, NULL);
	net_sockets_write(sockets, &json);
	jsonout_object_end(&json);
	document = json.error == 0 ? json_loadb(json.buffer, json.length, 0, NULL) : NULL;
	if (!document)
		abort();
	json_decref(document);
	jsonout_free(&json);
}

static int take(const struct nlmsghdr *message, void *context)
{
	struct net_socket socket;
	int r = net_sockets_parse(message, NET_PROTOCOL_SCTP, &socket);

	return r < 0 ? r : net_sockets_add(context, &socket);
}

static void take_lines(const char *bytes, size_t size, struct net_sockets *sockets)
{
	const struct procfs_buffer text = { .bytes = (char *) (uintptr_t) bytes, .length = size };
	char device[NET_NAME_ROOM];
	struct net_socket socket;
	size_t cursor = 0, length;
	const char *line;

	while (procfs_next_line(&text, &cursor, &line, &length)) {
		if (net_sockets_parse_line(line, length, NET_PROTOCOL_TCP, AF_INET, &socket) == 0)
			(void) net_sockets_add(sockets, &socket);
		if (net_sockets_parse_line(line, length, NET_PROTOCOL_UDP, AF_INET6, &socket) == 0)
			(void) net_sockets_add(sockets, &socket);
	}
	if (net_holders_parse(bytes, size, device) && strlen(device) >= sizeof(device))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static _Alignas(struct nlmsghdr) char answer[NETLINK_ANSWER_ROOM];
	/* The number of the question that the corpus answers. */
	struct netlink netlink = { .answer = answer, .sequence = 1 };
	struct net_sockets sockets = { 0 };
	bool interrupted = false;

	if (size > sizeof(answer))
		return 0;
	memcpy(answer, data, size);
	/* What stands behind the datagram is an older one's. */
	memset(answer + size, 0xa5, sizeof(answer) - size);
	(void) netlink_take_datagram(&netlink, size, take, &sockets, &interrupted);
	take_lines((const char *) data, size, &sockets);
	net_sockets_settle(&sockets);
	write_all(&sockets);
	net_sockets_free(&sockets);
	return 0;
}
