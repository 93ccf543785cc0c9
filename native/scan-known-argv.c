#define _GNU_SOURCE
#include "scan-known-argv.h"

#include <string.h>

void scan_known_argv_free(struct scan_known_argv *known)
{
	scan_bpf_tasks_free(&known->tasks);
}

/* --- the groups */

static bool are_equal(const struct procfs_buffer *left, const struct procfs_buffer *right)
{
	return left->length > 0 && left->length == right->length && memcmp(left->bytes, right->bytes, left->length) == 0;
}

/* The reader may have gone to other groups before he was asked. Where he says what was said the time before he has not. */
static void judge_groups(const struct scan_bpf_tasks *before, struct scan_bpf_tasks *now)
{
	for (size_t i = 0; i < now->group_count; i++) {
		struct scan_bpf_group *group = &now->groups[i];
		const struct scan_bpf_group *same = scan_bpf_find_group(before, group->key);

		group->is_sure = same && are_equal(&same->lines, &group->lines);
	}
}

static void forget_groups(struct scan_bpf_tasks *tasks)
{
	for (size_t i = 0; i < tasks->group_count; i++)
		tasks->groups[i].is_sure = false;
}

/* --- the command lines */

static bool is_as_it_was(const struct scan_bpf_process *before, const struct scan_bpf_process *now)
{
	return before->task.pid == now->task.pid && before->task.start_ns == now->task.start_ns && before->has_argv && before->ran != 0 && before->ran == now->ran;
}

static void copy_argv(const struct scan_bpf_process *before, struct scan_bpf_process *now)
{
	now->has_argv = true;
	now->argv_cut = before->argv_cut;
	now->argv = before->argv;
	now->argv_length = before->argv_length;
}

/* Both are sorted by pid. Returns of how many something is left to read. */
static size_t copy_known(const struct scan_bpf_tasks *before, struct scan_bpf_tasks *now)
{
	size_t at = 0, unknown = 0;

	for (size_t i = 0; i < now->count; i++) {
		struct scan_bpf_process *process = &now->processes[i];

		while (at < before->count && before->processes[at].task.pid < process->task.pid)
			at++;
		if (scan_bpf_has_no_memory(process))
			process->has_argv = true;
		else if (at < before->count && is_as_it_was(&before->processes[at], process))
			copy_argv(&before->processes[at], process);
		unknown += !process->has_argv || (!now->groups[process->group].is_sure && !scan_bpf_is_leaving(process));
	}
	return unknown;
}

static void forget_argv(struct scan_bpf_tasks *tasks)
{
	for (size_t i = 0; i < tasks->count; i++) {
		struct scan_bpf_process *process = &tasks->processes[i];

		process->has_argv = false;
		process->argv_cut = false;
		process->argv = NULL;
		process->argv_length = 0;
	}
}

bool scan_known_argv_use(struct scan_known_argv *known, struct scan_bpf_tasks *tasks)
{
	if (known->looks_left == 0)
		return false;
	judge_groups(&known->tasks, tasks);
	if (copy_known(&known->tasks, tasks) > SCAN_KNOWN_ARGV_FEW + tasks->count / SCAN_KNOWN_ARGV_PART) {
		forget_argv(tasks);
		forget_groups(tasks);
		return false;
	}
	tasks->argv = known->tasks.argv;
	known->tasks.argv = (struct bpf_bytes) { 0 };
	known->looks_left--;
	return true;
}

void scan_known_argv_keep(struct scan_known_argv *known, struct scan_bpf_tasks *tasks, bool is_read)
{
	scan_bpf_tasks_free(&known->tasks);
	known->tasks = *tasks;
	*tasks = (struct scan_bpf_tasks) { 0 };
	if (is_read)
		known->looks_left = SCAN_KNOWN_ARGV_LOOKS - 1;
}
