/* Who reads an iterator: numbers and times are told as the reader's own /proc would tell them. */
#ifndef NSATLAS_BPF_READER_H
#define NSATLAS_BPF_READER_H

#include "kernel.h"
#include "records.h"

static __always_inline struct upid upid_at(struct pid *pid, unsigned int level)
{
	struct upid at = { 0 };

	bpf_core_read(&at, sizeof(at), &pid->numbers[level]);
	return at;
}

static __always_inline void find_reader(struct record_reader *reader)
{
	struct task_struct *me = (struct task_struct *) bpf_get_current_task();
	struct pid *pid = BPF_CORE_READ(me, thread_pid);
	struct time_namespace *time;
	unsigned int level = BPF_CORE_READ(pid, level);

	reader->level = level;
	reader->pid_ns = (__u64) upid_at(pid, level).ns;
	reader->boottime_ns = 0;
	if (!bpf_core_field_exists(me->nsproxy->time_ns))
		return;
	time = BPF_CORE_READ(me, nsproxy, time_ns);
	reader->boottime_ns = (__u64) BPF_CORE_READ(time, offsets.boottime.tv_sec) * 1000000000ull + (__u64) BPF_CORE_READ(time, offsets.boottime.tv_nsec);
}

/* The number in the reader's pid namespace; 0: it has none there. */
static __always_inline int number_of(const struct record_reader *reader, struct pid *pid)
{
	struct upid at;

	if (!pid || pid->level < reader->level)
		return 0;
	at = upid_at(pid, reader->level);
	return (__u64) at.ns == reader->pid_ns ? at.nr : 0;
}

static __always_inline int number_for(const struct record_reader *reader, struct task_struct *task)
{
	return number_of(reader, task->thread_pid);
}

static __always_inline __u64 start_for(const struct record_reader *reader, struct task_struct *leader)
{
	return leader->start_boottime + reader->boottime_ns;
}

#endif
