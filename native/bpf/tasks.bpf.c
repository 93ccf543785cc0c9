/* iter/task: every thread, with its namespaces. */
#include "reader.h"
#include "records.h"

struct record_reader task_reader;
struct record_task task_record;

static __always_inline void take_ns(int link, struct ns_common *ns)
{
	task_record.ino[link] = BPF_CORE_READ(ns, inum);
	task_record.id[link] = bpf_core_field_exists(ns->ns_id) ? BPF_CORE_READ(ns, ns_id) : 0;
}

/* A NULL pointer is that of a namespace that the kernel was built without. */
#define TAKE(link, from) do { if (from) take_ns(link, &(from)->ns); } while (0)

static __always_inline void take_time_namespaces(struct nsproxy *proxy)
{
	struct time_namespace *time, *for_children;

	if (!bpf_core_field_exists(proxy->time_ns))
		return;
	time = BPF_CORE_READ(proxy, time_ns);
	for_children = BPF_CORE_READ(proxy, time_ns_for_children);
	TAKE(TYPE_TIME, time);
	TAKE(TYPE_TIME_FOR_CHILDREN, for_children);
}

/* Those of who ends are gone, but the user namespace of its credentials and the pid namespace of its number. */
static __always_inline void take_namespaces(struct task_struct *task)
{
	struct user_namespace *user = BPF_CORE_READ(task, real_cred, user_ns);
	struct nsproxy *proxy = BPF_CORE_READ(task, nsproxy);
	struct cgroup_namespace *cgroup;
	struct ipc_namespace *ipc;
	struct mnt_namespace *mnt;
	struct net *net;
	struct pid_namespace *for_children;
	struct uts_namespace *uts;

	TAKE(TYPE_USER, user);
	if (!proxy)
		return;
	cgroup = BPF_CORE_READ(proxy, cgroup_ns);
	ipc = BPF_CORE_READ(proxy, ipc_ns);
	mnt = BPF_CORE_READ(proxy, mnt_ns);
	net = BPF_CORE_READ(proxy, net_ns);
	for_children = BPF_CORE_READ(proxy, pid_ns_for_children);
	uts = BPF_CORE_READ(proxy, uts_ns);
	TAKE(TYPE_CGROUP, cgroup);
	TAKE(TYPE_IPC, ipc);
	TAKE(TYPE_MNT, mnt);
	TAKE(TYPE_NET, net);
	TAKE(TYPE_PID_FOR_CHILDREN, for_children);
	TAKE(TYPE_UTS, uts);
	take_time_namespaces(proxy);
}

/* The number at each level from the reader's on, and the namespace of the last one, which is the task's own. */
static __always_inline void take_numbers(struct pid *pid)
{
	unsigned int level = BPF_CORE_READ(pid, level);
	struct pid_namespace *own;
	struct upid at = { 0 };

	for (unsigned int i = 0; i < RECORD_NSPID_MAX; i++) {
		if (task_reader.level + i > level)
			break;
		at = upid_at(pid, task_reader.level + i);
		task_record.nspid[i] = at.nr;
		task_record.nspid_count = i + 1;
	}
	own = at.ns;
	TAKE(TYPE_PID, own);
}

static __always_inline void take_groups(struct task_struct *task)
{
	struct css_set *groups = BPF_CORE_READ(task, cgroups);

	/* Equal where the groups are, and no address that could leave the helper by mistake. */
	task_record.group = (__u64) groups * 0x9e3779b97f4a7c15ull;
	task_record.cgroup_id = BPF_CORE_READ(groups, dfl_cgrp, kn, id);
}

static __always_inline unsigned int state_of(struct task_struct *task)
{
	struct task_struct___before_5_14 *old = (void *) task;

	if (bpf_core_field_exists(task->__state))
		return BPF_CORE_READ(task, __state);
	return (unsigned int) BPF_CORE_READ(old, state);
}

SEC("iter/task")
int nsatlas_tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct task_struct *leader;
	struct pid *pid;

	if (ctx->meta->seq_num == 0)
		find_reader(&task_reader);
	if (!task || (task->exit_state & EXIT_DEAD))
		return 0;
	__builtin_memset(&task_record, 0, sizeof(task_record));
	task_record.kind = RECORD_TASK;
	leader = BPF_CORE_READ(task, group_leader);
	pid = BPF_CORE_READ(task, thread_pid);
	task_record.tid = number_for(&task_reader, task);
	task_record.pid = number_for(&task_reader, leader);
	if (!pid || task_record.tid == 0 || task_record.pid == 0)
		return 0;
	task_record.ppid = number_for(&task_reader, BPF_CORE_READ(task, real_parent, group_leader));
	task_record.start_ns = start_for(&task_reader, leader);
	task_record.uid = BPF_CORE_READ(task, real_cred, euid.val);
	task_record.threads = (__u32) BPF_CORE_READ(task, signal, nr_threads);
	task_record.flags = BPF_CORE_READ(task, flags);
	task_record.state = state_of(task);
	task_record.exit_state = (__u32) BPF_CORE_READ(task, exit_state);
	take_numbers(pid);
	take_groups(task);
	take_namespaces(task);
	bpf_core_read(task_record.comm, sizeof(task_record.comm), &task->comm);
	bpf_seq_write(ctx->meta->seq, &task_record, sizeof(task_record));
	return 0;
}

char nsatlas_license[] SEC("license") = "Dual MIT/GPL";
