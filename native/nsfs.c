#define _GNU_SOURCE
#include "nsfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "cleanup.h"
#include "count.h"
#include "opener.h"
#include "procfs.h"

/* linux/nsfs.h of Debian 12 ends at NS_GET_OWNER_UID; fcntl.h knows no FD_NSFS_ROOT. */
#define NSFS_GET_USERNS _IO(0xb7, 0x1)
#define NSFS_GET_PARENT _IO(0xb7, 0x2)
#define NSFS_GET_NSTYPE _IO(0xb7, 0x3)
#define NSFS_GET_OWNER_UID _IO(0xb7, 0x4)
#define NSFS_GET_ID _IOR(0xb7, 13, uint64_t)

enum {
	NSFS_ROOT_FD = -10003,
	NSFS_HANDLE_TYPE = 0xf1,
};

struct nsfs_handle {
	struct file_handle header;
	struct {
		uint64_t id;
		uint32_t type;
		uint32_t ino;
	} body;
};

_Static_assert(sizeof(struct nsfs_handle) == sizeof(struct file_handle) + 16, "the kernel's nsfs handle has 16 bytes");

int nsfs_identify(int fd, struct ns_identity *ret_identity)
{
	struct ns_identity identity = { 0 };
	int flag = ioctl(fd, NSFS_GET_NSTYPE);
	struct stat stat;
	int r;

	if (flag < 0)
		return -errno;
	r = nstype_from_clone_flag(flag, &identity.type);
	if (r < 0)
		return -ENOTTY;
	if (fstat(fd, &stat) < 0)
		return -errno;
	identity.ino = stat.st_ino;
	identity.has_id = ioctl(fd, NSFS_GET_ID, &identity.id) == 0;
	*ret_identity = identity;
	return 0;
}

bool nsfs_is_same(const struct ns_identity *left, const struct ns_identity *right)
{
	if (left->type != right->type || left->ino != right->ino)
		return false;
	return !left->has_id || !right->has_id || left->id == right->id;
}

/* The new descriptor is close-on-exec: the kernel opens it so. */
static int open_related(int fd, unsigned long request, enum ns_relation *ret_relation, int *ret_fd)
{
	int related = ioctl(fd, request);

	*ret_fd = related < 0 ? -1 : related;
	*ret_relation = related < 0 ? NS_RELATION_NONE : NS_RELATION_KNOWN;
	if (related >= 0 || errno == EINVAL || errno == ENOTTY)
		return 0;
	if (errno != EPERM)
		return -errno;
	*ret_relation = NS_RELATION_HIDDEN;
	return 0;
}

int nsfs_open_owner(int fd, enum ns_relation *ret_relation, int *ret_fd)
{
	return open_related(fd, NSFS_GET_USERNS, ret_relation, ret_fd);
}

int nsfs_open_parent(int fd, enum ns_relation *ret_relation, int *ret_fd)
{
	return open_related(fd, NSFS_GET_PARENT, ret_relation, ret_fd);
}

int nsfs_owner_uid(int fd, uid_t *ret_uid)
{
	return ioctl(fd, NSFS_GET_OWNER_UID, ret_uid) < 0 ? -errno : 0;
}

/* 0 and the descriptor if what fd holds is the one; fd is then the caller's no more. */
static int accept_if_same(const struct ns_identity *identity, int *fd, int *ret_fd)
{
	struct ns_identity found;
	int r = nsfs_identify(*fd, &found);

	if (r < 0)
		return r;
	if (!nsfs_is_same(identity, &found))
		return -ESTALE;
	*ret_fd = take_fd(fd);
	return 0;
}

static int open_by_id(const struct ns_identity *identity, int *ret_fd)
{
	struct nsfs_handle handle = {
		.header = { .handle_bytes = sizeof(handle.body), .handle_type = NSFS_HANDLE_TYPE },
		.body = { identity->id, (uint32_t) nstype_info[identity->type].clone_flag, (uint32_t) identity->ino },
	};
	CLEANUP_FD int fd = -1;

	if (!identity->has_id)
		return -ENOENT;
	fd = open_by_handle_at(NSFS_ROOT_FD, &handle.header, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : accept_if_same(identity, &fd, ret_fd);
}

/* The device of nsfs: that of any namespace file. */
static int nsfs_device(dev_t *ret_device)
{
	struct stat stat;

	if (fstatat(AT_FDCWD, "/proc/self/ns/user", &stat, 0) < 0)
		return -errno;
	*ret_device = stat.st_dev;
	return 0;
}

/* Neither fstat nor statfs: a FUSE server might never answer them. DONT_SYNC asks nobody. */
static int check_is_nsfs(int fd)
{
	struct statx found;
	dev_t device = 0;
	int r = nsfs_device(&device);

	if (r < 0)
		return r;
	if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_INO, &found) < 0)
		return -errno;
	return makedev(found.stx_dev_major, found.stx_dev_minor) == device ? 0 : -ENOTTY;
}

int nsfs_open_path_below(int root_fd, const char *path, int *ret_fd)
{
	CLEANUP_FD int found = -1;
	int r = opener_find(root_fd, path, &found);

	if (r < 0)
		return r;
	r = check_is_nsfs(found);
	if (r < 0)
		return r;
	return procfs_reopen(found, 0, ret_fd);
}

int nsfs_open_link(int dir_fd, const char *link, int *ret_fd)
{
	CLEANUP_FD int found = openat(dir_fd, link, O_PATH | O_CLOEXEC);
	int r;

	if (found < 0)
		return -errno;
	r = check_is_nsfs(found);
	return r < 0 ? r : procfs_reopen(found, 0, ret_fd);
}

int nsfs_open_path(const char *path, int *ret_fd)
{
	CLEANUP_FD int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	return root < 0 ? -errno : nsfs_open_path_below(root, path, ret_fd);
}

static int open_path_of_process(int dir_fd, const char *path, int *ret_fd)
{
	CLEANUP_FD int root = openat(dir_fd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);

	return root < 0 ? -errno : nsfs_open_path_below(root, path, ret_fd);
}

/* The process's own, or the one in which its next children will be. */
static int open_of_process(int dir_fd, const struct ns_identity *identity, int *ret_fd)
{
	static const char *const endings[] = { "", "_for_children" };
	int result = -ESRCH;

	for (size_t i = 0; i < COUNT(endings); i++) {
		CLEANUP_FD int fd = -1;
		char link[40];
		int r;

		(void) snprintf(link, sizeof(link), "ns/%s%s", nstype_info[identity->type].name, endings[i]);
		fd = openat(dir_fd, link, O_RDONLY | O_CLOEXEC);
		r = fd < 0 ? -errno : accept_if_same(identity, &fd, ret_fd);
		if (r == 0)
			return 0;
		if (r != -ENOENT)
			result = r;
	}
	return result;
}

static int open_at_place(const struct ns_identity *identity, const struct ns_place *place, int *ret_fd)
{
	CLEANUP_FD int dir_fd = -1;
	CLEANUP_FD int fd = -1;
	int r = 0;

	if (place->pid > 0)
		r = procfs_open_identity(place->pid, place->start_time, &dir_fd);
	if (r < 0)
		return r;
	if (!place->path)
		return open_of_process(dir_fd, identity, ret_fd);
	r = dir_fd >= 0 ? open_path_of_process(dir_fd, place->path, &fd) : nsfs_open_path(place->path, &fd);
	return r < 0 ? r : accept_if_same(identity, &fd, ret_fd);
}

/* What is not in the kernel's cache (EAGAIN) is no mount point, so no namespace is bound there. */
static bool is_nothing_there(int error)
{
	return error == -ENOENT || error == -ENOTTY || error == -EAGAIN;
}

int nsfs_open(const struct ns_identity *identity, const struct ns_place *places, size_t count, int *ret_fd)
{
	int result = -ESRCH;

	if (open_by_id(identity, ret_fd) == 0)
		return 0;
	for (size_t i = 0; i < count; i++) {
		int r;

		if (places[i].type != identity->type)
			continue;
		r = open_at_place(identity, &places[i], ret_fd);
		if (r == 0)
			return 0;
		result = is_nothing_there(r) ? -ESRCH : r;
	}
	return result;
}
