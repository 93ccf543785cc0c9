/* iter.s/task: the command line of every process, out of its memory: what lies between arg_start and arg_end, and not a byte more. */
#include "reader.h"
#include "records.h"

struct record_reader argv_reader;
struct record_argv_text argv_record;

/* A command line that does not end with a NUL was written over. */
static __always_inline void note_title(struct task_struct *task, unsigned long end)
{
	char last = 0;

	if (!argv_record.head.is_cut)
		argv_record.head.is_title = argv_record.text[(argv_record.head.length - 1) & (RECORD_ARGV_MAX - 1)] != 0;
	else if (bpf_copy_from_user_task(&last, 1, (void *) (end - 1), task, 0) == 0)
		argv_record.head.is_title = last != 0;
}

static __always_inline void copy_argv(struct task_struct *task, struct mm_struct *mm)
{
	unsigned long start = mm->arg_start;
	unsigned long end = mm->arg_end;
	__u64 length = end > start ? end - start : 0;

	if (length == 0)
		return;
	argv_record.head.is_cut = length > RECORD_ARGV_MAX;
	if (length > RECORD_ARGV_MAX)
		length = RECORD_ARGV_MAX;
	argv_record.head.error = (int) bpf_copy_from_user_task(argv_record.text, (__u32) length, (void *) start, task, 0);
	if (argv_record.head.error != 0)
		return;
	argv_record.head.length = (__u32) length;
	note_title(task, end);
}

SEC("iter.s/task")
int nsatlas_argv(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct mm_struct *mm;
	__u32 length;

	if (ctx->meta->seq_num == 0)
		find_reader(&argv_reader);
	if (!task || task->pid != task->tgid)
		return 0;
	__builtin_memset(&argv_record.head, 0, sizeof(argv_record.head));
	argv_record.head.kind = RECORD_ARGV;
	argv_record.head.pid = number_for(&argv_reader, task);
	if (argv_record.head.pid == 0)
		return 0;
	argv_record.head.start_ns = start_for(&argv_reader, task);
	argv_record.head.group = (__u64) BPF_CORE_READ(task, cgroups) * 0x9e3779b97f4a7c15ull;
	argv_record.head.flags = task->flags;
	mm = task->mm;
	/* A kernel thread may work in the memory of a process for a while. */
	if (mm && !(task->flags & PF_KTHREAD))
		copy_argv(task, mm);
	length = argv_record.head.length;
	if (length > RECORD_ARGV_MAX)
		return 0;
	bpf_seq_write(ctx->meta->seq, &argv_record, (__u32) sizeof(argv_record.head) + length);
	return 0;
}
