#include "fuzz.h"

#include <string.h>

#include "bpf-records.h"
#include "scan-known-argv.h"

static void decode_tasks(const char *bytes, size_t length)
{
	struct record_cursor cursor = { bytes, length };
	struct record_task task;

	while (records_next_task(&cursor, &task) == 0)
		holds(task.pid > 0 && task.nspid_count <= RECORD_NSPID_MAX && record_task_state(&task) >= 'D' && cursor.left <= length);
}

static void decode_holders(const char *bytes, size_t length)
{
	struct record_cursor cursor = { bytes, length };
	struct record_holder holder;
	enum nstype type;

	while (records_next_holder(&cursor, &holder, &type) == 0)
		holds(type < NSTYPE_COUNT && holder.ino != 0);
}

static void decode_walk(const char *bytes, size_t length)
{
	struct record_namespace found;
	struct record_walk walk;

	if (records_walk(bytes, length, &walk) == 0)
		holds(walk.count <= RECORD_NAMESPACES_MAX);
	if (length < sizeof(found))
		return;
	memcpy(&found, bytes, sizeof(found));
	if (records_check_namespace(&found) == 0)
		holds(found.type < NSTYPE_COUNT);
}

static void check_argv(const struct scan_bpf_tasks *tasks)
{
	for (size_t i = 0; i < tasks->count; i++)
		if (tasks->processes[i].argv_length > 0)
			holds(tasks->processes[i].argv >= tasks->argv.bytes && tasks->processes[i].argv + tasks->processes[i].argv_length <= tasks->argv.bytes + tasks->argv.length);
}

/* The same tasks in the next look, whose command lines are known. */
static void look_again(struct scan_bpf_tasks *before, const char *bytes, size_t length)
{
	struct scan_known_argv known = { 0 };
	struct scan_bpf_tasks now = { 0 };

	scan_known_argv_keep(&known, before, true);
	if (scan_bpf_take_tasks(&now, bytes, length) == 0 && scan_known_argv_use(&known, &now))
		check_argv(&now);
	scan_bpf_tasks_free(&now);
	scan_known_argv_free(&known);
}

/* The first half as tasks, the second as their command lines: both become rows. */
static void join(const char *bytes, size_t length)
{
	const size_t half = length / 2 / 8 * 8;
	struct scan_bpf_tasks tasks = { 0 };
	struct bpf_bytes argv = { 0 };

	argv.bytes = malloc(length - half + 1);
	if (!argv.bytes)
		return;
	argv.length = length - half;
	memcpy(argv.bytes, bytes + half, argv.length);
	(void) scan_bpf_take_tasks(&tasks, bytes, half);
	(void) scan_bpf_take_argv(&tasks, &argv);
	check_argv(&tasks);
	look_again(&tasks, bytes, half);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const char *text = (const char *) bytes;

	decode_tasks(text, length);
	decode_holders(text, length);
	decode_walk(text, length);
	join(text, length);
	return 0;
}
