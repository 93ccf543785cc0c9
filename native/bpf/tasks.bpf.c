/* iter/task: every thread, with its namespaces. */
#include "reader.h"
#include "records.h"

struct record_reader task_reader;
struct record_task task_record;

/* What the verifier knows the type of is read by plain loads, which cost a tenth of what a helper does that copies; they are looked up in
 * the kernel's BTF too. A load through NULL, of a namespace that the kernel was built without, is 0. */
#define TAKE(link, from) do { \
	task_record.ino[link] = (from)->ns.inum; \
	task_record.id[link] = bpf_core_field_exists((from)->ns.ns_id) ? (from)->ns.ns_id : 0; \
} while (0)

/* The event is what poll(2) of a mountinfo tells by; an open mountinfo would keep the namespace and all that is mounted there. */
static __always_inline void take_mounts(struct mnt_namespace *mnt)
{
	struct mnt_namespace___before_6_18 *old = (void *) mnt;

	if (bpf_core_field_exists(mnt->ns.ns_id))
		task_record.mounts_of = mnt->ns.ns_id;
	else if (bpf_core_field_exists(old->seq))
		task_record.mounts_of = BPF_CORE_READ(old, seq);
	task_record.mounts_event = mnt->event;
}

static __always_inline void take_time_namespaces(struct nsproxy *proxy)
{
	struct time_namespace *time, *for_children;

	if (!bpf_core_field_exists(proxy->time_ns))
		return;
	time = proxy->time_ns;
	for_children = proxy->time_ns_for_children;
	TAKE(TYPE_TIME, time);
	TAKE(TYPE_TIME_FOR_CHILDREN, for_children);
}

/* Those of who ends are gone, but the user namespace of its credentials and the pid namespace of its number. */
static __always_inline void take_namespaces(struct task_struct *task)
{
	struct user_namespace *user = task->real_cred->user_ns;
	struct nsproxy *proxy = task->nsproxy;
	struct cgroup_namespace *cgroup;
	struct ipc_namespace *ipc;
	struct mnt_namespace *mnt;
	struct net *net;
	struct pid_namespace *for_children;
	struct uts_namespace *uts;

	TAKE(TYPE_USER, user);
	if (!proxy)
		return;
	cgroup = proxy->cgroup_ns;
	ipc = proxy->ipc_ns;
	mnt = proxy->mnt_ns;
	net = proxy->net_ns;
	for_children = proxy->pid_ns_for_children;
	uts = proxy->uts_ns;
	TAKE(TYPE_CGROUP, cgroup);
	TAKE(TYPE_IPC, ipc);
	TAKE(TYPE_MNT, mnt);
	TAKE(TYPE_NET, net);
	TAKE(TYPE_PID_FOR_CHILDREN, for_children);
	TAKE(TYPE_UTS, uts);
	if (mnt && bpf_core_field_exists(mnt->event))
		take_mounts(mnt);
	take_time_namespaces(proxy);
}

/* The number at each level from the reader's on, and the namespace of the last one, which is the task's own. */
static __always_inline void take_numbers(struct pid *pid)
{
	unsigned int level = pid->level;
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
	task_record.ino[TYPE_PID] = BPF_CORE_READ(own, ns.inum);
	task_record.id[TYPE_PID] = bpf_core_field_exists(own->ns.ns_id) ? BPF_CORE_READ(own, ns.ns_id) : 0;
}

static __always_inline void take_groups(struct task_struct *task)
{
	struct css_set *groups = BPF_CORE_READ(task, cgroups);

	/* Equal where the groups are, and no address that could leave the helper by mistake. */
	task_record.group = (__u64) groups * 0x9e3779b97f4a7c15ull;
	task_record.cgroup_id = task->cgroups->dfl_cgrp->kn->id;
}

static __always_inline unsigned int state_of(struct task_struct *task)
{
	struct task_struct___before_5_14 *old = (void *) task;

	if (bpf_core_field_exists(task->__state))
		return task->__state;
	return (unsigned int) BPF_CORE_READ(old, state);
}

/* First whether it runs: once it has let go of its CPU it has one switch more. */
static __always_inline __u64 switches_of(struct task_struct *task)
{
	if (bpf_core_field_exists(task->on_cpu) ? task->on_cpu != 0 : state_of(task) == 0)
		return 0;
	return task->nvcsw + task->nivcsw;
}

SEC("iter/task")
int nsatlas_tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct task_struct *leader;
	struct mm_struct *mm;
	struct pid *pid;

	if (ctx->meta->seq_num == 0)
		find_reader(&task_reader);
	if (!task || (task->exit_state & EXIT_DEAD))
		return 0;
	if (HAS_CAST)
		task = AS(struct task_struct, task);
	__builtin_memset(&task_record, 0, sizeof(task_record));
	task_record.kind = RECORD_TASK;
	leader = task->group_leader;
	pid = task->thread_pid;
	task_record.tid = number_for(&task_reader, task);
	task_record.pid = number_for(&task_reader, leader);
	if (!pid || task_record.tid == 0 || task_record.pid == 0)
		return 0;
	task_record.ppid = number_for(&task_reader, task->real_parent->group_leader);
	task_record.start_ns = start_for(&task_reader, leader);
	task_record.uid = task->real_cred->euid.val;
	task_record.threads = (__u32) task->signal->nr_threads;
	task_record.flags = task->flags;
	task_record.state = state_of(task);
	task_record.exit_state = (__u32) task->exit_state;
	mm = task->mm;
	task_record.users = mm ? (__u32) mm->mm_users.counter : 0;
	task_record.switches = switches_of(task);
	take_groups(task);
	take_namespaces(task);
	bpf_core_read(task_record.comm, sizeof(task_record.comm), &task->comm);
	/* Last: the verifier goes on from each turn of its loop, and looks up names in the whole BTF for each load out of a task. */
	take_numbers(pid);
	bpf_seq_write(ctx->meta->seq, &task_record, sizeof(task_record));
	return 0;
}

char nsatlas_license[] SEC("license") = "Dual MIT/GPL";
