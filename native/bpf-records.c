#define _GNU_SOURCE
#include "bpf-records.h"

#include <errno.h>
#include <string.h>

#include "nstype.h"

/* include/linux/sched.h, the same from 4.14 on but for the last two, which older kernels do not set. */
enum {
	TASK_UNINTERRUPTIBLE = 0x0002,
	TASK_REPORT = 0x007f,
	TASK_REPORT_IDLE = 0x0080,
	TASK_IDLE = 0x0402,
	TASK_RTLOCK_WAIT = 0x1000,
	TASK_FROZEN = 0x8000,
};

static const char state_letters[] = "RSDTtXZPI";

_Static_assert((int) RECORD_LINKS == (int) NSTYPE_COUNT + 2, "the types, then pid and time for children");
_Static_assert((int) RECORD_NSPID_MAX == (int) PROCFS_NSPID_LIMIT, "as many levels as /proc tells");

static int take(struct record_cursor *cursor, void *record, size_t size)
{
	if (cursor->left == 0)
		return -ENODATA;
	if (cursor->left < size)
		return -EBADMSG;
	memcpy(record, cursor->at, size);
	cursor->at += size;
	cursor->left -= size;
	return 0;
}

static bool is_good_task(const struct record_task *task)
{
	if (task->kind != RECORD_TASK || task->tid <= 0 || task->pid <= 0 || task->ppid < 0)
		return false;
	if (task->nspid_count == 0 || task->nspid_count > RECORD_NSPID_MAX || task->nspid[0] != task->tid)
		return false;
	for (__u32 i = 0; i < task->nspid_count; i++)
		if (task->nspid[i] <= 0)
			return false;
	return task->threads <= INT32_MAX;
}

int records_next_task(struct record_cursor *cursor, struct record_task *ret_task)
{
	int r = take(cursor, ret_task, sizeof(*ret_task));

	return r == 0 && !is_good_task(ret_task) ? -EBADMSG : r;
}

int records_next_holder(struct record_cursor *cursor, struct record_holder *ret_holder, enum nstype *ret_type)
{
	int r = take(cursor, ret_holder, sizeof(*ret_holder));

	if (r < 0)
		return r;
	if (ret_holder->kind != RECORD_HOLDER || ret_holder->tid <= 0 || ret_holder->pid <= 0 || ret_holder->fd > INT32_MAX || ret_holder->ino == 0 || ret_holder->how >= RECORD_HELD_COUNT)
		return -EBADMSG;
	if (!memchr(ret_holder->type, '\0', sizeof(ret_holder->type)))
		return -EBADMSG;
	return nstype_from_name(ret_holder->type, ret_type) < 0 ? -EBADMSG : 0;
}

int records_next_argv(struct record_cursor *cursor, struct record_argv *ret_head, const char **ret_argv)
{
	int r = take(cursor, ret_head, sizeof(*ret_head));

	if (r < 0)
		return r;
	if (ret_head->kind != RECORD_ARGV || ret_head->pid <= 0 || ret_head->error > 0 || ret_head->length > RECORD_ARGV_MAX || ret_head->length > cursor->left)
		return -EBADMSG;
	*ret_argv = cursor->at;
	cursor->at += ret_head->length;
	cursor->left -= ret_head->length;
	return 0;
}

int records_walk(const char *bytes, size_t length, struct record_walk *ret_walk)
{
	struct record_cursor cursor = { bytes, length };
	int r = take(&cursor, ret_walk, sizeof(*ret_walk));

	if (r < 0)
		return r;
	return cursor.left == 0 && ret_walk->kind == RECORD_WALK && ret_walk->count <= RECORD_NAMESPACES_MAX ? 0 : -EBADMSG;
}

int records_check_namespace(const struct record_namespace *found)
{
	return found->kind == RECORD_NAMESPACE && found->type < NSTYPE_COUNT && found->ino != 0 ? 0 : -EBADMSG;
}

/* task_state_index of the kernel. */
char record_task_state(const struct record_task *task)
{
	unsigned int state = (task->state | task->exit_state) & TASK_REPORT;
	int letter = 0;

	if (task->state == TASK_IDLE)
		state = TASK_REPORT_IDLE;
	if ((task->state & (TASK_RTLOCK_WAIT | TASK_FROZEN)) != 0)
		state = TASK_UNINTERRUPTIBLE;
	for (; state != 0; state >>= 1)
		letter++;
	return state_letters[letter];
}
