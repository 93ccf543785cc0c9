/* A table of descriptors: which of them are of namespaces, or of what lives in another net namespace. Each is looked at by its link;
 * nothing is opened but a namespace. */
#define _GNU_SOURCE
#include "scan-holders.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "net-holders.h"
#include "procfs-parse.h"
#include "scan-sockets.h"

#define REFUSED "the kernel refuses their descriptors"

/* Longer than `cgroup:[4294967295]` and than nearly all paths at which somebody opens a namespace. */
enum { LINK_ROOM = 128 };

struct look {
	struct scan_holders *holders;
	struct snapshot_holder holder;
	int fd_dir;
	struct scan_sockets sockets;
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

static int take_path(struct look *look, const char *name, const char *path)
{
	if (may_be_namespace(look->holders, path))
		return take_opened_at_path(look, name);
	return net_holders_is_tun(look->fd_dir, name, path) ? scan_sockets_add(&look->sockets, look->holder.fd, 0) : 0;
}

static int take_socket(struct look *look, const char *number, size_t length)
{
	uint64_t inode;

	return procfs_parse_number(number, length, UINT32_MAX, &inode) == 0 ? scan_sockets_add(&look->sockets, look->holder.fd, (uint32_t) inode) : 0;
}

static int take_link(struct look *look, const char *name, const char *link, size_t length)
{
	static const char socket[] = "socket:[";
	const size_t prefix = sizeof(socket) - 1;
	enum nstype type;
	uint64_t ino;

	if (link[0] == '/')
		return take_path(look, name, link);
	if (length > prefix && memcmp(link, socket, prefix) == 0)
		return take_socket(look, link + prefix, length - prefix - 1);
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
		look->holders->why[SCAN_LOOK_DESCRIPTORS] = REFUSED;
	if (n <= 0)
		return 0;
	link[n] = '\0';
	look->holder.fd = (unsigned int) fd;
	return take_link(look, name, link, (size_t) n);
}

static int take_entry(struct look *look, const char *name, size_t *of_one)
{
	if (name[0] == '.')
		return 0;
	if (*of_one == SCAN_DESCRIPTORS_OF_ONE_MAX || look->holders->descriptors == SCAN_DESCRIPTORS_MAX) {
		look->holders->why[SCAN_LOOK_DESCRIPTORS] = "more descriptors than a scan looks at";
		return 0;
	}
	(*of_one)++;
	look->holders->descriptors++;
	return take_descriptor(look, name);
}

/* Not readdir(3): it takes a stream, and five more system calls of each process. */
static int take_entries(struct look *look)
{
	_Alignas(struct dirent64) char room[8192];
	size_t of_one = 0;
	int r = 0;

	while (r == 0 && !look->holders->why[SCAN_LOOK_DESCRIPTORS]) {
		ssize_t length = getdents64(look->fd_dir, room, sizeof(room));

		if (length <= 0)
			return 0;
		for (ssize_t at = 0; r == 0 && at < length; at += ((const struct dirent64 *) (room + at))->d_reclen)
			r = take_entry(look, ((const struct dirent64 *) (room + at))->d_name, &of_one);
	}
	return r;
}

static int take_table(struct look *look)
{
	const char **why = &look->holders->why[SCAN_LOOK_SOCKETS];
	int r;

	look->sockets.why = *why;
	r = take_entries(look);
	if (r == 0)
		r = scan_sockets_flush(&look->sockets);
	look->holders->looked[SCAN_LOOK_SOCKETS] |= look->sockets.any;
	*why = look->sockets.why;
	return r;
}

int scan_descriptors_take(struct scan_holders *holders, int dir_fd, const struct scan_process *process, pid_t tid)
{
	CLEANUP_FD int fd = openat(dir_fd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct look look = {
		.holders = holders,
		.holder = { .pid = process->stat.pid, .start_time = process->stat.start_time, .tid = tid },
		.fd_dir = fd,
		.sockets = { .asker = holders->asker, .dir_fd = dir_fd, .own_net = process->ino[NSTYPE_NET] },
	};

	look.sockets.holder = look.holder;
	if (fd >= 0)
		return take_table(&look);
	if (is_refusal(errno))
		holders->why[SCAN_LOOK_DESCRIPTORS] = REFUSED;
	return 0;
}
