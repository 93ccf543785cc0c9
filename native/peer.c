#define _GNU_SOURCE
#include "peer.h"

#include <errno.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "procfs.h"

int peer_of(int connection, struct peer *ret_peer)
{
	CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };
	CLEANUP_FD int proc_fd = -1;
	struct procfs_stat stat;
	struct ucred found;
	socklen_t size = sizeof(found);
	int r;

	if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &found, &size) < 0)
		return -errno;
	/* 0: of another pid namespace. */
	r = found.pid > 0 ? procfs_open(found.pid, &proc_fd) : -ESRCH;
	if (r == 0)
		r = procfs_read_stat(proc_fd, &scratch, &stat);
	if (r == 0)
		*ret_peer = (struct peer) { .uid = found.uid, .pid = found.pid, .start_time = stat.start_time };
	return r;
}

bool peer_is_same(const struct peer *left, const struct peer *right)
{
	return left->uid == right->uid && left->pid == right->pid && left->start_time == right->start_time;
}
