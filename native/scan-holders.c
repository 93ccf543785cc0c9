#define _GNU_SOURCE
#include "scan-holders.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "peeker.h"
#include "scan-sockets.h"

static int compare_paths(const void *left, const void *right)
{
	return strcmp(*(char *const *) left, *(char *const *) right);
}

static int add_path(struct scan_holders *holders, const struct procfs_mount *mount)
{
	char **larger = reallocarray(holders->paths, holders->path_count + 1, sizeof(*larger));
	char *path = strndup(mount->path, mount->path_length);

	if (larger)
		holders->paths = larger;
	if (!larger || !path) {
		free(path);
		return -ENOMEM;
	}
	path[procfs_unescape(path, mount->path_length)] = '\0';
	holders->paths[holders->path_count++] = path;
	return 0;
}

/* Without the list a descriptor of such a file is not told from others: the mount tells that the namespace is held. */
static int find_paths(struct scan_holders *holders, const struct procfs_buffer *mountinfo)
{
	struct procfs_mount mount;
	size_t cursor = 0, length;
	const char *line;
	int r = 0;

	while (r == 0 && procfs_next_line(mountinfo, &cursor, &line, &length))
		if (procfs_parse_mount(line, length, &mount) == 0 && procfs_is_nsfs(&mount))
			r = add_path(holders, &mount);
	if (holders->path_count > 0)
		qsort(holders->paths, holders->path_count, sizeof(*holders->paths), compare_paths);
	return r;
}

int scan_holders_begin(struct scan_holders *holders, const struct procfs_buffer *own_mountinfo)
{
	CLEANUP_FD int self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (self < 0)
		return -errno;
	/* Where the kernel has no control groups, nobody is in one of them. */
	(void) procfs_read(self, "cgroup", SCAN_CGROUP_LIMIT, &holders->own_cgroup);
	return find_paths(holders, own_mountinfo);
}

void scan_holders_free(struct scan_holders *holders)
{
	for (size_t i = 0; i < holders->path_count; i++)
		free(holders->paths[i]);
	free(holders->paths);
	procfs_buffer_free(&holders->own_cgroup);
}

/* What cannot be opened any more is asked another time, or told as not asked. */
static int ask_if_unknown(struct scan_holders *holders, size_t index, int dir_fd, const char *link)
{
	struct scan_asker *asker = holders->asker;
	CLEANUP_FD int fd = -1;
	int r;

	if (asker->snapshot->namespaces[index].asked)
		return 0;
	r = nsfs_open_link(dir_fd, link, &fd);
	if (r == 0)
		return scan_ask_ns(asker, fd);
	scan_note_ns_error(asker, index, -r);
	return 0;
}

int scan_holders_note(struct scan_holders *holders, enum nstype type, uint64_t ino, const struct snapshot_holder *holder, int dir_fd, const char *link)
{
	size_t index;
	int r = scan_note_ns(holders->asker, type, ino, &index);

	if (r == 0 && index != SNAPSHOT_NONE)
		r = ask_if_unknown(holders, index, dir_fd, link);
	if (r == 0 && index != SNAPSHOT_NONE)
		r = snapshot_add_holder(holders->asker->snapshot, index, holder);
	return r;
}

/* Threads of the kernel share all with the first of them, and a zombie has given back what it had. */
static bool has_anything(const struct scan_process *process)
{
	return !scan_process_is_kernel_thread(process) && (process->stat.state != 'Z' || process->stat.threads > 1);
}

/* Why no socket of this process is looked at; NULL: they are. */
static const char *why_no_sockets(const struct scan_holders *holders, const struct scan_process *process)
{
	if (!peeker_is_there())
		return "the observer lacks CAP_NET_ADMIN or CAP_SYS_PTRACE";
	if (!holders->is_own_proc)
		return "/proc shows another pid namespace than the observer's";
	if (process->ino[NSTYPE_NET] == 0)
		return "it is not known in which net namespace the process lives";
	return scan_sockets_may_take(&holders->own_cgroup, &process->cgroup) ? NULL :
		"looking at them would take them out of their group of net_cls or net_prio";
}

static void begin_process(struct scan_holders *holders, const struct scan_process *process)
{
	for (int look = 0; look < SCAN_LOOK_COUNT; look++) {
		holders->looked[look] = false;
		holders->why[look] = NULL;
	}
	holders->looked[SCAN_LOOK_DESCRIPTORS] = true;
	holders->looked[SCAN_LOOK_THREADS] = process->stat.threads > 1;
	holders->why[SCAN_LOOK_SOCKETS] = why_no_sockets(holders, process);
}

static void end_process(struct scan_holders *holders)
{
	for (int look = 0; look < SCAN_LOOK_COUNT; look++)
		if (holders->looked[look])
			scan_looked(holders->looks, (enum scan_look) look, holders->why[look], 1);
}

int scan_holders_take(struct scan_holders *holders, int dir_fd, const struct scan_process *process)
{
	int r;

	if (!has_anything(process))
		return 0;
	begin_process(holders, process);
	r = scan_descriptors_take(holders, dir_fd, process, 0);
	if (r == 0 && holders->looked[SCAN_LOOK_THREADS])
		r = scan_threads_take(holders, dir_fd, process);
	end_process(holders);
	return r;
}

void scan_holders_pass(struct scan_holders *holders, const struct scan_process *process)
{
	if (!has_anything(process))
		return;
	scan_looked(holders->looks, SCAN_LOOK_DESCRIPTORS, NULL, 1);
	if (process->stat.threads > 1)
		scan_looked(holders->looks, SCAN_LOOK_THREADS, NULL, 1);
}

/* --- the answer */

static const char *const kinds[HOLDER_KIND_COUNT] = {
	[HOLDER_THREAD] = "thread",
	[HOLDER_FOR_CHILDREN] = "forChildren",
	[HOLDER_DESCRIPTOR] = "descriptor",
	[HOLDER_SOCKET] = "socket",
	[HOLDER_TUN] = "tun",
	[HOLDER_IN_FLIGHT] = "inFlight",
};

static void write_holder(const struct snapshot_holder *holder, struct jsonout *out)
{
	jsonout_object_begin(out, NULL);
	jsonout_string(out, "kind", kinds[holder->kind]);
	jsonout_number(out, "pid", holder->pid);
	jsonout_unsigned(out, "startTime", holder->start_time);
	if (holder->tid != 0)
		jsonout_number(out, "tid", holder->tid);
	if (holder->kind != HOLDER_THREAD && holder->kind != HOLDER_FOR_CHILDREN)
		jsonout_unsigned(out, "fd", holder->fd);
	jsonout_object_end(out);
}

static void write_kind(const struct snapshot *snapshot, const struct snapshot_ns *ns, enum holder_kind kind, struct jsonout *out)
{
	for (size_t i = ns->first_holder; i != SNAPSHOT_NONE; i = snapshot->holders[i].next)
		if (snapshot->holders[i].kind == kind)
			write_holder(&snapshot->holders[i], out);
}

static uint64_t count_left_out(const struct snapshot_ns *ns)
{
	uint64_t left_out = 0;

	for (int kind = 0; kind < HOLDER_KIND_COUNT; kind++)
		if (ns->holder_counts[kind] > SNAPSHOT_HOLDERS_OF_KIND_MAX)
			left_out += ns->holder_counts[kind] - SNAPSHOT_HOLDERS_OF_KIND_MAX;
	return left_out;
}

void scan_write_holders(const struct snapshot *snapshot, const struct snapshot_ns *ns, struct jsonout *out)
{
	if (ns->first_holder == SNAPSHOT_NONE)
		return;
	jsonout_array_begin(out, "holders");
	for (int kind = 0; kind < HOLDER_KIND_COUNT; kind++)
		write_kind(snapshot, ns, (enum holder_kind) kind, out);
	jsonout_array_end(out);
	if (count_left_out(ns) > 0)
		jsonout_unsigned(out, "holdersLeftOut", count_left_out(ns));
}
