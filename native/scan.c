/* One look at every process of /proc and every namespace they lead to. Reads and tells; judges nothing. */
#define _GNU_SOURCE
#include "scan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "companion.h"
#include "jsonout.h"
#include "mnt-walker.h"
#include "peeker.h"
#include "procfs.h"
#include "scan-bpf.h"
#include "scan-frozen.h"
#include "scan-gaps.h"
#include "scan-holders.h"
#include "scan-host.h"
#include "scan-links.h"
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
	struct scan_memory *memory;	/* NULL: there are no other looks */
	struct scan_source source;
};

/* kthreadd is where all kernel threads come from; it never leaves the initial namespaces. */
static bool is_kthreadd(const struct scan_process *process)
{
	const struct procfs_stat *stat = &process->stat;

	return stat->pid == 2 && scan_process_is_kernel_thread(process) && stat->comm_length == 8 && memcmp(stat->comm, "kthreadd", 8) == 0;
}

/* A zombie has left its namespaces: they are not unknown, they are no more. */
static bool is_unreadable(const struct scan_process *process)
{
	const struct procfs_stat *stat = &process->stat;
	bool is_over = stat->state == 'X' || (stat->state == 'Z' && stat->threads <= 1);

	return !is_over && scan_process_is_unreadable(process);
}

/* source: of its row, NULL where that is not at hand. */
static int take_process(struct scan *scan, int *ns_fd, const struct scan_source *source)
{
	struct scan_process *process = &scan->process;

	if (is_kthreadd(process))
		memcpy(scan->kernel_ino, process->ino, sizeof(scan->kernel_ino));
	scan->tally.processes++;
	scan->tally.unreadable += is_unreadable(process);
	scan->tally.silent += process->argv_error == ETIMEDOUT;
	scan_process_write(process, scan_row_begin(&scan->rows));
	scan_row_end(&scan->rows, scan_row_of_process(process->stat.pid, process->stat.start_time), source);
	return scan_note_links(&scan->asker, &scan->process, ns_fd);
}

/* A process lives on when its first thread has ended, which is then a zombie and shows none of what the others have.
 * If the other one ends too, what is known stays. */
static void read_through_other_thread(struct scan *scan, struct scan_walker *walker, int dir_fd, int *ns_fd)
{
	CLEANUP_FD int thread_fd = -1;
	CLEANUP_FD int thread_ns_fd = -1;

	if (procfs_open_other_thread(dir_fd, scan->process.stat.pid, &thread_fd) < 0 || scan_open_ns_directory(thread_fd, &thread_ns_fd) < 0)
		return;
	if (scan_process_read_links(thread_ns_fd, &scan->process) < 0 || scan_process_read_argv(thread_fd, walker, &scan->process) < 0)
		return;
	(void) close(*ns_fd);
	*ns_fd = take_fd(&thread_ns_fd);
}

static int read_process(struct scan *scan, struct scan_walker *walker, int dir_fd, int *ret_ns_fd)
{
	int r = scan_open_ns_directory(dir_fd, ret_ns_fd);

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
		r = take_process(scan, &ns_fd, NULL);
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

/* Its row is made of what the row of the look before was made of. */
static int take_same(struct scan *scan, const struct scan_bpf_process *found)
{
	CLEANUP_FD int ns_fd = -1;
	int r;

	scan->tally.processes++;
	r = scan_note_links(&scan->asker, &scan->process, &ns_fd);
	if (r < 0)
		return r;
	scan_holders_pass(&scan->holders, &scan->process);
	return scan_bpf_note_held(&scan->bpf, &scan->asker, found);
}

static int take_told(struct scan *scan, struct scan_walker *walker, const struct scan_bpf_process *found)
{
	CLEANUP_FD int ns_fd = -1;
	int r = scan_bpf_fill_process(&scan->bpf, found, walker, &scan->frozen, &scan->process);

	if (r == 0)
		r = take_process(scan, &ns_fd, scan->source.length > 0 ? &scan->source : NULL);
	if (r == 0)
		return take_holders(scan, found);
	if (r != -ESRCH)
		return r;
	scan->tally.ended++;
	return 0;
}

/* One that the iterators told. */
static int visit_told(struct scan *scan, struct scan_walker *walker, const struct scan_bpf_process *found)
{
	const struct scan_row_key key = scan_row_of_process(found->task.pid, scan_bpf_start_time(&found->task));
	int r = 0;

	scan_bpf_fill(&found->task, &scan->process);
	if (scan->memory)
		r = scan_bpf_source(&scan->bpf, found, &scan->process, &scan->source);
	if (r < 0)
		return r;
	if (scan_row_is_same(&scan->rows, key, &scan->source) && scan_bpf_is_enough(&scan->bpf, &scan->asker, found))
		return take_same(scan, found);
	return take_told(scan, walker, found);
}

static int visit_one(struct scan *scan, struct scan_walker *walker, pid_t pid)
{
	const struct scan_bpf_process *found = scan_bpf_find(&scan->bpf.tasks, pid);

	if (companion_is_one(pid))
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

static int list_processes(struct scan *scan)
{
	struct scan_known_list *known = scan->memory ? &scan->memory->list : NULL;
	bool is_whole;
	int r = scan_list_processes(known, &scan->list, &is_whole);

	if (r == 0)
		r = scan_bpf_begin(&scan->bpf, &scan->observer);
	if (r < 0)
		return r;
	if (!scan->bpf.has_tasks && !is_whole) {
		procfs_pids_free(&scan->list);
		return procfs_list_pids(&scan->list);
	}
	return known && is_whole && scan->bpf.has_tasks ? scan_known_list_keep(known, &scan->list, &scan->bpf.tasks) : 0;
}

static int write_processes(struct scan *scan)
{
	int r = list_processes(scan);

	if (r == 0)
		r = scan_bpf_add_pids(&scan->bpf, &scan->list);
	if (r == 0)
		r = scan_bpf_note_namespaces(&scan->bpf, &scan->asker, scan->kernel_ino);
	if (r == 0)
		r = scan_bpf_note_queues(&scan->bpf, &scan->asker);
	if (r == 0)
		r = scan_bpf_read_groups(&scan->bpf, &scan->frozen, scan->memory ? &scan->memory->argv : NULL);
	jsonout_array_begin(&scan->out, "processes");
	if (r == 0)
		r = scan_walk(scan->list.count, visit_listed, scan);
	jsonout_array_end(&scan->out);
	return r;
}

static void write_head(struct scan *scan)
{
	jsonout_number(&scan->out, "schema", SCAN_SCHEMA);
	jsonout_number(&scan->out, "time", clock_since_1970_ms());
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
	scan_keep_netnsids(&scan->asker);
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
	free(scan->source.bytes);
}

static void use_memory(struct scan *scan, struct scan_memory *memory)
{
	scan->memory = memory;
	if (!memory)
		return;
	scan->asker.known_mounts = &memory->mounts;
	scan->asker.known_netnsids = &memory->netnsids;
	scan_known_netnsids_begin_look(&memory->netnsids);
}

static int run_scan(struct scan *scan, int out, struct scan_memory *memory)
{
	CLEANUP_BUFFER struct procfs_buffer own_mountinfo = { 0 };
	int r = jsonout_init(&scan->out, out);

	use_memory(scan, memory);
	if (r == 0)
		r = scan_rows_begin(&scan->rows, &scan->out, memory ? &memory->rows : NULL);
	if (r == 0)
		r = scan_observe(&scan->observer, &own_mountinfo);
	if (r < 0)
		return r;
	scan->asker.snapshot = &scan->snapshot;
	scan->holders.asker = &scan->asker;
	scan->holders.looks = &scan->tally.looks;
	scan->holders.is_own_proc = scan->observer.is_own_proc;
	r = scan_holders_begin(&scan->holders, &own_mountinfo);
	if (r == 0)
		r = scan_frozen_begin(&scan->frozen, &own_mountinfo);
	if (r < 0)
		return r;
	scan->asker.netnsid_error = -netlink_open_own(&scan->asker.netlink);
	return write_scan(scan);
}

static void end_look(struct scan *scan)
{
	scan_known_argv_keep(&scan->memory->argv, &scan->bpf.tasks, scan->bpf.has_read_argv);
	scan_known_mounts_end_look(&scan->memory->mounts);
}

int scan_look(int out, struct scan_memory *memory)
{
	struct scan scan = { .bpf.iterators = { .fd = { -1, -1, -1, -1 }, .map_fd = -1 } };
	int r = run_scan(&scan, out, memory);

	if (memory)
		end_look(&scan);
	scan_free(&scan);
	return r;
}

void scan_memory_free(struct scan_memory *memory)
{
	scan_known_free(&memory->rows);
	scan_known_mounts_free(&memory->mounts);
	scan_known_netnsids_free(&memory->netnsids);
	scan_known_list_free(&memory->list);
	scan_known_argv_free(&memory->argv);
}

bool scan_is_spent(void)
{
	return scan_walk_left_behind() || bpf_read_left_behind() || peeker_is_late() || mnt_walker_is_late();
}
