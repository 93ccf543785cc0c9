/* iter/task_file: every descriptor that may hold a namespace that its process does not live in: a file of one, a socket of another net
 * namespace than the task's or its process's, and whatever tun(4) has opened, of which /proc tells more. And what /proc cannot tell:
 * files of namespaces that wait in the queue of a Unix socket. */
#include "reader.h"
#include "records.h"

enum { NSFS_MAGIC = 0x6e736673, SOCKFS_MAGIC = 0x534f434b };

/* c 10:200, as the kernel keeps it. */
enum { TUN_DEVICE = 10 << 20 | 200 };

struct record_reader holder_reader;
struct record_holder holder_record;

static __always_inline void take(struct ns_common *ns)
{
	holder_record.ino = BPF_CORE_READ(ns, inum);
	holder_record.id = bpf_core_field_exists(ns->ns_id) ? BPF_CORE_READ(ns, ns_id) : 0;
	bpf_probe_read_kernel_str(holder_record.type, sizeof(holder_record.type), BPF_CORE_READ(ns, ops, name));
}

static __always_inline void take_socket(struct task_struct *task, struct file *file)
{
	struct socket *socket = BPF_CORE_READ(file, private_data);
	struct net *net = BPF_CORE_READ(socket, sk, __sk_common.skc_net.net);
	struct net *own = task->nsproxy->net_ns;
	struct net *first = task->group_leader->nsproxy->net_ns;

	if (!net || (net == own && net == first))
		return;
	take(&net->ns);
	holder_record.how = RECORD_HELD_SOCKET;
}

/* In which one its network device lies, only the driver knows. */
static __always_inline void take_tun(struct task_struct *task)
{
	struct net *own = BPF_CORE_READ(task, nsproxy, net_ns);

	take(&own->ns);
	holder_record.how = RECORD_HELD_TUN;
}

/* --- what waits in a queue */

enum { FAMILY_UNIX = 1, QUEUE_MAX = 1 << 16, FILES_MAX = 253 /* SCM_MAX_FD */ };

struct queue {
	struct seq_file *seq;
	struct sk_buff *at;
	struct scm_fp_list *files;
	__u32 left;
};

static long step_file(__u32 i, struct queue *queue)
{
	struct scm_fp_list *files = queue->files;
	struct file *file = NULL;
	struct inode *inode;

	bpf_core_read(&file, sizeof(file), &files->fp[i & 0xff]);
	inode = BPF_CORE_READ(file, f_inode);
	if (BPF_CORE_READ(inode, i_sb, s_magic) != NSFS_MAGIC)
		return 0;
	take(BPF_CORE_READ(inode, i_private));
	if (holder_record.ino != 0)
		bpf_seq_write(queue->seq, &holder_record, sizeof(holder_record));
	return 0;
}

/* Somebody may receive it meanwhile: what is read then is checked for what it is, and else is nothing. */
static long step_message(__u32 i, struct queue *queue)
{
	struct sk_buff *at = queue->at;
	struct unix_skb_parms *parms = (void *) ((char *) at + bpf_core_field_offset(struct sk_buff, cb));
	struct scm_fp_list *files = BPF_CORE_READ(parms, fp);
	__u32 count = files ? (__u32) BPF_CORE_READ(files, count) & 0xff : 0;

	queue->files = files;
	if (count > 0)
		bpf_loop(count, step_file, queue, 0);
	queue->at = BPF_CORE_READ(at, next);
	return i + 1 >= queue->left;
}

static __always_inline void take_queue(struct seq_file *seq, struct file *file)
{
	struct socket *socket = BPF_CORE_READ(file, private_data);
	struct sock *sock = BPF_CORE_READ(socket, sk);
	struct queue queue = { .seq = seq };

	if (BPF_CORE_READ(sock, __sk_common.skc_family) != FAMILY_UNIX)
		return;
	queue.left = BPF_CORE_READ(sock, sk_receive_queue.qlen);
	if (queue.left == 0)
		return;
	queue.at = BPF_CORE_READ(sock, sk_receive_queue.next);
	holder_record.how = RECORD_HELD_QUEUE;
	bpf_loop(QUEUE_MAX, step_message, &queue, 0);
}

SEC("iter/task_file")
int nsatlas_holders(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task, *leader;
	struct file *file = ctx->file;
	unsigned long magic;
	struct inode *inode;
	bool is_tun;

	if (ctx->meta->seq_num == 0)
		find_reader(&holder_reader);
	if (!task || !file)
		return 0;
	inode = file->f_inode;
	magic = inode->i_sb->s_magic;
	is_tun = inode->i_rdev == TUN_DEVICE;
	if (magic != NSFS_MAGIC && magic != SOCKFS_MAGIC && !is_tun)
		return 0;
	__builtin_memset(&holder_record, 0, sizeof(holder_record));
	if (magic == NSFS_MAGIC)
		take(inode->i_private);
	else if (magic == SOCKFS_MAGIC)
		take_socket(task, file);
	else
		take_tun(task);
	leader = task->group_leader;
	holder_record.kind = RECORD_HOLDER;
	holder_record.tid = number_for(&holder_reader, task);
	holder_record.pid = number_for(&holder_reader, leader);
	holder_record.start_ns = start_for(&holder_reader, leader);
	holder_record.fd = ctx->fd;
	if (holder_record.ino != 0)
		bpf_seq_write(ctx->meta->seq, &holder_record, sizeof(holder_record));
	if (magic == SOCKFS_MAGIC)
		take_queue(ctx->meta->seq, file);
	return 0;
}
