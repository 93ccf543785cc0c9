/* Who has what open: the processes of the sockets of a net namespace, and those that hold its tun and tap devices. */
#ifndef NSATLAS_NET_HOLDERS_H
#define NSATLAS_NET_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "net-sockets.h"

enum {
	NET_HOLDERS_LIMIT = 1024,
	NET_DESCRIPTORS_LIMIT = 256 * 1024,		/* looked at altogether */
	NET_DESCRIPTORS_OF_ONE_LIMIT = 16 * 1024,	/* of one process, so that no other goes short */
};

struct net_holder {
	char device[NET_NAME_ROOM];
	pid_t pid;
	uint64_t start_time;
	bool is_member;		/* it is in the device's net namespace */
	bool certain;
};

/* Starts as {0}; free with net_holders_free. */
struct net_holders {
	struct net_holder *rows;
	size_t count;
	size_t left_out;
};

void net_holders_free(struct net_holders *holders);
#define CLEANUP_HOLDERS __attribute__((cleanup(net_holders_free)))

/* One pass over the descriptors of all processes, members of the namespace first. sockets are settled, and are again
 * afterwards. What could not be looked at is a gap of the net. -ENOMEM. */
int net_holders_find(struct net *net, struct net_sockets *sockets, struct net_holders *holders);

/* A descriptor of tun(4), by the number of its device node; no file system is asked. path: what its link reads. */
bool net_holders_is_tun(int fd_dir, const char *name, const char *path);

/* A part of the above, for tests: which device a descriptor of tun(4) is of, by its fdinfo. False: of none. */
bool net_holders_parse(const char *fdinfo, size_t length, char ret_device[NET_NAME_ROOM]);

#endif
