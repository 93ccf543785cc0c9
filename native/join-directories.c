#define _GNU_SOURCE
#include "join-directories.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/openat2.h; the C library of this program comes without the kernel's headers. */
struct open_how {
	uint64_t flags;
	uint64_t mode;
	uint64_t resolve;
};

enum { RESOLVE_NO_MAGICLINKS = 0x02 };

static bool can_be_reached(void)
{
	static char path[JOIN_PATH_ROOM];

	/* The system call itself, which says "(unreachable)/..." where the C library would make an error of it. */
	return syscall(SYS_getcwd, path, sizeof(path)) > 0 && path[0] == '/';
}

/* A target may have another root than its mount namespace. That directory was opened before the join, maybe while a
 * hostile target was elsewhere: it must lie in the namespace just joined. So must the working directory. */
void join_enter_target_directories(const struct join *join)
{
	if (join->fds[JOIN_FD_ROOT] >= 0) {
		if (fchdir(join->fds[JOIN_FD_ROOT]) < 0)
			join_fail(JOIN_STAGE_ROOT, errno);
		if (!can_be_reached())
			join_fail(JOIN_STAGE_ROOT, ESTALE);
		if (chroot(".") < 0)
			join_fail(JOIN_STAGE_ROOT, errno);
	}
	if (join->fds[JOIN_FD_CWD] >= 0 && fchdir(join->fds[JOIN_FD_CWD]) == 0 && can_be_reached())
		return;
	if (chdir("/") < 0)
		join_fail(JOIN_STAGE_ROOT, errno);
}

/* The names are the target's, and so is what they lead to: no link of /proc may take us to where another process is. */
static int open_directory(const char *path, enum join_stage stage)
{
	struct open_how how = { .flags = O_PATH | O_DIRECTORY | O_CLOEXEC, .resolve = RESOLVE_NO_MAGICLINKS };
	long fd = syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));

	if (fd < 0)
		join_fail(stage, errno);
	return (int) fd;
}

/* Whoever moves a directory while it is looked up can make `..` lead above the root; then it is not reached any more. */
static void stand_in(int directory, enum join_stage stage)
{
	if (fchdir(directory) < 0)
		join_fail(stage, errno);
	if (!can_be_reached())
		join_fail(stage, ESTALE);
}

int join_open_root(const struct join *join)
{
	return open_directory(join->spec.root, JOIN_STAGE_ROOT_PATH);
}

void join_enter_root(int root)
{
	int before = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	stand_in(root, JOIN_STAGE_ROOT_PATH);
	if (chroot(".") < 0)
		join_fail(JOIN_STAGE_ROOT_PATH, errno);
	(void) close(root);
	/* A working directory above the new root would be a way out of it. */
	if (before < 0 || fchdir(before) < 0 || !can_be_reached())
		if (chdir("/") < 0)
			join_fail(JOIN_STAGE_ROOT_PATH, errno);
	if (before >= 0)
		(void) close(before);
}

void join_enter_directory(const struct join *join)
{
	int directory;

	if (join->spec.directory[0] == '\0')
		return;
	directory = open_directory(join->spec.directory, JOIN_STAGE_DIRECTORY);
	stand_in(directory, JOIN_STAGE_DIRECTORY);
	(void) close(directory);
}
