/* Sockets and tun(4) of a process that live in another net namespace than it does, and hold that. */
#define _GNU_SOURCE
#include "scan-sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"

/* PIDFD_THREAD, Linux 6.9: the pidfd is of a thread that need not be the first. */
enum { THREAD_PIDFD = O_EXCL };

/* A process that is in another group of these two than the observer: the kernel puts a socket into the group of whoever takes a copy of
 * it, and that would change how its packets are treated. */
static bool is_classifier(const char *controllers, size_t length)
{
	return memmem(controllers, length, "net_cls", 7) || memmem(controllers, length, "net_prio", 8);
}

/* The path of `hierarchy:controllers:path`, where the controllers are these. */
static bool find_classified(const struct procfs_buffer *cgroup, size_t *cursor, const char **ret_line, size_t *ret_length)
{
	const char *line;
	size_t length;

	while (procfs_next_line(cgroup, cursor, &line, &length)) {
		const char *controllers = memchr(line, ':', length);
		const char *path = controllers ? memchr(controllers + 1, ':', length - (size_t) (controllers + 1 - line)) : NULL;

		if (!path || !is_classifier(controllers, (size_t) (path - controllers)))
			continue;
		*ret_line = line;
		*ret_length = length;
		return true;
	}
	return false;
}

bool scan_sockets_may_take(const struct procfs_buffer *own, const struct procfs_buffer *others)
{
	size_t own_cursor = 0, cursor = 0;
	size_t own_length = 0, length = 0;
	const char *own_line = NULL, *line = NULL;

	for (;;) {
		bool mine = find_classified(own, &own_cursor, &own_line, &own_length);
		bool theirs = find_classified(others, &cursor, &line, &length);

		if (!mine || !theirs)
			return mine == theirs;
		if (own_length != length || memcmp(own_line, line, length) != 0)
			return false;
	}
}

static int open_pidfd(const struct snapshot_holder *holder, int *ret_fd)
{
	const bool is_thread = holder->tid != 0;

	*ret_fd = (int) syscall(SYS_pidfd_open, is_thread ? holder->tid : holder->pid, is_thread ? THREAD_PIDFD : 0);
	return *ret_fd < 0 ? -errno : 0;
}

/* Still who was looked at: else the pidfd may be of somebody who has the number now. */
static bool is_alive(int dir_fd)
{
	uint64_t ino;

	return procfs_ns_ino(dir_fd, "ns/net", &ino) == 0;
}

static const char *reason_of(int error)
{
	switch (error) {
	case -EPERM:
	case -EACCES:
		return "the kernel refuses them";
	case -ETIMEDOUT:
		return "a descriptor keeps those waiting who look at it";
	case -EINVAL:
		return "this kernel cannot look into a table of descriptors that a thread has to itself (Linux 6.9)";
	default:
		return "they could not be looked at";
	}
}

/* What ended or was closed meanwhile holds nothing. */
static bool is_gone(int error)
{
	return error == -ESRCH || error == -EBADF || error == -ESTALE;
}

static int ask_if_unknown(const struct scan_sockets *sockets, int pidfd, size_t index, const struct peek *wanted)
{
	struct scan_asker *asker = sockets->asker;
	CLEANUP_FD int fd = -1;
	int r;

	if (asker->snapshot->namespaces[index].asked)
		return 0;
	r = peeker_open(pidfd, wanted, &fd);
	if (r == 0)
		return scan_ask_ns(asker, fd);
	scan_note_ns_error(asker, index, -r);
	return 0;
}

static int note(const struct scan_sockets *sockets, int pidfd, const struct peek *wanted, uint64_t ino)
{
	struct snapshot_holder holder = sockets->holder;
	size_t index;
	int r = scan_note_ns(sockets->asker, NSTYPE_NET, ino, &index);

	if (r < 0 || index == SNAPSHOT_NONE)
		return r;
	holder.kind = wanted->inode != 0 ? HOLDER_SOCKET : HOLDER_TUN;
	holder.fd = wanted->fd;
	r = ask_if_unknown(sockets, pidfd, index, wanted);
	return r < 0 ? r : snapshot_add_holder(sockets->asker->snapshot, index, &holder);
}

static int note_all(struct scan_sockets *sockets, int pidfd, const struct peeked *found)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < sockets->count; i++) {
		if (found[i].error != 0 && !is_gone(found[i].error))
			sockets->why = reason_of(found[i].error);
		else if (found[i].error == 0 && found[i].ino != sockets->own_net)
			r = note(sockets, pidfd, &sockets->wanted[i], found[i].ino);
	}
	return r;
}

int scan_sockets_flush(struct scan_sockets *sockets)
{
	struct peeked found[PEEKER_MANY];
	CLEANUP_FD int pidfd = -1;
	int r;

	if (sockets->count == 0)
		return 0;
	r = open_pidfd(&sockets->holder, &pidfd);
	if (r == 0)
		r = peeker_look(pidfd, sockets->wanted, sockets->count, found);
	if (r == 0 && is_alive(sockets->dir_fd))
		r = note_all(sockets, pidfd, found);
	sockets->count = 0;
	if (r == -ENOMEM)
		return r;
	if (r < 0 && !is_gone(r))
		sockets->why = reason_of(r);
	return 0;
}

int scan_sockets_add(struct scan_sockets *sockets, uint32_t fd, uint32_t inode)
{
	sockets->any = true;
	if (sockets->why)
		return 0;
	sockets->wanted[sockets->count++] = (struct peek) { fd, inode };
	return sockets->count == PEEKER_MANY ? scan_sockets_flush(sockets) : 0;
}
