#define _GNU_SOURCE
#include "sandbox-pins.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

void sandbox_pins_path(const char *name, enum nstype type, char ret_path[SANDBOX_PIN_ROOM])
{
	char directory[SANDBOX_PATH_ROOM];

	sandbox_registry_path(name, directory);
	(void) snprintf(ret_path, SANDBOX_PIN_ROOM, "%s/%s", directory, nstype_info[type].name);
}

static bool is_mount_point(const char *path)
{
	struct statx found;

	return statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, 0, &found) == 0 && (found.stx_attributes & STATX_ATTR_MOUNT_ROOT);
}

/* A mount namespace can only be mounted where it does not spread: its copy would come to hold itself. */
static int make_private_place(void)
{
	char path[SANDBOX_PATH_ROOM];

	sandbox_registry_path(NULL, path);
	if (!is_mount_point(path) && mount(path, path, NULL, MS_BIND, NULL) < 0)
		return -errno;
	return mount(NULL, path, NULL, MS_PRIVATE, NULL) < 0 ? -errno : 0;
}

static int pin(const char *name, pid_t pid, enum nstype type)
{
	char path[SANDBOX_PIN_ROOM], namespace[64];
	CLEANUP_FD int file = -1;

	sandbox_pins_path(name, type, path);
	(void) snprintf(namespace, sizeof(namespace), "/proc/%d/ns/%s", (int) pid, nstype_info[type].name);
	file = open(path, O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file < 0)
		return -errno;
	return mount(namespace, path, NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

int sandbox_pins_make(const char *name, pid_t pid, uint32_t types)
{
	int r = make_private_place();

	for (int type = 0; r == 0 && type < NSTYPE_COUNT; type++)
		if (nstype_is_in(types, (enum nstype) type))
			r = pin(name, pid, (enum nstype) type);
	return r;
}

/* Unlinking takes it from the mount namespaces that copied it, too. */
static int unpin(int directory, const char *name, enum nstype type)
{
	char path[SANDBOX_PIN_ROOM];

	sandbox_pins_path(name, type, path);
	/* Not a mount point: the helper was killed before it became one. An ordinary user has none. */
	if (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) < 0 && errno != EINVAL && errno != ENOENT && errno != EPERM)
		return -errno;
	return unlinkat(directory, nstype_info[type].name, 0) < 0 && errno != ENOENT ? -errno : 0;
}

int sandbox_pins_remove(int directory, const char *name)
{
	int r = 0;

	for (int type = 0; r == 0 && type < NSTYPE_COUNT; type++)
		r = unpin(directory, name, (enum nstype) type);
	if (r == 0 && unlinkat(directory, SANDBOX_RECORD, 0) < 0 && errno != ENOENT)
		r = -errno;
	return r;
}

void sandbox_pins_leave_place(void)
{
	char path[SANDBOX_PATH_ROOM];

	sandbox_registry_path(NULL, path);
	if (is_mount_point(path))
		(void) umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW);
}
