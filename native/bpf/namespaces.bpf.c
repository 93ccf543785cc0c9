/* iter/task over one task: walks the kernel's lists of namespaces (6.18), each from its initial namespace
 * round to where it began. What stands there needs no process. The records lie in a map that the reader can look at. */
#include "kernel.h"
#include "records.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, RECORD_NAMESPACES_MAX);
	__type(key, __u32);
	__type(value, struct record_namespace);
} nsatlas_found SEC(".maps");

struct record_walk walk_record;

struct walk {
	struct ns_common *first;
	struct list_head *at;
	const struct proc_ns_operations *ops;
	__u32 type;
	__u32 is_round;
};

#define OUTER(structure, ns) ((struct structure *) ((char *) (ns) - bpf_core_field_offset(struct structure, ns)))
#define OF_OUTER(structure, ns, member) LOAD(struct structure, OUTER(structure, ns), member)
#define OWNER(structure, ns) OF_OUTER(structure, ns, user_ns)

static __always_inline struct user_namespace *owner_of(__u32 type, struct ns_common *ns)
{
	switch (type) {
	case TYPE_CGROUP: return OWNER(cgroup_namespace, ns);
	case TYPE_IPC: return OWNER(ipc_namespace, ns);
	case TYPE_MNT: return OWNER(mnt_namespace, ns);
	case TYPE_NET: return OWNER(net, ns);
	case TYPE_PID: return OWNER(pid_namespace, ns);
	case TYPE_TIME: return OWNER(time_namespace, ns);
	case TYPE_USER: return OF_OUTER(user_namespace, ns, parent);
	default: return OWNER(uts_namespace, ns);
	}
}

static __always_inline void take_facts(struct record_namespace *found, __u32 type, struct ns_common *ns)
{
	struct user_namespace *owner = owner_of(type, ns);
	struct pid_namespace *parent;

	found->owner_ino = owner ? LOAD(struct user_namespace, owner, ns.inum) : 0;
	found->parent_ino = type == TYPE_USER ? found->owner_ino : 0;
	if (type == TYPE_USER)
		found->owner_uid = OF_OUTER(user_namespace, ns, owner.val);
	if (type == TYPE_NET)
		found->cookie = OF_OUTER(net, ns, net_cookie);
	if (type != TYPE_PID)
		return;
	parent = OF_OUTER(pid_namespace, ns, parent);
	found->parent_ino = parent ? LOAD(struct pid_namespace, parent, ns.inum) : 0;
}

/* What nobody refers to is being taken down. */
static __always_inline void take(struct walk *walk, struct ns_common *ns)
{
	__u32 references = (__u32) LOAD(struct ns_common, ns, __ns_ref.refs.counter);
	__u32 index = walk_record.count;
	struct record_namespace *found;

	if (references == 0)
		return;
	found = bpf_map_lookup_elem(&nsatlas_found, &index);
	if (!found) {
		walk_record.dropped++;
		return;
	}
	found->kind = RECORD_NAMESPACE;
	found->type = walk->type;
	found->id = LOAD(struct ns_common, ns, ns_id);
	found->ino = LOAD(struct ns_common, ns, inum);
	found->references = references;
	found->is_initial = ns == walk->first;
	take_facts(found, walk->type, ns);
	walk_record.count++;
}

/* Among the nodes is the list's head, which is in no namespace: what lies around it is not what lies around the others. */
static long step(__u32 i, struct walk *walk)
{
	struct list_head *at = walk->at;
	struct ns_common *ns = (struct ns_common *) ((char *) at - bpf_core_field_offset(struct ns_common, ns_list_node));

	if (i > 0 && ns == walk->first) {
		walk->is_round = 1;
		return 1;
	}
	if (LOAD(struct ns_common, ns, ops) == walk->ops)
		take(walk, ns);
	walk->at = (struct list_head *) as_number(LOAD(struct list_head, at, next));
	return walk->at ? 0 : 1;
}

static __always_inline void walk_from(__u32 type, struct ns_common *first)
{
	struct walk walk = { .first = first, .type = type };

	walk.at = (struct list_head *) ((char *) first + bpf_core_field_offset(struct ns_common, ns_list_node));
	walk.ops = BPF_CORE_READ(first, ops);
	bpf_loop(2 * RECORD_NAMESPACES_MAX, step, &walk, 0);
	if (!walk.is_round)
		walk_record.is_whole = 0;
}

#define WALK(type, from) do { if (from) walk_from(type, &(from)->ns); } while (0)

/* The task of number 0 is in all initial namespaces: it is the father of the first process of the first pid namespace. */
static __always_inline void walk_all(void)
{
	struct task_struct *me = (struct task_struct *) bpf_get_current_task();
	struct pid_namespace *first = BPF_CORE_READ(me, thread_pid, numbers[0].ns);
	struct task_struct *origin = BPF_CORE_READ(first, child_reaper, real_parent);
	struct nsproxy *proxy = BPF_CORE_READ(origin, nsproxy);
	struct user_namespace *user = BPF_CORE_READ(origin, real_cred, user_ns);
	struct cgroup_namespace *cgroup = BPF_CORE_READ(proxy, cgroup_ns);
	struct ipc_namespace *ipc = BPF_CORE_READ(proxy, ipc_ns);
	struct mnt_namespace *mnt = BPF_CORE_READ(proxy, mnt_ns);
	struct net *net = BPF_CORE_READ(proxy, net_ns);
	struct time_namespace *time = BPF_CORE_READ(proxy, time_ns);
	struct uts_namespace *uts = BPF_CORE_READ(proxy, uts_ns);

	if (BPF_CORE_READ(origin, pid) != 0)
		return;
	walk_record.is_whole = 1;
	WALK(TYPE_CGROUP, cgroup);
	WALK(TYPE_IPC, ipc);
	WALK(TYPE_MNT, mnt);
	WALK(TYPE_NET, net);
	WALK(TYPE_PID, first);
	WALK(TYPE_TIME, time);
	WALK(TYPE_USER, user);
	WALK(TYPE_UTS, uts);
}

/* Where the lists are others, nothing is written, and the reader knows by that. */
SEC("iter/task")
int nsatlas_namespaces(struct bpf_iter__task *ctx)
{
	struct ns_common *ns = NULL;

	if (!ctx->task)
		return 0;
	if (!bpf_core_field_exists(ns->ns_list_node) || !bpf_core_field_exists(ns->ns_id) || !bpf_core_field_exists(ns->__ns_ref))
		return 0;
	walk_record = (struct record_walk) { .kind = RECORD_WALK };
	walk_all();
	bpf_seq_write(ctx->meta->seq, &walk_record, sizeof(walk_record));
	return 0;
}
