/* The IP sockets of one net namespace, sock_diag(7), and who has them open. Knows no netlink and no JSON. */
#ifndef NSATLAS_NET_SOCKETS_H
#define NSATLAS_NET_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "net.h"

enum {
	NET_SOCKETS_LIMIT = 4096,
	NET_SOCKET_PIDS_LIMIT = 64 * 1024,	/* of all sockets together */
};

enum net_protocol {
	NET_PROTOCOL_TCP,
	NET_PROTOCOL_MPTCP,
	NET_PROTOCOL_UDP,
	NET_PROTOCOL_UDPLITE,
	NET_PROTOCOL_SCTP,
	NET_PROTOCOL_RAW,
	NET_PROTOCOL_COUNT
};

extern const char *const net_protocol_names[NET_PROTOCOL_COUNT];

struct net_endpoint {
	struct net_ip ip;
	uint16_t port;		/* of a raw socket: the IP protocol, on the local side */
};

struct net_socket {
	enum net_protocol protocol;
	uint8_t family;
	uint8_t state;		/* TCP_*; of an SCTP association its own, see net_socket_state */
	bool has_v6_only;
	bool v6_only;
	struct net_endpoint local;
	struct net_endpoint remote;
	uint32_t ifindex;	/* 0: bound to none */
	uint32_t uid;
	uint32_t inode;		/* 0: no process has it any more, or not yet */
};

/* That process has the socket of that row open. */
struct net_socket_pid {
	size_t socket;
	pid_t pid;
};

/* Starts as {0}; free with net_sockets_free. */
struct net_sockets {
	struct net_socket *rows;
	size_t count;
	size_t left_out;
	struct net_socket_pid *pids;
	size_t pid_count;
	size_t pids_left_out;
};

void net_sockets_free(struct net_sockets *sockets);
#define CLEANUP_SOCKETS __attribute__((cleanup(net_sockets_free)))

/* Appends a copy of the row. Beyond NET_SOCKETS_LIMIT the least telling one is only counted. -ENOMEM. */
int net_sockets_add(struct net_sockets *sockets, const struct net_socket *row);

/* After the last row: brings them into order, those that wait for anybody first. */
void net_sockets_settle(struct net_sockets *sockets);

/* Only of settled ones; one pid after the other, all of one process together. -ENOMEM. */
int net_sockets_add_pid(struct net_sockets *sockets, size_t socket, pid_t pid);

/* After the last pid: brings them into the order of the rows. */
void net_sockets_settle_pids(struct net_sockets *sockets);

/* True if somebody is on the other side. */
bool net_socket_is_connected(const struct net_socket *socket);

/* In the words of ss(8). NULL: none that this program knows. */
const char *net_socket_state(const struct net_socket *socket);

#endif
