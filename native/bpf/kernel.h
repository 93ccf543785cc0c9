/* The kernel's structures, as far as the iterators read them. Only names and types matter here: where a member lies is looked up
 * in the running kernel's BTF when a program is loaded (CO-RE). Behind ___ stands another shape of the same structure. */
#ifndef NSATLAS_BPF_KERNEL_H
#define NSATLAS_BPF_KERNEL_H

#include <linux/types.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct list_head {
	struct list_head *next;
};

struct refcount_struct {
	struct { int counter; } refs;
};

struct proc_ns_operations { const char *name; };

struct ns_common {
	const struct proc_ns_operations *ops;
	unsigned int inum;
	struct refcount_struct __ns_ref;	/* 6.18 */
	__u64 ns_id;				/* 6.18 */
	struct list_head ns_list_node;		/* 6.18 alone */
};

typedef struct { unsigned int val; } kuid_t;

struct user_namespace {
	struct user_namespace *parent;
	kuid_t owner;
	struct ns_common ns;
};

struct uts_namespace { struct user_namespace *user_ns; struct ns_common ns; };
struct ipc_namespace { struct user_namespace *user_ns; struct ns_common ns; };
struct cgroup_namespace { struct user_namespace *user_ns; struct ns_common ns; };
struct mnt_namespace { struct user_namespace *user_ns; struct ns_common ns; __u64 event; };
struct mnt_namespace___before_6_18 { __u64 seq; };

struct timespec64 { __s64 tv_sec; long tv_nsec; };
struct timens_offsets { struct timespec64 boottime; };
struct time_namespace { struct user_namespace *user_ns; struct ns_common ns; struct timens_offsets offsets; };

struct net { struct user_namespace *user_ns; struct ns_common ns; __u64 net_cookie; };

struct task_struct;
struct pid_namespace {
	struct task_struct *child_reaper;
	struct pid_namespace *parent;
	struct user_namespace *user_ns;
	struct ns_common ns;
};

struct upid { int nr; struct pid_namespace *ns; };
struct pid { unsigned int level; struct upid numbers[1]; };

struct nsproxy {
	struct uts_namespace *uts_ns;
	struct ipc_namespace *ipc_ns;
	struct mnt_namespace *mnt_ns;
	struct pid_namespace *pid_ns_for_children;
	struct net *net_ns;
	struct time_namespace *time_ns;			/* 5.6 */
	struct time_namespace *time_ns_for_children;
	struct cgroup_namespace *cgroup_ns;
};

struct cred { kuid_t euid; struct user_namespace *user_ns; };

struct kernfs_node { __u64 id; };
struct cgroup { struct kernfs_node *kn; };
struct css_set { struct cgroup *dfl_cgrp; };

struct atomic { int counter; };
struct mm_struct { unsigned long arg_start; unsigned long arg_end; struct atomic mm_users; };
struct signal_struct { int nr_threads; };

struct task_struct {
	unsigned int __state;				/* 5.14 */
	int exit_state;
	unsigned int flags;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	int pid;
	int tgid;
	__u64 start_boottime;				/* 5.5 */
	const struct cred *real_cred;
	char comm[16];
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	struct mm_struct *mm;
	struct files_struct *files;
	struct css_set *cgroups;
	int on_cpu;					/* with SMP */
	unsigned long nvcsw;
	unsigned long nivcsw;
};
struct task_struct___before_5_14 { long state; };

struct super_block { unsigned long s_magic; };
struct inode { struct super_block *i_sb; void *i_private; unsigned int i_rdev; };
struct file { struct inode *f_inode; void *private_data; const void *f_op; unsigned int f_mode; };
struct fdtable { unsigned int max_fds; struct file **fd; unsigned long *open_fds; };
struct files_struct { struct fdtable *fdt; };

typedef struct { struct net *net; } possible_net_t;
struct sock;
struct sk_buff { struct sk_buff *next; struct sock *sk; char cb[48]; };
struct sk_buff_head { struct sk_buff *next; __u32 qlen; };
struct sock_common { possible_net_t skc_net; unsigned short skc_family; };
struct sock { struct sock_common __sk_common; struct sk_buff_head sk_receive_queue; };
struct socket { struct sock *sk; };

/* What a message through a Unix socket carries beside its bytes. */
struct scm_fp_list { short count; struct file *fp[1]; };
struct unix_skb_parms { struct scm_fp_list *fp; };

struct seq_file;
struct bpf_iter_meta { struct seq_file *seq; __u64 seq_num; };
struct bpf_iter__task { struct bpf_iter_meta *meta; struct task_struct *task; };

struct bpf_cpumask { int usage; };		/* 6.3, a little after bpf_rdonly_cast */

#pragma clang attribute pop

/* A pointer of whatever origin as one that may be read through by plain loads: these cost a tenth of what a helper does that copies. And the
 * verifier asks no more of it; of a task that it knows to be there it searches the whole BTF for names, at each load of a pointer. */
extern void *bpf_rdonly_cast(const void *object, __u32 type) __ksym __weak;

#define HAS_CAST bpf_core_type_exists(struct bpf_cpumask)
#define AS(type, pointer) ((type *) bpf_rdonly_cast(pointer, bpf_core_type_id_kernel(type)))
#define LOAD(type, pointer, member) (HAS_CAST ? AS(type, pointer)->member : BPF_CORE_READ((type *) (pointer), member))

/* The verifier does not reckon with pointers. What comes back out of memory is none. */
static __always_inline __u64 as_number(const void *pointer)
{
	static volatile __u64 number;

	number = (__u64) pointer;
	return number;
}

enum { PF_KTHREAD = 0x00200000, EXIT_DEAD = 0x10 };

/* The types in the order of nstype.h. */
enum { TYPE_CGROUP, TYPE_IPC, TYPE_MNT, TYPE_NET, TYPE_PID, TYPE_TIME, TYPE_USER, TYPE_UTS, TYPE_PID_FOR_CHILDREN, TYPE_TIME_FOR_CHILDREN };

#endif
