#define _GNU_SOURCE
#include "join-program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

/* Linux 6.3, not in the headers of Debian 12's C library. */
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010u
#endif
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x0020
#endif

enum { PROGRAM_LIMIT_BYTES = 16 * 1024 * 1024 };

static int find_beside(const char *name, char *ret_path, size_t room)
{
	char own[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", own, sizeof(own) - 1);
	char *slash;

	if (n < 0)
		return -errno;
	own[n] = '\0';
	slash = strrchr(own, '/');
	if (!slash)
		return -ENOENT;
	*slash = '\0';
	return snprintf(ret_path, room, "%s/%s", own, name) < (int) room ? 0 : -ENAMETOOLONG;
}

static int create_memory_file(const char *name, bool *ret_may_seal_exec)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);

	*ret_may_seal_exec = fd >= 0;
	if (fd < 0 && errno == EINVAL)
		fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	return fd < 0 ? -errno : fd;
}

static int copy_whole(int from, int to)
{
	struct stat status;
	off_t done = 0;

	if (fstat(from, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode) || status.st_size == 0 || status.st_size > PROGRAM_LIMIT_BYTES)
		return -ENOEXEC;
	while (done < status.st_size) {
		ssize_t n = sendfile(to, from, &done, (size_t) (status.st_size - done));

		if (n == 0)
			return -EIO;
		if (n < 0 && errno != EINTR)
			return -errno;
	}
	return 0;
}

int join_program_open(const char *name, int *ret_fd)
{
	int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
	CLEANUP_FD int from = -1, to = -1;
	char path[PATH_MAX];
	bool may_seal_exec;
	int r;

	r = find_beside(name, path, sizeof(path));
	if (r < 0)
		return r;
	from = open(path, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return -errno;
	to = create_memory_file(name, &may_seal_exec);
	if (to < 0)
		return to;
	r = copy_whole(from, to);
	if (r < 0)
		return r;
	if (fchmod(to, 0500) < 0 || fcntl(to, F_ADD_SEALS, may_seal_exec ? seals | F_SEAL_EXEC : seals) < 0)
		return -errno;
	*ret_fd = take_fd(&to);
	return 0;
}
