#define _GNU_SOURCE
#include "make-mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "count.h"

/* Linux 5.12, linux/mount.h; the C library of this program comes without the kernel's headers. */
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

enum { ATTR_RDONLY = 1, ATTR_NOSUID = 2, ATTR_NODEV = 4, SETATTR_RECURSIVE = 0x8000 };

struct mount_attributes {
	uint64_t set;
	uint64_t clear;
	uint64_t propagation;
	uint64_t user_ns_fd;
};

void make_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *options, enum make_stage stage)
{
	if (mount(source, target, type, flags, options) < 0)
		make_fail(stage, errno);
}

void make_mount_tree(const char *source, const char *target, unsigned int flags)
{
	const struct mount_attributes attributes = {
		.set = (flags & MAKE_MOUNT_READ_ONLY ? ATTR_RDONLY : 0u) | (flags & MAKE_MOUNT_NO_SUID ? ATTR_NOSUID : 0u) |
		       (flags & MAKE_MOUNT_NO_DEVICES ? ATTR_NODEV : 0u),
	};

	make_mount(source, target, NULL, MS_BIND | MS_REC, NULL, MAKE_STAGE_ROOT);
	if (syscall(SYS_mount_setattr, AT_FDCWD, target, SETATTR_RECURSIVE, &attributes, sizeof(attributes)) < 0)
		make_fail(MAKE_STAGE_ROOT, errno);
}

void make_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	size_t length = strlen(text);

	if (fd < 0 || write(fd, text, length) != (ssize_t) length)
		make_fail(MAKE_STAGE_ROOT, errno);
	(void) close(fd);
}

bool make_finds(const char *path, struct stat *ret_found)
{
	if (lstat(path, ret_found) == 0)
		return true;
	if (errno != ENOENT)
		make_fail(MAKE_STAGE_ROOT, errno);
	return false;
}

/* Whatever the umask says. */
void make_directory(const char *path, unsigned int mode)
{
	if (mkdir(path, mode) < 0 || chmod(path, mode) < 0)
		make_fail(MAKE_STAGE_ROOT, errno);
}

void make_link(const char *target, const char *path)
{
	if (symlink(target, path) < 0)
		make_fail(MAKE_STAGE_ROOT, errno);
}

/* The kernel lets nobody make a device in a user namespace of their own; the host's can be shown there. */
static void show_device(const char *source, const char *path)
{
	make_file(path, "");
	make_mount(source, path, NULL, MS_BIND, NULL, MAKE_STAGE_ROOT);
}

/* Group 5 is tty(4)'s where somebody has that number. */
static void mount_terminals(bool has_tty_group)
{
	const char *options = has_tty_group ? "newinstance,ptmxmode=0666,mode=0620,gid=5" : "newinstance,ptmxmode=0666,mode=0620";

	make_directory("dev/pts", 0755);
	make_mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, options, MAKE_STAGE_ROOT);
	make_link("pts/ptmx", "dev/ptmx");
}

void make_devices(bool has_tty_group)
{
	static const char *const devices[][2] = {
		{ "/dev/null", "dev/null" }, { "/dev/zero", "dev/zero" }, { "/dev/full", "dev/full" },
		{ "/dev/random", "dev/random" }, { "/dev/urandom", "dev/urandom" }, { "/dev/tty", "dev/tty" },
	};

	for (size_t i = 0; i < COUNT(devices); i++)
		show_device(devices[i][0], devices[i][1]);
	mount_terminals(has_tty_group);
	make_directory("dev/shm", 01777);
	make_link("/proc/self/fd", "dev/fd");
	make_link("/proc/self/fd/0", "dev/stdin");
	make_link("/proc/self/fd/1", "dev/stdout");
	make_link("/proc/self/fd/2", "dev/stderr");
}

/* The old root comes to lie under the new one, from where it is taken away. */
void make_enter_root(void)
{
	if (syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		make_fail(MAKE_STAGE_PIVOT, errno);
}
