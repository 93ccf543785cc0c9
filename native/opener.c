#define _GNU_SOURCE
#include "opener.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"

/* A rename anywhere on the host can make one try at the cache fail. */
enum { CACHE_TRIES = 4 };

/* The one thing of the process that lives from its beginning to its end: its way to the opener. */
static struct {
	int socket;
	pid_t pid;
} opener = { .socket = -1 };

static int find_cached(int root_fd, const char *path, int *ret_fd)
{
	const struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_CACHED,
	};

	for (int try = 0; try < CACHE_TRIES; try++) {
		long fd = syscall(SYS_openat2, root_fd, path, &how, sizeof(how));

		if (fd >= 0) {
			*ret_fd = (int) fd;
			return 0;
		}
		if (errno != EAGAIN)
			return -errno;
	}
	return -EAGAIN;
}

/* One datagram with at most one descriptor. fd < 0: none. */
static int send_with_fd(int socket, const void *bytes, size_t length, int fd)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec part = { (void *) (uintptr_t) bytes, length };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	if (fd >= 0) {
		struct cmsghdr *header;

		message.msg_control = control;
		message.msg_controllen = sizeof(control);
		header = CMSG_FIRSTHDR(&message);
		*header = (struct cmsghdr) { .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
		memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	}
	return sendmsg(socket, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* *ret_fd is -1 where none came. Returns the length, 0 at the end. */
static ssize_t receive_with_fd(int socket, void *bytes, size_t room, int *ret_fd)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
	struct iovec part = { bytes, room };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	const struct cmsghdr *header;
	ssize_t n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);

	*ret_fd = -1;
	if (n < 0)
		return -errno;
	header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(ret_fd, CMSG_DATA(header), sizeof(*ret_fd));
	return n;
}

void opener_answer(int socket)
{
	char path[PATH_MAX];

	for (;;) {
		CLEANUP_FD int root = -1;
		CLEANUP_FD int found = -1;
		ssize_t length = receive_with_fd(socket, path, sizeof(path) - 1, &root);
		int r;

		if (length <= 0)
			return;
		path[length] = '\0';
		r = root < 0 ? -EBADF : find_cached(root, path, &found);
		if (send_with_fd(socket, &r, sizeof(r), found) < 0)
			return;
	}
}

void opener_use(int socket, pid_t pid)
{
	opener.socket = socket;
	opener.pid = pid;
}

pid_t opener_pid(void)
{
	return opener.pid;
}

int opener_find(int root_fd, const char *path, int *ret_fd)
{
	CLEANUP_FD int fd = -1;
	ssize_t n;
	int error, r;

	if (opener.pid == 0)
		return find_cached(root_fd, path, ret_fd);
	if (strlen(path) == 0 || strlen(path) >= PATH_MAX)
		return -ENAMETOOLONG;
	r = send_with_fd(opener.socket, path, strlen(path), root_fd);
	if (r < 0)
		return r;
	n = receive_with_fd(opener.socket, &error, sizeof(error), &fd);
	if (n < 0)
		return (int) n;
	if (n != (ssize_t) sizeof(error) || (error == 0 && fd < 0))
		return -EIO;
	if (error == 0)
		*ret_fd = take_fd(&fd);
	return error;
}
