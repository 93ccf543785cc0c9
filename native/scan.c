/* One look at every process of /proc and every namespace they lead to. Reads and tells; judges nothing. */
#define _GNU_SOURCE
#include "scan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bpf-loader.h"
#include "cleanup.h"
#include "jsonout.h"
#include "mnt-walker.h"
#include "net-ruleset-asker.h"
#include "opener.h"
#include "peeker.h"
#include "procfs.h"
#include "scan-bpf.h"
#include "scan-frozen.h"
#include "scan-gaps.h"
#include "scan-holders.h"
#include "scan-host.h"
#include "scan-mounts.h"
#include "scan-namespace.h"
#include "scan-process.h"
#include "scan-rows.h"
#include "scan-walk.h"
#include "snapshot.h"

#define SCAN_SCHEMA 1

struct scan {
	struct jsonout out;
	struct scan_rows rows;
	struct snapshot snapshot;
	struct scan_asker asker;
	struct scan_bpf bpf;
	struct scan_process process;
	struct scan_frozen frozen;
	struct scan_holders holders;
	struct scan_observer observer;
	struct scan_tally tally;
	uint64_t kernel_ino[NSTYPE_COUNT];
	struct procfs_pids list;
};

static int open_ns_directory(int dir_fd, int *ret_ns_fd)
{
	*ret_ns_fd = openat(dir_fd, "ns", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*ret_ns_fd >= 0)
		return 0;
	return errno == ENOENT ? -ESRCH : -errno;
}

/* The present process's, where nothing of /proc was needed so far. */
static int open_own_ns_directory(const struct scan *scan, int *ns_fd)
{
	const struct procfs_stat *stat = &scan->process.stat;
	CLEANUP_FD int dir_fd = -1;
	int r = *ns_fd < 0 ? procfs_open_identity(stat->pid, stat->start_time, &dir_fd) : 0;

	return r == 0 && *ns_fd < 0 ? open_ns_directory(dir_fd, ns_fd) : r;
}

/* Through the member that showed it, while that is at hand. */
static int ask_through_link(struct scan *scan, size_t index, int *ns_fd, const char *link)
{
	CLEANUP_FD int fd = -1;
	int r;

	if (scan->snapshot.namespaces[index].asked)
		return 0;
	r = open_own_ns_directory(scan, ns_fd);
	if (r == 0)
		fd = openat(*ns_fd, link, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		return scan_ask_ns(&scan->asker, fd);
	scan_note_ns_error(&scan->asker, index, r < 0 ? -r : errno);
	return 0;
}

static int note_link(struct scan *scan, int *ns_fd, int link)
{
	const struct procfs_stat *stat = &scan->process.stat;
	size_t index;
	int r;

	r = scan_note_ns(&scan->asker, scan_links[link].type, scan->process.ino[link], &index);
	if (r < 0 || index == SNAPSHOT_NONE)
		return r;
	scan->snapshot.namespaces[index].is_kept = true;
	r = ask_through_link(scan, index, ns_fd, scan_links[link].name);
	if (r == 0 && link == NSTYPE_MNT)
		r = snapshot_add_reader(&scan->snapshot.namespaces[index], stat->pid, stat->start_time);
	return r;
}

static int note_namespaces(struct scan *scan, int *ns_fd)
{
	int r = 0;

	for (int link = 0; r == 0 && link < SCAN_LINK_COUNT; link++)
		if (scan->process.ino[link] != 0)
			r = note_link(scan, ns_fd, link);
	return r;
}

/* kthreadd is where all kernel threads come from; it never leaves the initial namespaces. */
static bool is_kthreadd(const struct scan_process *process)
{
	const struct procfs_stat *stat = &process->stat;

	return stat->pid == 2 && scan_process_is_kernel_thread(process) && stat->comm_length == 8 && memcmp(stat->comm, "kthreadd", 8) == 0;
}

static int take_process(struct scan *scan, int *ns_fd)
{
	struct scan_process *process = &scan->process;

	if (is_kthreadd(process))
		memcpy(scan->kernel_ino, process->ino, sizeof(scan->kernel_ino));
	scan->tally.processes++;
	scan->tally.unreadable += scan_process_is_unreadable(process);
	scan->tally.silent += process->argv_error == ETIMEDOUT;
	scan_process_write(process, scan_row_begin(&scan->rows));
	scan_row_end(&scan->rows, scan_row_of_process(process->stat.pid, process->stat.start_time));
	return note_namespaces(scan, ns_fd);
}

/* A process lives on when its first thread has ended, which is then a zombie and shows none of what the others have.
 * If the other one ends too, what is known stays. */
static void read_through_other_thread(struct scan *scan, struct scan_walker *walker, int dir_fd, int *ns_fd)
{
	CLEANUP_FD int thread_fd = -1;
	CLEANUP_FD int thread_ns_fd = -1;

	if (procfs_open_other_thread(dir_fd, scan->process.stat.pid, &thread_fd) < 0 || open_ns_directory(thread_fd, &thread_ns_fd) < 0)
		return;
	if (scan_process_read_links(thread_ns_fd, &scan->process) < 0 || scan_process_read_argv(thread_fd, walker, &scan->process) < 0)
		return;
	(void) close(*ns_fd);
	*ns_fd = take_fd(&thread_ns_fd);
}

static int read_process(struct scan *scan, struct scan_walker *walker, int dir_fd, int *ret_ns_fd)
{
	int r = open_ns_directory(dir_fd, ret_ns_fd);

	if (r == 0)
		r = scan_process_read(dir_fd, *ret_ns_fd, &scan->process);
	if (r == 0)
		r = scan_process_read_argv(dir_fd, walker, &scan->process);
	if (r == 0 && scan->process.stat.state == 'Z' && scan->process.stat.threads > 1)
		read_through_other_thread(scan, walker, dir_fd, ret_ns_fd);
	return r;
}

static int visit(struct scan *scan, struct scan_walker *walker, pid_t pid)
{
	CLEANUP_FD int dir_fd = -1;
	CLEANUP_FD int ns_fd = -1;
	int r = procfs_open(pid, &dir_fd);

	if (r == 0)
		r = read_process(scan, walker, dir_fd, &ns_fd);
	if (r == 0)
		r = scan_is_frozen(&scan->frozen, &scan->process.cgroup, &scan->process.is_frozen);
	if (r == 0)
		r = take_process(scan, &ns_fd);
	if (r == 0)
		return scan_holders_take(&scan->holders, dir_fd, &scan->process);
	if (r == -ESRCH)
		scan->tally.ended++;
	else if (r == -EACCES || r == -EPERM)
		scan->tally.closed++;
	else
		return r;
	return 0;
}

/* The helper is one process to the world. */
static bool is_part_of_us(pid_t pid)
{
	const pid_t ours[] = { opener_pid(), net_ruleset_asker_pid(), peeker_pid(), mnt_walker_pid(), bpf_loader_pid() };

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (pid == ours[i])
			return true;
	return false;
}

/* What it holds is looked for in /proc, where the iterators have not told all of it. */
static int take_holders(struct scan *scan, const struct scan_bpf_process *found)
{
	const struct procfs_stat *stat = &scan->process.stat;
	CLEANUP_FD int dir_fd = -1;

	if (scan_bpf_is_enough(&scan->bpf, &scan->asker, found)) {
		scan_holders_pass(&scan->holders, &scan->process);
		return scan_bpf_note_held(&scan->bpf, &scan->asker, found);
	}
	if (procfs_open_identity(stat->pid, stat->start_time, &dir_fd) < 0)
		return 0;
	return scan_holders_take(&scan->holders, dir_fd, &scan->process);
}

/* One that the iterators told. */
static int visit_told(struct scan *scan, struct scan_walker *walker, const struct scan_bpf_process *found)
{
	CLEANUP_FD int ns_fd = -1;
	int r = scan_bpf_fill_process(&scan->bpf, found, walker, &scan->frozen, &scan->process);

	if (r == 0)
		r = take_process(scan, &ns_fd);
	if (r == 0)
		return take_holders(scan, found);
	if (r != -ESRCH)
		return r;
	scan->tally.ended++;
	return 0;
}

static int visit_one(struct scan *scan, struct scan_walker *walker, pid_t pid)
{
	const struct scan_bpf_process *found = scan_bpf_find(&scan->bpf.tasks, pid);

	if (is_part_of_us(pid))
		return 0;
	return found ? visit_told(scan, walker, found) : visit(scan, walker, pid);
}

static int visit_listed(void *context, struct scan_walker *walker, size_t index)
{
	struct scan *scan = context;
	int r = visit_one(scan, walker, scan->list.pids[index]);

	/* Nobody listens any more: no need to go on. */
	return r < 0 ? r : scan->out.error;
}

/* The observer reads its own mount namespace's mounts: it is under no chroot(2) of another. */
static int note_observer(struct scan *scan)
{
	const struct scan_observer *observer = &scan->observer;
	size_t index;
	int r;

	if (observer->ino[NSTYPE_MNT] == 0)
		return 0;
	r = scan_note_ns(&scan->asker, NSTYPE_MNT, observer->ino[NSTYPE_MNT], &index);
	if (r < 0 || index == SNAPSHOT_NONE)
		return r;
	return snapshot_add_reader(&scan->snapshot.namespaces[index], observer->pid, observer->start_time);
}

static int write_processes(struct scan *scan)
{
	int r = procfs_list_pids(&scan->list);

	if (r == 0)
		r = scan_bpf_begin(&scan->bpf, &scan->observer);
	if (r == 0)
		r = scan_bpf_add_pids(&scan->bpf, &scan->list);
	if (r == 0)
		r = scan_bpf_note_namespaces(&scan->bpf, &scan->asker, scan->kernel_ino);
	if (r == 0)
		r = scan_bpf_note_queues(&scan->bpf, &scan->asker);
	if (r == 0)
		r = scan_bpf_read_groups(&scan->bpf, &scan->frozen);
	jsonout_array_begin(&scan->out, "processes");
	if (r == 0)
		r = scan_walk(scan->list.count, visit_listed, scan);
	jsonout_array_end(&scan->out);
	return r;
}

static void write_head(struct scan *scan)
{
	struct timespec now = { 0 };

	(void) clock_gettime(CLOCK_REALTIME, &now);
	jsonout_number(&scan->out, "schema", SCAN_SCHEMA);
	jsonout_number(&scan->out, "time", (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000);
	scan_write_host(&scan->out);
	scan_write_observer(&scan->observer, &scan->out);
}

static int write_scan(struct scan *scan)
{
	int r;

	jsonout_object_begin(&scan->out, NULL);
	write_head(scan);
	r = note_observer(scan);
	if (r == 0)
		r = write_processes(scan);
	scan->tally.maybe_frozen = scan->frozen.unknown;
	scan->asker.unmarked_mnt[0] = scan->observer.ino[NSTYPE_MNT];
	scan->asker.unmarked_mnt[1] = scan->kernel_ino[NSTYPE_MNT];
	if (r == 0)
		r = scan_read_mounts(&scan->asker, &scan->tally.mounts);
	if (r < 0)
		return r;
	scan_tally_mounts(&scan->tally);
	scan_tally_bpf(&scan->tally, &scan->bpf);
	scan->tally.hidden = scan_write_namespaces(&scan->asker, scan->kernel_ino, &scan->rows);
	scan_write_completeness(&scan->tally, &scan->observer, &scan->asker, &scan->bpf, &scan->out);
	r = scan_rows_end(&scan->rows);
	jsonout_object_end(&scan->out);
	return r < 0 ? r : jsonout_finish(&scan->out);
}

static void scan_free(struct scan *scan)
{
	netlink_close(&scan->asker.netlink);
	scan_process_free(&scan->process);
	scan_frozen_free(&scan->frozen);
	scan_bpf_free(&scan->bpf);
	scan_holders_free(&scan->holders);
	snapshot_free(&scan->snapshot);
	scan_rows_free(&scan->rows);
	jsonout_free(&scan->out);
	procfs_pids_free(&scan->list);
}

static int run_scan(struct scan *scan, int out, struct scan_known *known)
{
	int r = jsonout_init(&scan->out, out);

	if (r == 0)
		r = scan_rows_begin(&scan->rows, &scan->out, known);
	if (r == 0)
		r = scan_observe(&scan->observer);
	if (r == 0)
		r = scan_frozen_begin(&scan->frozen);
	if (r < 0)
		return r;
	scan->asker.snapshot = &scan->snapshot;
	scan->holders.asker = &scan->asker;
	scan->holders.looks = &scan->tally.looks;
	scan->holders.is_own_proc = scan->observer.is_own_proc;
	r = scan_holders_begin(&scan->holders);
	if (r < 0)
		return r;
	scan->asker.netnsid_error = -netlink_open_own(&scan->asker.netlink);
	return write_scan(scan);
}

int scan_look(int out, struct scan_known *known)
{
	struct scan scan = { .bpf.iterators = { .fd = { -1, -1, -1, -1 }, .map_fd = -1 } };
	int r = run_scan(&scan, out, known);

	scan_free(&scan);
	return r;
}

bool scan_is_spent(void)
{
	return scan_walk_left_behind() || bpf_read_left_behind() || peeker_is_late() || mnt_walker_is_late();
}
