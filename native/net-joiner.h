/* Netlink sockets, and files of /proc/net, of net namespaces that are not our own, without going there. */
#ifndef NSATLAS_NET_JOINER_H
#define NSATLAS_NET_JOINER_H

#include "ns-joiner.h"

enum { NET_JOINER_FILE_ROOM = 24 };

/* Starts as {0}; end it with net_joiner_end. SIGCHLD is as ns-joiner.h says. */
struct net_joiner {
	struct ns_joiner child;
	bool through_owner;	/* what was opened last says ids as the namespace's owner numbers them */
};

/* A socket of that netlink(7) protocol. Errors as of ns_joiner_ask. */
int net_joiner_open(struct net_joiner *joiner, int ns_fd, int protocol, int *ret_fd);

/* A file of its /proc/net, open for reading.
 * -ENOENT  its kernel has none of that name */
int net_joiner_open_file(struct net_joiner *joiner, int ns_fd, const char *name, int *ret_fd);

void net_joiner_end(struct net_joiner *joiner);
#define CLEANUP_JOINER __attribute__((cleanup(net_joiner_end)))

#endif
