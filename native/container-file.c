#define _GNU_SOURCE
#include "container-file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

/* Walks instead of asking openat2(2) for RESOLVE_NO_SYMLINKS: no seccomp filter can see that call's flags, so ours forbids it. */
static int open_without_links(int root_fd, const char *path, int flags, int *ret_fd)
{
	CLEANUP_FD int at = fcntl(root_fd, F_DUPFD_CLOEXEC, 0);

	while (at >= 0) {
		size_t length = strcspn(path + 1, "/");
		bool is_last = path[1 + length] == '\0';
		char name[NAME_MAX + 1];
		int next;

		if (length > NAME_MAX)
			return -ENAMETOOLONG;
		memcpy(name, path + 1, length);
		name[length] = '\0';
		next = openat(at, name, (is_last ? flags : O_PATH | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC);
		if (next < 0)
			break;
		if (is_last) {
			*ret_fd = next;
			return 0;
		}
		cleanup_close(&at);
		at = next;
		path += 1 + length;
	}
	return -errno;
}

static int check_file(int fd, size_t *ret_size)
{
	struct stat stat;

	if (fstat(fd, &stat) < 0)
		return -errno;
	if (!S_ISREG(stat.st_mode))
		return -EBADMSG;
	if (stat.st_uid != 0 && stat.st_uid != geteuid())
		return -EACCES;
	if (stat.st_size > CONTAINER_FILE_LIMIT)
		return -EFBIG;
	*ret_size = (size_t) stat.st_size;
	return 0;
}

static int read_bytes(int fd, char *bytes, size_t size, size_t *ret_length)
{
	size_t length = 0;

	while (length < size) {
		ssize_t n = read(fd, bytes + length, size - length);

		if (n == 0)
			break;
		if (n > 0)
			length += (size_t) n;
		else if (errno != EINTR)
			return -errno;
	}
	*ret_length = length;
	return 0;
}

int container_file_read(int root_fd, const char *path, json_t **ret_json)
{
	CLEANUP_FD int fd = -1;
	CLEANUP_FREE char *bytes = NULL;
	size_t size = 0, length = 0;
	int r;

	/* A FIFO must not keep us waiting. */
	r = open_without_links(root_fd, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, &fd);
	if (r == 0)
		r = check_file(fd, &size);
	if (r < 0)
		return r;
	bytes = malloc(size + 1);
	if (!bytes)
		return -ENOMEM;
	r = read_bytes(fd, bytes, size, &length);
	if (r < 0)
		return r;
	*ret_json = json_loadb(bytes, length, 0, NULL);
	return *ret_json ? 0 : -EBADMSG;
}

int container_file_list(int root_fd, const char *path, DIR **ret_dir)
{
	CLEANUP_FD int fd = -1;
	int r = open_without_links(root_fd, path, O_RDONLY | O_DIRECTORY, &fd);

	if (r < 0)
		return r;
	*ret_dir = fdopendir(fd);
	if (!*ret_dir)
		return -errno;
	(void) take_fd(&fd);
	return 0;
}
