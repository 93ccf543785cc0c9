#define _GNU_SOURCE
#include "net-sockets-read.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "failure.h"
#include "net-sockets-parse.h"
#include "netlink.h"
#include "procfs.h"
#include "user-maps.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

/* Of include/net/tcp_states.h, with those that no socket(2) call shows: TCP_NEW_SYN_RECV and TCP_BOUND_INACTIVE. */
#define EVERY_STATE 0x3ffeu

static const struct {
	uint32_t number;
	const char *file;	/* below /proc/net, and with a 6 behind it; NULL: a format of its own, or none */
	const char *sign;	/* of a kernel that has the protocol, where file does not tell */
} protocols[NET_PROTOCOL_COUNT] = {
	[NET_PROTOCOL_TCP] = { IPPROTO_TCP, "tcp", NULL },
	[NET_PROTOCOL_MPTCP] = { IPPROTO_MPTCP, NULL, "/proc/sys/net/mptcp" },
	[NET_PROTOCOL_UDP] = { IPPROTO_UDP, "udp", NULL },
	[NET_PROTOCOL_UDPLITE] = { IPPROTO_UDPLITE, "udplite", NULL },
	[NET_PROTOCOL_SCTP] = { IPPROTO_SCTP, NULL, "/proc/sys/net/sctp" },
	[NET_PROTOCOL_RAW] = { IPPROTO_RAW, "raw", NULL },
};

struct reading {
	struct net_joiner *joiner;
	int ns_fd;
	struct net *net;
	struct net_sockets *sockets;
	enum net_protocol protocol;
	size_t lines;		/* of files, that became rows */
};

static int take(const struct nlmsghdr *message, void *context)
{
	struct reading *reading = context;
	struct net_socket socket;
	int r = net_sockets_parse(message, reading->protocol, &socket);

	return r < 0 ? r : net_sockets_add(reading->sockets, &socket);
}

static int dump(struct netlink *netlink, struct reading *reading, uint8_t family)
{
	const uint32_t number = protocols[reading->protocol].number;
	struct netlink_question question;
	struct inet_diag_req_v2 *header = netlink_begin(&question, SOCK_DIAG_BY_FAMILY, sizeof(*header));

	header->sdiag_family = family;
	header->sdiag_protocol = (uint8_t) (number > UINT8_MAX ? IPPROTO_RAW : number);
	header->idiag_states = EVERY_STATE;
	if (number > UINT8_MAX)
		mnl_attr_put_u32(question.header, INET_DIAG_REQ_PROTOCOL, number);
	return netlink_dump(netlink, &question, take, reading);
}

static int take_lines(struct reading *reading, const struct procfs_buffer *text, uint8_t family)
{
	struct net_socket socket;
	size_t cursor = 0, length;
	const char *line;
	int r = 0;

	while (r == 0 && procfs_next_line(text, &cursor, &line, &length)) {
		if (net_sockets_parse_line(line, length, reading->protocol, family, &socket) < 0)
			continue;
		reading->lines++;
		r = net_sockets_add(reading->sockets, &socket);
	}
	return r;
}

/* -ENOENT: the kernel has not the protocol. */
static int read_file(struct reading *reading, uint8_t family)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	CLEANUP_FD int fd = -1;
	char name[NET_JOINER_FILE_ROOM];
	int r;

	(void) snprintf(name, sizeof(name), "%s%s", protocols[reading->protocol].file, family == AF_INET6 ? "6" : "");
	r = net_joiner_open_file(reading->joiner, reading->ns_fd, name, &fd);
	if (r == 0)
		r = procfs_read_fd(fd, PROCFS_FILE_LIMIT, &text);
	if (r == 0)
		r = take_lines(reading, &text, family);
	return r == 0 && text.length == PROCFS_FILE_LIMIT ? -EFBIG : r;
}

static void add_gap(const struct reading *reading, uint8_t family, const char *why)
{
	char what[32];

	(void) snprintf(what, sizeof(what), "sockets: %s %s", net_protocol_names[reading->protocol], family == AF_INET ? "inet" : "inet6");
	net_add_gap(reading->net, what, "%s", why);
}

/* A kernel without the protocol has no such sockets, and nothing is missing. */
static int read_without_diag(struct reading *reading, uint8_t family)
{
	const char *sign = protocols[reading->protocol].sign;
	size_t before = reading->lines;
	int r;

	if (!protocols[reading->protocol].file) {
		if (access(sign, F_OK) == 0)
			add_gap(reading, family, "this kernel has the protocol, but cannot list its sockets (sock_diag)");
		return 0;
	}
	r = read_file(reading, family);
	if (r == -ENOMEM)
		return r;
	if (r < 0 && r != -ENOENT)
		add_gap(reading, family, failure_errno_name(r));
	if (r == 0 && reading->lines != before)
		add_gap(reading, family, family == AF_INET ? "read from /proc/net, for want of sock_diag: the interface they are bound to is not told" :
			"read from /proc/net, for want of sock_diag: neither the interface they are bound to is told, nor whether they take IPv4");
	return 0;
}

static int read_protocol(struct netlink *netlink, struct reading *reading, uint8_t family)
{
	int r = netlink ? dump(netlink, reading, family) : -ENOENT;

	/* Its module is not there. */
	if (r == -ENOENT || r == -EOPNOTSUPP)
		return read_without_diag(reading, family);
	if (r == -ENOMEM)
		return r;
	if (r < 0)
		add_gap(reading, family, failure_errno_name(r));
	return 0;
}

/* Both ways number the users as who opened them does. */
static int translate_users(const struct reading *reading)
{
	CLEANUP_FREE struct user_maps *owner = NULL;
	int r;

	if (!reading->joiner->through_owner || reading->sockets->count == 0)
		return 0;
	owner = calloc(1, sizeof(*owner));
	if (!owner)
		return -ENOMEM;
	r = user_maps_read_of_owner(reading->ns_fd, owner);
	if (r == -ENOMEM)
		return r;
	if (r < 0)
		net_add_gap(reading->net, "sockets", "uids are as the user namespace that owns this one numbers them: %s", failure_errno_name(r));
	for (size_t i = 0; r == 0 && i < reading->sockets->count; i++)
		reading->sockets->rows[i].uid = user_map_outside(&owner->uids, reading->sockets->rows[i].uid);
	return 0;
}

/* netlink: NULL where the kernel has no sock_diag at all. */
static int read_all(struct netlink *netlink, struct reading *reading)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	int r = 0;

	for (int protocol = 0; protocol < NET_PROTOCOL_COUNT; protocol++) {
		reading->protocol = (enum net_protocol) protocol;
		for (size_t i = 0; r == 0 && i < sizeof(families); i++)
			r = read_protocol(netlink, reading, families[i]);
	}
	net_sockets_settle(reading->sockets);
	return r < 0 ? r : translate_users(reading);
}

int net_sockets_read_files(struct net_joiner *joiner, int ns_fd, struct net *net, struct net_sockets *sockets)
{
	struct reading reading = { .joiner = joiner, .ns_fd = ns_fd, .net = net, .sockets = sockets };

	return read_all(NULL, &reading);
}

int net_sockets_read(struct net_joiner *joiner, int ns_fd, struct net *net, struct net_sockets *sockets)
{
	struct reading reading = { .joiner = joiner, .ns_fd = ns_fd, .net = net, .sockets = sockets };
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	int fd = -1;
	int r = net_joiner_open(joiner, ns_fd, NETLINK_SOCK_DIAG, &fd);

	if (r == -EPROTONOSUPPORT)
		return read_all(NULL, &reading);
	if (r == 0)
		r = netlink_open(fd, &netlink);
	if (r == -ENOMEM)
		return r;
	if (r == 0)
		return read_all(&netlink, &reading);
	net_add_gap(net, "sockets", "%s", failure_errno_name(r));
	return 0;
}
