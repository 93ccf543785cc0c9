/* Who is at the other end of a connection, so that nobody else can be taken for them. */
#ifndef NSATLAS_PEER_H
#define NSATLAS_PEER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct peer {
	uid_t uid;
	pid_t pid;
	uint64_t start_time;
};

/* As they were when they connected (SO_PEERCRED); the start time is looked up, so a process that came by their pid since is somebody
 * else.
 * -ENOTSOCK  it is no socket
 * -ESRCH     they have ended */
int peer_of(int connection, struct peer *ret_peer);

bool peer_is_same(const struct peer *left, const struct peer *right);

#endif
