/* The sockets of one table of descriptors, gathered and asked in which net namespace they live. */
#ifndef NSATLAS_SCAN_SOCKETS_H
#define NSATLAS_SCAN_SOCKETS_H

#include "peeker.h"
#include "procfs.h"
#include "scan-namespace.h"

struct scan_sockets {
	struct scan_asker *asker;
	struct snapshot_holder holder;	/* whose: pid, start_time and tid */
	int dir_fd;			/* of its /proc/PID, or of the thread's below */
	uint64_t own_net;		/* ino of where the process lives: what lives there too is not told of */
	bool any;			/* there is one at least */
	const char *why;		/* they are not all looked at, and why */
	size_t count;
	struct peek wanted[PEEKER_MANY];
};

/* False where looking would change something: taking a socket moves it to the taker's group of net_cls and net_prio (v1).
 * own, others: /proc/PID/cgroup of the observer and of the process. */
bool scan_sockets_may_take(const struct procfs_buffer *own, const struct procfs_buffer *others);

/* inode 0: tun(4). -ENOMEM */
int scan_sockets_add(struct scan_sockets *sockets, uint32_t fd, uint32_t inode);

/* Asks about those gathered. */
int scan_sockets_flush(struct scan_sockets *sockets);

#endif
