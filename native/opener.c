#define _GNU_SOURCE
#include "opener.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "passfd.h"

/* A rename anywhere on the host can make one try at the cache fail. */
enum { CACHE_TRIES = 4 };

/* The one thing of the process that lives from its beginning to its end: its way to the opener. */
static int opener_socket = -1;

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

void opener_answer(int socket)
{
	char path[PATH_MAX];

	for (;;) {
		CLEANUP_FD int root = -1;
		CLEANUP_FD int found = -1;
		ssize_t length = passfd_receive(socket, path, sizeof(path) - 1, &root);
		int r;

		if (length <= 0)
			return;
		path[length] = '\0';
		r = root < 0 ? -EBADF : find_cached(root, path, &found);
		if (passfd_send(socket, &r, sizeof(r), found) < 0)
			return;
	}
}

void opener_use(int socket)
{
	opener_socket = socket;
}

int opener_find(int root_fd, const char *path, int *ret_fd)
{
	CLEANUP_FD int fd = -1;
	ssize_t n;
	int error, r;

	if (opener_socket < 0)
		return find_cached(root_fd, path, ret_fd);
	if (strlen(path) == 0 || strlen(path) >= PATH_MAX)
		return -ENAMETOOLONG;
	r = passfd_send(opener_socket, path, strlen(path), root_fd);
	if (r < 0)
		return r;
	n = passfd_receive(opener_socket, &error, sizeof(error), &fd);
	if (n < 0)
		return (int) n;
	if (n != (ssize_t) sizeof(error) || (error == 0 && fd < 0))
		return -EIO;
	if (error == 0)
		*ret_fd = take_fd(&fd);
	return error;
}
