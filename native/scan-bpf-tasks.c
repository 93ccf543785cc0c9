#define _GNU_SOURCE
#include "scan-bpf-tasks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* PF_EXITING and PF_KTHREAD of include/linux/sched.h. */
enum { EXITING = 0x00000004, KERNEL_THREAD = 0x00200000 };

void scan_bpf_tasks_free(struct scan_bpf_tasks *tasks)
{
	for (size_t i = 0; i < tasks->group_count; i++)
		procfs_buffer_free(&tasks->groups[i].lines);
	free(tasks->processes);
	free(tasks->groups);
	free(tasks->slots);
	free(tasks->waiting.all);
	free(tasks->held.all);
	bpf_bytes_free(&tasks->argv);
	*tasks = (struct scan_bpf_tasks) { 0 };
}

/* --- the groups */

static size_t find_slot(const struct scan_bpf_tasks *tasks, uint64_t key)
{
	size_t slot = (size_t) (key >> 32) & (tasks->slot_count - 1);

	while (tasks->slots[slot] != 0 && tasks->groups[tasks->slots[slot] - 1].key != key)
		slot = (slot + 1) & (tasks->slot_count - 1);
	return slot;
}

static int grow_slots(struct scan_bpf_tasks *tasks)
{
	size_t count = tasks->slot_count == 0 ? 1024 : tasks->slot_count * 2;
	size_t *slots = calloc(count, sizeof(*slots));
	struct scan_bpf_group *groups = reallocarray(tasks->groups, count / 2, sizeof(*groups));

	if (groups)
		tasks->groups = groups;
	if (!slots || !groups) {
		free(slots);
		return -ENOMEM;
	}
	free(tasks->slots);
	tasks->slots = slots;
	tasks->slot_count = count;
	for (size_t i = 0; i < tasks->group_count; i++)
		slots[find_slot(tasks, groups[i].key)] = i + 1;
	return 0;
}

const struct scan_bpf_group *scan_bpf_find_group(const struct scan_bpf_tasks *tasks, uint64_t key)
{
	const size_t found = tasks->slot_count == 0 ? 0 : tasks->slots[find_slot(tasks, key)];

	return found == 0 ? NULL : &tasks->groups[found - 1];
}

static int note_group(struct scan_bpf_tasks *tasks, uint64_t key, size_t *ret_group)
{
	int r = tasks->group_count * 2 >= tasks->slot_count ? grow_slots(tasks) : 0;
	size_t slot;

	if (r < 0)
		return r;
	slot = find_slot(tasks, key);
	if (tasks->slots[slot] == 0) {
		tasks->groups[tasks->group_count] = (struct scan_bpf_group) { .key = key, .reader = SIZE_MAX };
		tasks->slots[slot] = ++tasks->group_count;
	}
	*ret_group = tasks->slots[slot] - 1;
	return 0;
}

/* --- the processes */

/* Spreads it over all bits: sums of such numbers are different where any part is (splitmix64). */
static uint64_t mix(uint64_t number)
{
	number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
	return number ^ number >> 31;
}

static void note_thread(struct scan_bpf_process *process, const struct record_task *task)
{
	process->may_hold |= memcmp(process->task.ino, task->ino, sizeof(task->ino)) != 0;
	if (task->switches == 0)
		return;
	process->threads_seen++;
	process->ran += mix((uint64_t) task->tid << 40 ^ task->switches);
}

static int add_process(struct scan_bpf_tasks *tasks, const struct record_task *task, size_t *room)
{
	struct scan_bpf_process *process;

	if (tasks->count == SCAN_BPF_TASKS_MAX)
		return -EFBIG;
	if (tasks->count == *room) {
		size_t larger_room = *room == 0 ? 1024 : *room * 2;
		struct scan_bpf_process *larger = reallocarray(tasks->processes, larger_room, sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		tasks->processes = larger;
		*room = larger_room;
	}
	process = &tasks->processes[tasks->count++];
	*process = (struct scan_bpf_process) { .task = *task };
	note_thread(process, task);
	return note_group(tasks, task->group, &process->group);
}

static int by_pid(const void *left, const void *right)
{
	const struct scan_bpf_process *a = left, *b = right;

	return (a->task.pid > b->task.pid) - (a->task.pid < b->task.pid);
}

static struct scan_bpf_process *find(const struct scan_bpf_tasks *tasks, pid_t pid)
{
	const struct scan_bpf_process wanted = { .task.pid = pid };

	return tasks->count == 0 ? NULL : bsearch(&wanted, tasks->processes, tasks->count, sizeof(wanted), by_pid);
}

/* All of its threads, and nobody but them. */
static void end_threads(struct scan_bpf_tasks *tasks)
{
	for (size_t i = 0; i < tasks->count; i++) {
		struct scan_bpf_process *process = &tasks->processes[i];

		if (process->threads_seen != process->task.threads || process->task.users != process->task.threads)
			process->ran = 0;
	}
}

static void note_threads(struct scan_bpf_tasks *tasks, const char *bytes, size_t length)
{
	struct record_cursor cursor = { bytes, length };
	struct record_task task;

	while (records_next_task(&cursor, &task) == 0) {
		struct scan_bpf_process *process = task.tid != task.pid ? find(tasks, task.pid) : NULL;

		if (process)
			note_thread(process, &task);
	}
	end_threads(tasks);
}

/* As the iterator goes through them. */
static bool is_sorted(const struct scan_bpf_tasks *tasks)
{
	for (size_t i = 1; i < tasks->count; i++)
		if (tasks->processes[i - 1].task.pid > tasks->processes[i].task.pid)
			return false;
	return true;
}

int scan_bpf_take_tasks(struct scan_bpf_tasks *tasks, const char *bytes, size_t length)
{
	struct record_cursor cursor = { bytes, length };
	struct record_task task;
	size_t room = 0;
	int r;

	while ((r = records_next_task(&cursor, &task)) == 0) {
		if (task.tid == task.pid)
			r = add_process(tasks, &task, &room);
		if (r < 0)
			return r;
	}
	if (!is_sorted(tasks))
		qsort(tasks->processes, tasks->count, sizeof(*tasks->processes), by_pid);
	note_threads(tasks, bytes, length);
	return r == -ENODATA ? 0 : r;
}

/* --- the holders */

static int add_held(struct scan_bpf_holds *holds, const struct record_holder *record, enum nstype type)
{
	if (holds->count == holds->room) {
		size_t room = holds->room == 0 ? 64 : holds->room * 2;
		struct scan_bpf_held *larger = reallocarray(holds->all, room, sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		holds->all = larger;
		holds->room = room;
	}
	holds->all[holds->count++] = (struct scan_bpf_held) { *record, type };
	return 0;
}

/* All that tells one from another; a record has no gaps. */
static int by_descriptor(const void *left, const void *right)
{
	const struct scan_bpf_held *a = left, *b = right;

	if (a->record.pid != b->record.pid)
		return a->record.pid < b->record.pid ? -1 : 1;
	/* The table of the process comes before those that threads have to themselves. */
	if (a->record.tid != b->record.tid)
		return a->record.tid == a->record.pid || (b->record.tid != b->record.pid && a->record.tid < b->record.tid) ? -1 : 1;
	if (a->record.fd != b->record.fd)
		return a->record.fd < b->record.fd ? -1 : 1;
	return memcmp(&a->record, &b->record, sizeof(a->record));
}

/* One that was sent often is there once. */
static void sort_held(struct scan_bpf_holds *holds)
{
	size_t kept = 0;

	if (holds->count > 0)
		qsort(holds->all, holds->count, sizeof(*holds->all), by_descriptor);
	for (size_t i = 0; i < holds->count; i++)
		if (i == 0 || by_descriptor(&holds->all[kept - 1], &holds->all[i]) != 0)
			holds->all[kept++] = holds->all[i];
	holds->count = kept;
}

static void give_to_processes(struct scan_bpf_tasks *tasks)
{
	for (size_t i = 0; i < tasks->held.count; i++) {
		struct scan_bpf_process *process = find(tasks, tasks->held.all[i].record.pid);

		if (process && process->held_count++ == 0)
			process->first_held = i;
	}
}

static int take_holder(struct scan_bpf_tasks *tasks, const struct record_holder *holder, enum nstype type)
{
	struct scan_bpf_process *process = find(tasks, holder->pid);

	if (holder->how == RECORD_HELD_QUEUE)
		return tasks->waiting.count == SCAN_BPF_WAITING_MAX ? -EFBIG : add_held(&tasks->waiting, holder, type);
	if (holder->how != RECORD_HELD_TUN && tasks->held.count < SCAN_BPF_HELD_MAX)
		return add_held(&tasks->held, holder, type);
	if (process)
		process->may_hold = true;
	return 0;
}

int scan_bpf_take_holders(struct scan_bpf_tasks *tasks, const char *bytes, size_t length)
{
	struct record_cursor cursor = { bytes, length };
	struct record_holder holder;
	enum nstype type;
	int r;

	while ((r = records_next_holder(&cursor, &holder, &type)) == 0) {
		r = take_holder(tasks, &holder, type);
		if (r < 0)
			return r;
	}
	sort_held(&tasks->waiting);
	sort_held(&tasks->held);
	give_to_processes(tasks);
	return r == -ENODATA ? 0 : r;
}

const struct scan_bpf_process *scan_bpf_find(const struct scan_bpf_tasks *tasks, pid_t pid)
{
	const struct scan_bpf_process *found = find(tasks, pid);

	if (found && found->task.threads > 1 && record_task_state(&found->task) == 'Z')
		return NULL;
	return found;
}

bool scan_bpf_has_no_memory(const struct scan_bpf_process *process)
{
	return process->task.users == 0 || (process->task.flags & KERNEL_THREAD) != 0;
}

bool scan_bpf_is_leaving(const struct scan_bpf_process *process)
{
	return (process->task.flags & EXITING) != 0;
}

/* --- the command lines */

static void take_one_argv(struct scan_bpf_tasks *tasks, const struct record_argv *head, const char *argv)
{
	struct scan_bpf_process *process = find(tasks, head->pid);
	struct scan_bpf_group *group;

	if (!process || process->task.start_ns != head->start_ns)
		return;
	process->has_argv = head->error == 0 && head->is_title == 0;
	process->argv_cut = head->is_cut != 0;
	process->argv = argv;
	process->argv_length = head->length;
	group = &tasks->groups[process->group];
	if (group->reader == (size_t) (process - tasks->processes))
		group->is_sure = head->group == group->key && (head->flags & EXITING) == 0;
}

int scan_bpf_take_argv(struct scan_bpf_tasks *tasks, struct bpf_bytes *argv)
{
	struct record_cursor cursor = { argv->bytes, argv->length };
	struct record_argv head;
	const char *text;
	int r;

	tasks->argv = *argv;
	*argv = (struct bpf_bytes) { 0 };
	while ((r = records_next_argv(&cursor, &head, &text)) == 0)
		take_one_argv(tasks, &head, text);
	return r == -ENODATA ? 0 : r;
}

/* --- one process */

uint64_t scan_bpf_ticks(uint64_t nanoseconds)
{
	const uint64_t second = 1000000000;
	long ticks = sysconf(_SC_CLK_TCK);

	return nanoseconds / (second / (uint64_t) (ticks > 0 ? ticks : 100));
}

uint64_t scan_bpf_start_time(const struct record_task *task)
{
	return scan_bpf_ticks(task->start_ns);
}

static void fill_comm(const struct record_task *task, struct procfs_stat *stat)
{
	stat->comm_length = strnlen(task->comm, sizeof(task->comm));
	memcpy(stat->comm, task->comm, stat->comm_length);
}

void scan_bpf_fill(const struct record_task *task, struct scan_process *process)
{
	struct procfs_stat *stat = &process->stat;
	struct procfs_status *status = &process->status;

	*stat = (struct procfs_stat) {
		.pid = task->pid, .ppid = task->ppid, .state = record_task_state(task), .flags = task->flags,
		.threads = task->threads, .start_time = scan_bpf_start_time(task),
	};
	fill_comm(task, stat);
	*status = (struct procfs_status) { .uid = task->uid, .threads = task->threads, .nspid_count = task->nspid_count };
	for (size_t i = 0; i < task->nspid_count; i++)
		status->nspid[i] = task->nspid[i];
	process->mounts = (struct scan_mounts_version) { .of = task->mounts_of, .event = task->mounts_event };
	for (int i = 0; i < SCAN_LINK_COUNT; i++) {
		process->ino[i] = task->ino[i];
		process->error[i] = 0;
	}
}
