#define _GNU_SOURCE
#include "net-sockets.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

#include "count.h"
#include "net-grow.h"

const char *const net_protocol_names[NET_PROTOCOL_COUNT] = {
	[NET_PROTOCOL_TCP] = "tcp",
	[NET_PROTOCOL_MPTCP] = "mptcp",
	[NET_PROTOCOL_UDP] = "udp",
	[NET_PROTOCOL_UDPLITE] = "udplite",
	[NET_PROTOCOL_SCTP] = "sctp",
	[NET_PROTOCOL_RAW] = "raw",
};

/* include/net/tcp_states.h: a request that is not yet a socket. */
enum { TCP_NEW_SYN_RECV = 12 };

/* Any protocol borrows the states of TCP. */
static const char *const states[] = {
	[TCP_ESTABLISHED] = "ESTAB",
	[TCP_SYN_SENT] = "SYN-SENT",
	[TCP_SYN_RECV] = "SYN-RECV",
	[TCP_FIN_WAIT1] = "FIN-WAIT-1",
	[TCP_FIN_WAIT2] = "FIN-WAIT-2",
	[TCP_TIME_WAIT] = "TIME-WAIT",
	[TCP_CLOSE] = "UNCONN",
	[TCP_CLOSE_WAIT] = "CLOSE-WAIT",
	[TCP_LAST_ACK] = "LAST-ACK",
	[TCP_LISTEN] = "LISTEN",
	[TCP_CLOSING] = "CLOSING",
	[TCP_NEW_SYN_RECV] = "SYN-RECV",
};

/* enum sctp_state of the kernel. */
static const char *const association_states[] = {
	"CLOSED", "COOKIE-WAIT", "COOKIE-ECHOED", "ESTAB", "SHUTDOWN-PENDING", "SHUTDOWN-SENT", "SHUTDOWN-RECEIVED", "SHUTDOWN-ACK-SENT",
};

void net_sockets_free(struct net_sockets *sockets)
{
	free(sockets->rows);
	free(sockets->pids);
	*sockets = (struct net_sockets) { 0 };
}

bool net_socket_is_connected(const struct net_socket *socket)
{
	static const uint8_t none[sizeof(socket->remote.ip.bytes)];

	return socket->remote.port != 0 || memcmp(socket->remote.ip.bytes, none, sizeof(none)) != 0;
}

const char *net_socket_state(const struct net_socket *socket)
{
	bool is_association = socket->protocol == NET_PROTOCOL_SCTP && net_socket_is_connected(socket);
	const char *const *table = is_association ? association_states : states;
	size_t count = is_association ? COUNT(association_states) : COUNT(states);

	return socket->state < count ? table[socket->state] : NULL;
}

/* 0 waits for anybody, 1 talks to somebody, 2 is a remainder that the kernel keeps. */
static int rank(const struct net_socket *socket)
{
	if (socket->state == TCP_LISTEN || (socket->state == TCP_CLOSE && !net_socket_is_connected(socket)))
		return 0;
	return socket->inode != 0 ? 1 : 2;
}

static int compare_numbers(uint32_t left, uint32_t right)
{
	return (left > right) - (left < right);
}

static int compare_endpoints(const struct net_endpoint *left, const struct net_endpoint *right)
{
	int by_port = compare_numbers(left->port, right->port);

	return by_port != 0 ? by_port : memcmp(left->ip.bytes, right->ip.bytes, sizeof(left->ip.bytes));
}

static int compare_rows(const void *left, const void *right)
{
	const struct net_socket *a = left, *b = right;
	int by = rank(a) - rank(b);

	if (by == 0)
		by = (int) a->protocol - (int) b->protocol;
	if (by == 0)
		by = compare_numbers(a->family, b->family);
	if (by == 0)
		by = compare_endpoints(&a->local, &b->local);
	if (by == 0)
		by = compare_endpoints(&a->remote, &b->remote);
	return by != 0 ? by : compare_numbers(a->inode, b->inode);
}

static void keep_first(struct net_sockets *sockets)
{
	/* qsort(NULL, 0) would be undefined. */
	if (sockets->count > 1)
		qsort(sockets->rows, sockets->count, sizeof(*sockets->rows), compare_rows);
	if (sockets->count <= NET_SOCKETS_LIMIT)
		return;
	sockets->left_out += sockets->count - NET_SOCKETS_LIMIT;
	sockets->count = NET_SOCKETS_LIMIT;
}

int net_sockets_add(struct net_sockets *sockets, const struct net_socket *row)
{
	struct net_socket *rows;

	/* Sorted only once in NET_SOCKETS_LIMIT rows, however many come. */
	if (sockets->count == 2 * NET_SOCKETS_LIMIT)
		keep_first(sockets);
	rows = net_grow(sockets->rows, sockets->count, sizeof(*row), row);
	if (!rows)
		return -ENOMEM;
	sockets->rows = rows;
	sockets->count++;
	return 0;
}

void net_sockets_settle(struct net_sockets *sockets)
{
	keep_first(sockets);
}

int net_sockets_add_pid(struct net_sockets *sockets, size_t socket, pid_t pid)
{
	const struct net_socket_pid row = { socket, pid };
	struct net_socket_pid *pids;

	if (sockets->pid_count == NET_SOCKET_PIDS_LIMIT) {
		sockets->pids_left_out++;
		return 0;
	}
	pids = net_grow(sockets->pids, sockets->pid_count, sizeof(row), &row);
	if (!pids)
		return -ENOMEM;
	sockets->pids = pids;
	sockets->pid_count++;
	return 0;
}

static int compare_pids(const void *left, const void *right)
{
	const struct net_socket_pid *a = left, *b = right;

	if (a->socket != b->socket)
		return a->socket > b->socket ? 1 : -1;
	return (a->pid > b->pid) - (a->pid < b->pid);
}

/* A process may have several descriptors of one socket. */
void net_sockets_settle_pids(struct net_sockets *sockets)
{
	size_t kept = 0;

	if (sockets->pid_count > 1)
		qsort(sockets->pids, sockets->pid_count, sizeof(*sockets->pids), compare_pids);
	for (size_t i = 0; i < sockets->pid_count; i++)
		if (kept == 0 || compare_pids(&sockets->pids[kept - 1], &sockets->pids[i]) != 0)
			sockets->pids[kept++] = sockets->pids[i];
	sockets->pid_count = kept;
}
