#define _GNU_SOURCE
#include "private-directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

#define FRESH ".new"

int private_directory_open(const char *path, int *ret_fd)
{
	CLEANUP_FD int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat found;

	if (fd < 0)
		return errno == ELOOP || errno == ENOTDIR ? -EPERM : -errno;
	if (fstat(fd, &found) < 0)
		return -errno;
	if (found.st_uid != geteuid() || (found.st_mode & 07777) != 0700)
		return -EPERM;
	while (flock(fd, LOCK_EX) < 0)
		if (errno != EINTR)
			return -errno;
	*ret_fd = take_fd(&fd);
	return 0;
}

static int check_file(int fd)
{
	struct stat found;

	if (fstat(fd, &found) < 0)
		return -errno;
	if (!S_ISREG(found.st_mode) || found.st_uid != geteuid() || (found.st_mode & 07777) != 0600 || found.st_nlink != 1)
		return -EPERM;
	return 0;
}

int private_directory_read(int directory, const char *name, char *ret_text, size_t room, size_t *ret_length)
{
	CLEANUP_FD int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	size_t length = 0;
	ssize_t n = 1;
	int r;

	if (fd < 0)
		return errno == ELOOP ? -EPERM : -errno;
	r = check_file(fd);
	if (r < 0)
		return r;
	while (length < room && n > 0) {
		n = read(fd, ret_text + length, room - length);
		if (n < 0 && errno != EINTR)
			return -errno;
		length += n > 0 ? (size_t) n : 0;
		n = n < 0 ? 1 : n;
	}
	if (length == room)
		return -EFBIG;
	ret_text[length] = '\0';
	*ret_length = length;
	return 0;
}

static int write_all(int fd, const char *text, size_t length)
{
	for (size_t done = 0; done < length;) {
		ssize_t n = write(fd, text + done, length - done);

		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? (size_t) n : 0;
	}
	return 0;
}

int private_directory_create(int directory, const char *name, const char *text, size_t length)
{
	CLEANUP_FD int fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int r;

	if (fd < 0)
		return -errno;
	/* The umask may have taken more away. */
	r = fchmod(fd, 0600) < 0 ? -errno : write_all(fd, text, length);
	if (r < 0)
		(void) unlinkat(directory, name, 0);
	return r;
}

int private_directory_replace(int directory, const char *name, const char *text, size_t length)
{
	int r;

	/* One that died here has left it: we are alone in the directory. */
	if (unlinkat(directory, FRESH, 0) < 0 && errno != ENOENT)
		return -errno;
	r = private_directory_create(directory, FRESH, text, length);
	if (r < 0)
		return r;
	return renameat(directory, FRESH, directory, name) < 0 ? -errno : 0;
}
