/* Netlink sockets, and files of /proc/net, of net namespaces that are not our own, without going there: a child joins one
 * after the other and hands back what was asked for. */
#ifndef NSATLAS_NET_JOINER_H
#define NSATLAS_NET_JOINER_H

#include <stdbool.h>

enum { NET_JOINER_TIMEOUT_MS = 2000, NET_JOINER_FILE_ROOM = 16 };

/* Starts as {0}; end it with net_joiner_end. The child is started when it is first needed, dies with its parent, and is not
 * waited for: ignore SIGCHLD. */
struct net_joiner {
	bool runs;
	int channel;
};

/* A socket of that netlink(7) protocol. The caller's own namespaces never change.
 * -EPERM      the kernel does not let us join it
 * -EPIPE      the child was killed: whoever owns a user namespace it had to join may do that
 * -ETIMEDOUT  the child did not answer */
int net_joiner_open(struct net_joiner *joiner, int ns_fd, int protocol, int *ret_fd);

/* A file of its /proc/net, open for reading.
 * -ENOENT  its kernel has none of that name */
int net_joiner_open_file(struct net_joiner *joiner, int ns_fd, const char *name, int *ret_fd);

void net_joiner_end(struct net_joiner *joiner);
#define CLEANUP_JOINER __attribute__((cleanup(net_joiner_end)))

#endif
