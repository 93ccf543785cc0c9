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
#include "procfs.h"

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
		/* Above the root of the tree lies what is not its own. */
		if (strcmp(name, "..") == 0)
			return -ELOOP;
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

static int check_file(const struct container_tree *tree, off_t limit, int fd, struct stat *ret_stat)
{
	if (fstat(fd, ret_stat) < 0)
		return -errno;
	if (!S_ISREG(ret_stat->st_mode))
		return S_ISLNK(ret_stat->st_mode) ? -ELOOP : -EBADMSG;
	if (ret_stat->st_uid != 0 && ret_stat->st_uid != geteuid() && ret_stat->st_uid != tree->owner)
		return -EACCES;
	return ret_stat->st_size > limit ? -EFBIG : 0;
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
	bytes[length] = '\0';
	*ret_length = length;
	return 0;
}

static int read_file(const struct container_tree *tree, off_t limit, const char *path, char **ret_bytes, size_t *ret_length, uid_t *ret_uid)
{
	CLEANUP_FD int found_fd = -1;
	CLEANUP_FD int fd = -1;
	CLEANUP_FREE char *bytes = NULL;
	struct stat stat;
	int r = open_without_links(tree->root_fd, path, O_PATH, &found_fd);

	/* What it is comes before its opening: that of a device can do something (a watchdog begins to run), that of a FIFO wakes
	 * whoever writes. */
	if (r == 0)
		r = check_file(tree, limit, found_fd, &stat);
	if (r == 0)
		r = procfs_reopen(found_fd, 0, &fd);
	if (r < 0)
		return r;
	bytes = malloc((size_t) stat.st_size + 1);
	if (!bytes)
		return -ENOMEM;
	r = read_bytes(fd, bytes, (size_t) stat.st_size, ret_length);
	if (r < 0)
		return r;
	*ret_bytes = bytes;
	*ret_uid = stat.st_uid;
	bytes = NULL;
	return 0;
}

int container_file_read(const struct container_tree *tree, const char *path, json_t **ret_json, uid_t *ret_uid)
{
	CLEANUP_FREE char *bytes = NULL;
	size_t length;
	uid_t uid;
	int r = read_file(tree, tree->json_limit, path, &bytes, &length, &uid);

	if (r < 0)
		return r;
	*ret_json = json_loadb(bytes, length, 0, NULL);
	if (ret_uid)
		*ret_uid = uid;
	return *ret_json ? 0 : -EBADMSG;
}

int container_file_bytes(const struct container_tree *tree, const char *path, char **ret_bytes, size_t *ret_length)
{
	uid_t uid;

	return read_file(tree, CONTAINER_FILE_LIMIT, path, ret_bytes, ret_length, &uid);
}

int container_file_list(const struct container_tree *tree, const char *path, DIR **ret_dir)
{
	CLEANUP_FD int fd = -1;
	int r = open_without_links(tree->root_fd, path, O_RDONLY | O_DIRECTORY, &fd);

	if (r < 0)
		return r;
	*ret_dir = fdopendir(fd);
	if (!*ret_dir)
		return -errno;
	(void) take_fd(&fd);
	return 0;
}
