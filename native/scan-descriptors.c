/* A table of descriptors: which of them are of namespaces, or of what lives in another net namespace. Each is looked at by its link;
 * nothing is opened but a namespace. */
#define _GNU_SOURCE
#include "scan-holders.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "procfs-parse.h"

/* Longer than `cgroup:[4294967295]` and than nearly all paths at which somebody opens a namespace. */
enum { LINK_ROOM = 128 };

struct look {
	struct scan_holders *holders;
	struct snapshot_holder holder;
	int fd_dir;
	const char *why;
};

static int compare_path(const void *key, const void *element)
{
	return strcmp(key, *(char *const *) element);
}

/* Also the file of a namespace reads as a path when it was opened at one; and as `/` once nothing is mounted there any more. */
static bool may_be_namespace(const struct scan_holders *holders, const char *path)
{
	return path[1] == '\0' ||
		(holders->path_count > 0 && bsearch(path, holders->paths, holders->path_count, sizeof(*holders->paths), compare_path));
}

static int take_opened_at_path(struct look *look, const char *name)
{
	struct ns_identity identity;
	CLEANUP_FD int fd = -1;

	if (nsfs_open_link(look->fd_dir, name, &fd) < 0 || nsfs_identify(fd, &identity) < 0)
		return 0;
	look->holder.kind = HOLDER_DESCRIPTOR;
	return scan_holders_note(look->holders, identity.type, identity.ino, &look->holder, look->fd_dir, name);
}

static int take_link(struct look *look, const char *name, const char *link, size_t length)
{
	enum nstype type;
	uint64_t ino;

	if (link[0] == '/')
		return may_be_namespace(look->holders, link) ? take_opened_at_path(look, name) : 0;
	if (procfs_parse_ns_link(link, length, &type, &ino) < 0)
		return 0;
	look->holder.kind = HOLDER_DESCRIPTOR;
	return scan_holders_note(look->holders, type, ino, &look->holder, look->fd_dir, name);
}

static bool is_refusal(int error)
{
	return error == EACCES || error == EPERM;
}

/* What was closed meanwhile holds nothing. */
static int take_descriptor(struct look *look, const char *name)
{
	char link[LINK_ROOM];
	uint64_t fd;
	ssize_t n;

	if (procfs_parse_number(name, strlen(name), UINT32_MAX, &fd) < 0)
		return 0;
	n = readlinkat(look->fd_dir, name, link, sizeof(link) - 1);
	if (n < 0 && is_refusal(errno))
		look->why = "the kernel refuses their descriptors";
	if (n <= 0)
		return 0;
	link[n] = '\0';
	look->holder.fd = (unsigned int) fd;
	return take_link(look, name, link, (size_t) n);
}

static int take_entries(struct look *look)
{
	CLEANUP_DIR DIR *dir = NULL;
	const struct dirent *entry;
	size_t of_one = 0;
	int copy = fcntl(look->fd_dir, F_DUPFD_CLOEXEC, 0);
	int r = 0;

	dir = copy < 0 ? NULL : fdopendir(copy);
	if (!dir) {
		cleanup_close(&copy);
		return -errno;
	}
	while (r == 0 && !look->why && (entry = readdir(dir))) {
		if (of_one++ == SCAN_DESCRIPTORS_OF_ONE_MAX || look->holders->descriptors++ >= SCAN_DESCRIPTORS_MAX)
			look->why = "more descriptors than a scan looks at";
		else
			r = take_descriptor(look, entry->d_name);
	}
	return r;
}

int scan_descriptors_take(struct scan_holders *holders, int dir_fd, const struct snapshot_holder *holder, const char **ret_why)
{
	CLEANUP_FD int fd = openat(dir_fd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct look look = { .holders = holders, .holder = *holder, .fd_dir = fd };
	int r;

	if (fd < 0) {
		if (is_refusal(errno))
			*ret_why = "the kernel refuses their descriptors";
		return 0;
	}
	r = take_entries(&look);
	if (look.why)
		*ret_why = look.why;
	return r;
}
