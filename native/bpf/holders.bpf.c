/* iter/task: the descriptors of every process, and of every thread with a table of its own, as far as they may hold a namespace that
 * the process does not live in: a file of one, a socket of another net namespace than the task's or its process's, and whatever tun(4)
 * has opened, of which /proc tells more. And what /proc cannot tell: files of namespaces that wait in the queue of a Unix socket.
 *
 * Not iter/task_file: it takes and gives back a reference to every file, which costs more than looking at the few that matter. So a file
 * may be closed while it is looked at. It is told only if its table still has it afterwards. */
#include "reader.h"
#include "records.h"

enum { NSFS_MAGIC = 0x6e736673, SOCKFS_MAGIC = 0x534f434b };

/* c 10:200, as the kernel keeps it. */
enum { TUN_DEVICE = 10 << 20 | 200 };

enum { FMODE_PATH = 1 << 14, BATCH = 64, BATCHES_MAX = 1 << 18 };

struct record_reader holder_reader;
struct record_holder holder_record;
struct file *holder_batch[BATCH];

/* One table of descriptors. */
struct table {
	struct seq_file *seq;
	struct task_struct *task;
	struct files_struct *files;
	struct file **slots;
	unsigned long *open;	/* a bit for each */
	struct net *own;	/* the task's net namespace */
	struct net *first;	/* its process's */
	__u64 bits;		/* of the batch: what is open of it and left to look at */
	__u32 first_slot;	/* of the batch */
	__u32 pad;
};

/* --- what a file is */

enum file_kind { KIND_UNKNOWN, KIND_DULL, KIND_NAMESPACE, KIND_SOCKET, KIND_TUN };

/* All files with the same operations are of one kind, but for those opened with O_PATH. */
static struct known_operations {
	__u64 operations;
	__u32 kind;
	__u32 pad;
} known_kinds[16];

static __always_inline __u32 find_kind(struct file *file)
{
	struct inode *inode = LOAD(struct file, file, f_inode);
	struct super_block *super = LOAD(struct inode, inode, i_sb);
	unsigned long magic = LOAD(struct super_block, super, s_magic);

	if (magic == NSFS_MAGIC)
		return KIND_NAMESPACE;
	if (magic == SOCKFS_MAGIC)
		return KIND_SOCKET;
	return LOAD(struct inode, inode, i_rdev) == TUN_DEVICE ? KIND_TUN : KIND_DULL;
}

static __always_inline __u32 kind_of(struct file *file)
{
	__u64 operations = as_number(LOAD(struct file, file, f_op));
	struct known_operations *known = &known_kinds[(operations * 0x9e3779b97f4a7c15ull) >> 60];
	__u32 kind;

	if (known->operations == operations)
		return known->kind;
	kind = find_kind(file);
	if ((LOAD(struct file, file, f_mode) & FMODE_PATH) == 0) {
		known->operations = operations;
		known->kind = kind;
	}
	return kind;
}

static __always_inline void take_held(struct ns_common *ns)
{
	holder_record.ino = BPF_CORE_READ(ns, inum);
	holder_record.id = bpf_core_field_exists(ns->ns_id) ? BPF_CORE_READ(ns, ns_id) : 0;
	bpf_probe_read_kernel_str(holder_record.type, sizeof(holder_record.type), BPF_CORE_READ(ns, ops, name));
}

static __always_inline struct sock *socket_of(struct file *file)
{
	struct socket *socket = LOAD(struct file, file, private_data);

	return LOAD(struct socket, socket, sk);
}

static __always_inline struct net *net_of(struct sock *socket)
{
	return LOAD(struct sock, socket, __sk_common.skc_net.net);
}

static __always_inline void take_socket(const struct table *table, struct file *file)
{
	struct net *net = net_of(socket_of(file));

	if (!net || (net == table->own && net == table->first))
		return;
	take_held(&net->ns);
	holder_record.how = RECORD_HELD_SOCKET;
}

/* In which one its network device lies, only the driver knows. */
static __always_inline void take_tun(const struct table *table)
{
	take_held(&table->own->ns);
	holder_record.how = RECORD_HELD_TUN;
}
/* --- what waits in a queue */

enum { FAMILY_UNIX = 1, QUEUE_MAX = 1 << 16, FILES_MAX = 253 /* SCM_MAX_FD */ };

struct queue {
	const struct table *table;
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
	take_held(BPF_CORE_READ(inode, i_private));
	if (holder_record.ino != 0)
		bpf_seq_write(queue->seq, &holder_record, sizeof(holder_record));
	return 0;
}

/* The socket that it was sent by, or that accept(2) will give, is in the net namespace of who sent or connected, and keeps that also when he is gone. */
static __always_inline void take_sender(const struct queue *queue, struct sk_buff *message)
{
	struct sock *sender = BPF_CORE_READ(message, sk);
	struct net *net = net_of(sender);

	if (!net || net == queue->table->own || net == queue->table->first)
		return;
	take_held(&net->ns);
	if (holder_record.ino != 0)
		bpf_seq_write(queue->seq, &holder_record, sizeof(holder_record));
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
	take_sender(queue, at);
	queue->at = BPF_CORE_READ(at, next);
	return i + 1 >= queue->left;
}

static __always_inline void take_queue(const struct table *table, struct file *file)
{
	struct sock *sock = socket_of(file);
	struct queue queue = { .table = table, .seq = table->seq };

	if (LOAD(struct sock, sock, __sk_common.skc_family) != FAMILY_UNIX)
		return;
	queue.left = LOAD(struct sock, sock, sk_receive_queue.qlen);
	if (queue.left == 0)
		return;
	queue.at = BPF_CORE_READ(sock, sk_receive_queue.next);
	holder_record.how = RECORD_HELD_QUEUE;
	bpf_loop(QUEUE_MAX, step_message, &queue, 0);
}

/* --- the tables */

static __always_inline int is_still_there(const struct table *table, struct file *file, __u32 fd)
{
	struct task_struct *task = table->task;
	struct file *now = NULL;

	bpf_probe_read_kernel(&now, sizeof(now), table->slots + fd);
	return now == file && BPF_CORE_READ(task, files) == table->files;
}

static __always_inline void look_at(struct table *table, struct file *file, __u32 fd)
{
	__u32 kind = kind_of(file);

	if (kind == KIND_DULL)
		return;
	holder_record.fd = fd;
	holder_record.ino = 0;
	holder_record.how = RECORD_HELD_FILE;
	if (kind == KIND_NAMESPACE)
		take_held(BPF_CORE_READ(file, f_inode, i_private));
	else if (kind == KIND_SOCKET)
		take_socket(table, file);
	else
		take_tun(table);
	if (holder_record.ino != 0 && is_still_there(table, file, fd))
		bpf_seq_write(table->seq, &holder_record, sizeof(holder_record));
	if (kind == KIND_SOCKET)
		take_queue(table, file);
}

/* How many bits are below the lowest that is set: without a branch, of which the verifier would follow each way. */
static __always_inline __u32 first_bit(__u64 bits)
{
	__u64 below = (bits & -bits) - 1;

	below -= below >> 1 & 0x5555555555555555ull;
	below = (below & 0x3333333333333333ull) + (below >> 2 & 0x3333333333333333ull);
	below = (below + (below >> 4)) & 0x0f0f0f0f0f0f0f0full;
	return (__u32) (below * 0x0101010101010101ull >> 56);
}

static long step_slot(__u32 i, struct table *table)
{
	struct file *file;
	__u32 slot;

	(void) i;
	if (table->bits == 0)
		return 1;
	slot = first_bit(table->bits) & (BATCH - 1);
	table->bits &= table->bits - 1;
	file = holder_batch[slot];
	if (file)
		look_at(table, file, table->first_slot + slot);
	return 0;
}

static long step_batch(__u32 i, struct table *table)
{
	const __u32 first = i * BATCH;

	__u32 size;

	table->bits = 0;
	bpf_probe_read_kernel(&table->bits, sizeof(table->bits), (char *) table->open + first / 8);
	if (table->bits == 0)
		return 0;
	/* Mostly the first few are open. */
	size = (__u32) sizeof(holder_batch) >> ((table->bits >> 16) == 0 ? 2 : 0);
	if (bpf_probe_read_kernel(holder_batch, size, table->slots + first) != 0)
		return 0;
	table->first_slot = first;
	bpf_loop(BATCH, step_slot, table, 0);
	return 0;
}

static __always_inline void look_through(struct table *table, struct fdtable *fdt)
{
	__u32 batches = LOAD(struct fdtable, fdt, max_fds) / BATCH;

	table->slots = LOAD(struct fdtable, fdt, fd);
	table->open = LOAD(struct fdtable, fdt, open_fds);
	bpf_loop(batches < BATCHES_MAX ? batches : BATCHES_MAX, step_batch, table, 0);
}

static __always_inline void begin_pass(void)
{
	find_reader(&holder_reader);
	__builtin_memset(known_kinds, 0, sizeof(known_kinds));
}

/* Without the cast each load of a pointer out of a task costs the verifier a search, on each way that leads there: so they come before
 * the first branch. */
SEC("iter/task")
int nsatlas_holders(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task, *leader;
	struct files_struct *files, *files_of_leader;
	struct pid *pid, *pid_of_leader;
	struct table table = { 0 };

	if (!task)
		return 0;
	if (HAS_CAST)
		task = AS(struct task_struct, task);
	leader = task->group_leader;
	files = task->files;
	files_of_leader = leader->files;
	pid = task->thread_pid;
	pid_of_leader = leader->thread_pid;
	table.own = task->nsproxy->net_ns;
	table.first = leader->nsproxy->net_ns;
	table.seq = ctx->meta->seq;
	table.task = task;
	table.files = files;
	if (ctx->meta->seq_num == 0)
		begin_pass();
	if (!files || (task != leader && files == files_of_leader))
		return 0;
	__builtin_memset(&holder_record, 0, sizeof(holder_record));
	holder_record.kind = RECORD_HOLDER;
	holder_record.tid = number_of(&holder_reader, pid);
	holder_record.pid = number_of(&holder_reader, pid_of_leader);
	holder_record.start_ns = start_for(&holder_reader, leader);
	if (holder_record.tid != 0 && holder_record.pid != 0)
		look_through(&table, files->fdt);
	return 0;
}
