#define _GNU_SOURCE
#include "make-root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "make-mounts.h"
#include "make-own.h"

#define TMPFS_OPTIONS "mode=0755,size=128m,nr_inodes=64k"

/* openat2(2), Linux 5.6; the C library of this program comes without the kernel's headers. */
enum { HOW_NO_MAGICLINKS = 2 };

struct how {
	uint64_t flags;
	uint64_t mode;
	uint64_t resolve;
};

static const unsigned long view_flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;

static bool is_new(const struct join *join, enum nstype type)
{
	return nstype_is_in(join->spec.types, type);
}

/* A sysfs(5) shows the net namespace of who mounts it; one that is not new can only be shown as it is. */
static void mount_sys(const struct join *join, const char *point, unsigned long flags)
{
	if (is_new(join, NSTYPE_NET))
		make_mount("sysfs", point, "sysfs", view_flags | flags, NULL, MAKE_STAGE_SYS);
	else if (flags & MS_RDONLY)
		make_mount_tree("/sys", point, MAKE_MOUNT_READ_ONLY | MAKE_MOUNT_NO_SUID | MAKE_MOUNT_NO_DEVICES);
}

/* --- the host's root */

static void keep_host(const struct join *join)
{
	if (is_new(join, NSTYPE_PID))
		make_mount("proc", "/proc", "proc", view_flags, NULL, MAKE_STAGE_PROC);
	mount_sys(join, "/sys", 0);
}

/* --- another one */

/* Nobody outside the host's root may change what /proc/sys and /sys change, however they came by its uid. */
static unsigned long guard_of(const struct make *make)
{
	return make->spec.flags & MAKE_GUARD_HOST ? MS_RDONLY : 0;
}

static void build_own(const struct join *join, const struct make *make)
{
	make_mount("nsatlas", MAKE_PLACE, "tmpfs", MS_NOSUID | MS_NODEV, TMPFS_OPTIONS, MAKE_STAGE_ROOT);
	if (chdir(MAKE_PLACE) < 0)
		make_fail(MAKE_STAGE_ROOT, errno);
	make_own(&make->spec, make->spec.flags & MAKE_TTY_GROUP);
	make_mount("proc", "proc", "proc", view_flags | guard_of(make), NULL, MAKE_STAGE_PROC);
	mount_sys(join, "sys", MS_RDONLY);
}

static bool has_directory(const char *name)
{
	struct stat found;

	return make_finds(name, &found) && S_ISDIR(found.st_mode);
}

/* In the mount namespace in which it will be mounted, and by no link of /proc, which leads anywhere. */
static void go_to_directory(const char *path)
{
	struct how how = { .flags = O_PATH | O_DIRECTORY | O_CLOEXEC, .resolve = HOW_NO_MAGICLINKS };
	int fd = (int) syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));

	if (fd < 0 || fchdir(fd) < 0)
		make_fail(MAKE_STAGE_DIRECTORY, errno);
	(void) close(fd);
}

static void build_directory(const struct join *join, const struct make *make)
{
	go_to_directory(make->spec.directory);
	make_mount_tree(".", MAKE_PLACE, MAKE_MOUNT_NO_DEVICES);
	if (chdir(MAKE_PLACE) < 0)
		make_fail(MAKE_STAGE_ROOT, errno);
	/* They are not made there: it is the host's. */
	if (!has_directory("proc") || !has_directory("dev"))
		make_fail(MAKE_STAGE_SYSTEM, ENOENT);
	make_mount("nsatlas", "dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755,size=64k,nr_inodes=64", MAKE_STAGE_ROOT);
	make_devices(make->spec.flags & MAKE_TTY_GROUP);
	make_mount("proc", "proc", "proc", view_flags | guard_of(make), NULL, MAKE_STAGE_PROC);
	if (has_directory("sys"))
		mount_sys(join, "sys", MS_RDONLY);
}

void make_root(const struct join *join, const struct make *make)
{
	if (chdir("/") < 0)
		make_fail(MAKE_STAGE_ROOT, errno);
	if (!is_new(join, NSTYPE_MNT))
		return;
	make_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL, MAKE_STAGE_PRIVATE);
	if (make->spec.root == MAKE_ROOT_HOST) {
		keep_host(join);
		return;
	}
	if (make->spec.root == MAKE_ROOT_OWN)
		build_own(join, make);
	else
		build_directory(join, make);
	make_enter_root();
}
