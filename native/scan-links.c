#define _GNU_SOURCE
#include "scan-links.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "cleanup.h"

int scan_open_ns_directory(int dir_fd, int *ret_ns_fd)
{
	*ret_ns_fd = openat(dir_fd, "ns", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*ret_ns_fd >= 0)
		return 0;
	return errno == ENOENT ? -ESRCH : -errno;
}

/* Where nothing of /proc was needed so far. */
static int open_once(const struct procfs_stat *stat, int *ns_fd)
{
	CLEANUP_FD int dir_fd = -1;
	int r = *ns_fd < 0 ? procfs_open_identity(stat->pid, stat->start_time, &dir_fd) : 0;

	return r == 0 && *ns_fd < 0 ? scan_open_ns_directory(dir_fd, ns_fd) : r;
}

/* Through the member that showed it, while that is at hand. */
static int ask_through_link(struct scan_asker *asker, const struct scan_process *process, size_t index, int *ns_fd, const char *link)
{
	CLEANUP_FD int fd = -1;
	int r;

	if (asker->snapshot->namespaces[index].asked)
		return 0;
	r = open_once(&process->stat, ns_fd);
	if (r == 0)
		fd = openat(*ns_fd, link, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		return scan_ask_ns(asker, fd);
	scan_note_ns_error(asker, index, r < 0 ? -r : errno);
	return 0;
}

static int add_reader(struct scan_asker *asker, size_t index, const struct scan_process *process)
{
	struct snapshot_ns *ns = &asker->snapshot->namespaces[index];

	snapshot_note_mounts(ns, &process->mounts);
	return snapshot_add_reader(ns, process->stat.pid, process->stat.start_time);
}

static int note_link(struct scan_asker *asker, const struct scan_process *process, int *ns_fd, int link)
{
	size_t index;
	int r;

	r = scan_note_ns(asker, scan_links[link].type, process->ino[link], &index);
	asker->has_noted &= r == 0 && index != SNAPSHOT_NONE;
	if (r < 0 || index == SNAPSHOT_NONE)
		return r;
	asker->snapshot->namespaces[index].is_kept = true;
	r = ask_through_link(asker, process, index, ns_fd, scan_links[link].name);
	asker->has_noted &= asker->snapshot->namespaces[index].asked;
	if (r < 0 || link != NSTYPE_MNT)
		return r;
	asker->noted_mnt = index;
	return add_reader(asker, index, process);
}

/* Mostly the next one lives where the one before does. Nothing is left there but that mounts may be read through it too. */
static bool is_noted(const struct scan_asker *asker, const struct scan_process *process)
{
	return asker->has_noted && memcmp(asker->noted, process->ino, sizeof(asker->noted)) == 0;
}

int scan_note_links(struct scan_asker *asker, const struct scan_process *process, int *ns_fd)
{
	int r = 0;

	if (is_noted(asker, process))
		return asker->noted_mnt == SNAPSHOT_NONE ? 0 : add_reader(asker, asker->noted_mnt, process);
	asker->has_noted = true;
	asker->noted_mnt = SNAPSHOT_NONE;
	memcpy(asker->noted, process->ino, sizeof(asker->noted));
	for (int link = 0; r == 0 && link < SCAN_LINK_COUNT; link++)
		if (process->ino[link] != 0)
			r = note_link(asker, process, ns_fd, link);
	return r;
}
