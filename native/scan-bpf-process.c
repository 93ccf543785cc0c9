/* What /proc adds to a process that the iterators told: its control groups, which many share, and what they leave to it. */
#define _GNU_SOURCE
#include "scan-bpf.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "procfs.h"

static int read_group(struct scan_bpf_tasks *tasks, size_t index, struct scan_frozen *frozen)
{
	struct scan_bpf_process *process = &tasks->processes[index];
	struct scan_bpf_group *group = &tasks->groups[process->group];
	CLEANUP_FD int dir_fd = -1;
	int r = procfs_open(process->task.pid, &dir_fd);

	if (r == 0)
		r = procfs_read(dir_fd, "cgroup", SCAN_CGROUP_LIMIT, &group->lines);
	if (r == 0)
		r = scan_is_frozen(frozen, &group->lines, &group->is_frozen);
	if (r == 0)
		group->reader = index;
	return r == -ENOMEM ? r : 0;
}

static int read_lines_of_groups(struct scan_bpf_tasks *tasks, struct scan_frozen *frozen)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < tasks->count; i++)
		if (tasks->groups[tasks->processes[i].group].reader == SIZE_MAX && !scan_bpf_is_leaving(&tasks->processes[i]))
			r = read_group(tasks, i, frozen);
	return r;
}

/* The command lines come after: they tell who was still where the lines were read. */
int scan_bpf_read_groups(struct scan_bpf *bpf, struct scan_frozen *frozen, struct scan_known_argv *known)
{
	struct scan_bpf_tasks *tasks = &bpf->tasks;
	struct bpf_bytes argv = { 0 };
	int r;

	if (!bpf->has_tasks || bpf->error[BPF_ARGV] != 0)
		return 0;
	r = read_lines_of_groups(tasks, frozen);
	if (r < 0 || (known && scan_known_argv_use(known, tasks)))
		return r;
	r = bpf_read_late(bpf->iterators.fd[BPF_ARGV], &argv);
	bpf->iterators.fd[BPF_ARGV] = -1;
	bpf->error[BPF_ARGV] = -r;
	bpf->has_read_argv = r == 0;
	if (r == 0 || r == -ETIMEDOUT) {
		int taken = scan_bpf_take_argv(tasks, &argv);

		if (taken < 0)
			bpf->error[BPF_ARGV] = -taken;
	}
	bpf_bytes_free(&argv);
	return r == -ENOMEM ? r : 0;
}

static int open_once(const struct scan_bpf_process *found, int *dir_fd)
{
	if (*dir_fd >= 0)
		return 0;
	return procfs_open_identity(found->task.pid, scan_bpf_start_time(&found->task), dir_fd);
}

static int copy_lines(const struct procfs_buffer *from, struct procfs_buffer *to)
{
	if (to->room <= from->length) {
		char *larger = realloc(to->bytes, from->length + 1);

		if (!larger)
			return -ENOMEM;
		to->bytes = larger;
		to->room = from->length + 1;
	}
	memcpy(to->bytes, from->bytes, from->length + 1);
	to->length = from->length;
	return 0;
}

static int fill_cgroup(const struct scan_bpf *bpf, const struct scan_bpf_process *found, struct scan_frozen *frozen, struct scan_process *process, int *dir_fd)
{
	const struct scan_bpf_group *group = &bpf->tasks.groups[found->group];
	int r;

	process->cgroup_error = 0;
	if (group->is_sure && !procfs_is_leaving(&process->stat)) {
		process->is_frozen = group->is_frozen;
		return copy_lines(&group->lines, &process->cgroup);
	}
	r = open_once(found, dir_fd);
	if (r == 0)
		r = procfs_read(*dir_fd, "cgroup", SCAN_CGROUP_LIMIT, &process->cgroup);
	if (r == -ESRCH || r == -ESTALE)
		return r;
	process->cgroup_error = -r;
	return scan_is_frozen(frozen, &process->cgroup, &process->is_frozen);
}

static int fill_argv(const struct scan_bpf_process *found, struct scan_walker *walker, struct scan_process *process, int *dir_fd)
{
	int r;

	if (found->has_argv) {
		scan_process_take_argv(process, found->argv, found->argv_length, found->argv_cut);
		return 0;
	}
	r = open_once(found, dir_fd);
	return r < 0 ? r : scan_process_read_argv(*dir_fd, walker, process);
}

/* The kernel calls its threads more than their comm says. */
static int fill_kernel_comm(const struct scan_bpf_process *found, struct scan_process *process, int *dir_fd)
{
	int r;

	if (!scan_process_is_kernel_thread(process))
		return 0;
	r = open_once(found, dir_fd);
	return r < 0 ? r : procfs_read_stat(*dir_fd, &process->scratch, &process->stat);
}

/* The other thing that a row of theirs tells: how a thread of the kernel calls itself. */
static bool is_all_told(const struct scan_bpf_process *found, const struct scan_bpf_group *group, const struct scan_process *process)
{
	return found->has_argv && group->is_sure && !procfs_is_leaving(&process->stat) && !scan_process_is_kernel_thread(process);
}

int scan_bpf_source(const struct scan_bpf *bpf, const struct scan_bpf_process *found, const struct scan_process *process, struct scan_source *ret_source)
{
	const struct scan_bpf_group *group = &bpf->tasks.groups[found->group];
	const char flags[2] = { (char) group->is_frozen, (char) found->argv_cut };
	int r;

	ret_source->length = 0;
	if (!is_all_told(found, group, process))
		return 0;
	r = scan_source_add(ret_source, &found->task, offsetof(struct record_task, users));
	if (r == 0)
		r = scan_source_add(ret_source, flags, sizeof(flags));
	if (r == 0)
		r = scan_source_add(ret_source, group->lines.bytes, group->lines.length);
	if (r == 0)
		r = scan_source_add(ret_source, found->argv, found->argv_length);
	return r;
}

int scan_bpf_fill_process(const struct scan_bpf *bpf, const struct scan_bpf_process *found, struct scan_walker *walker, struct scan_frozen *frozen,
	struct scan_process *process)
{
	CLEANUP_FD int dir_fd = -1;
	int r;

	r = fill_cgroup(bpf, found, frozen, process, &dir_fd);
	if (r == 0)
		r = fill_argv(found, walker, process, &dir_fd);
	if (r == 0)
		r = fill_kernel_comm(found, process, &dir_fd);
	return r == -ESTALE ? -ESRCH : r;
}

static int by_number(const void *left, const void *right)
{
	const pid_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* /proc was listed first: what is not there has begun since, or is hidden there. */
int scan_bpf_add_pids(const struct scan_bpf *bpf, struct procfs_pids *pids)
{
	const size_t listed = pids->count;

	for (size_t i = 0; bpf->has_tasks && i < bpf->tasks.count; i++) {
		const pid_t pid = bpf->tasks.processes[i].task.pid;
		int r = 0;

		if (listed == 0 || !bsearch(&pid, pids->pids, listed, sizeof(pid), by_number))
			r = procfs_pids_add(pids, pid);
		if (r < 0)
			return r;
	}
	if (pids->count > listed)
		qsort(pids->pids, pids->count, sizeof(*pids->pids), by_number);
	return 0;
}
