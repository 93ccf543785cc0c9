#define _GNU_SOURCE
#include "scan-bpf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bpf-loader.h"
#include "cleanup.h"
#include "count.h"

static enum scan_tier chosen = SCAN_TIER_AUTO;

int scan_tier_choose(const char *name)
{
	static const char *const names[] = { [SCAN_TIER_AUTO] = "auto", [SCAN_TIER_BPF] = "bpf", [SCAN_TIER_PROC] = "proc" };

	for (size_t i = 0; i < COUNT(names); i++) {
		if (strcmp(names[i], name) == 0) {
			chosen = (enum scan_tier) i;
			return 0;
		}
	}
	return -ENOENT;
}

enum scan_tier scan_tier(void)
{
	return chosen;
}

void scan_bpf_free(struct scan_bpf *bpf)
{
	bpf_iterators_close(&bpf->iterators);
	scan_bpf_tasks_free(&bpf->tasks);
}

/* --- reading */

/* How a test makes a kernel that hides processes from its iterators: by their names. What is shipped asks no environment. */
#ifdef NSATLAS_TEST_SEAMS
static void hide_some(struct scan_bpf_tasks *tasks)
{
	const char *hidden = getenv("NSATLAS_TEST_HIDE");
	size_t shown = 0;

	for (size_t i = 0; i < tasks->count; i++)
		if (!hidden || strncmp(tasks->processes[i].task.comm, hidden, RECORD_COMM_MAX) != 0)
			tasks->processes[shown++] = tasks->processes[i];
	tasks->count = shown;
}
#else
static void hide_some(struct scan_bpf_tasks *tasks)
{
	(void) tasks;
}
#endif

static int read_tasks(struct scan_bpf *bpf)
{
	struct bpf_bytes bytes = { 0 };
	int r = bpf_read_all(bpf->iterators.fd[BPF_TASKS], &bytes);

	if (r == 0)
		r = scan_bpf_take_tasks(&bpf->tasks, bytes.bytes, bytes.length);
	if (r == 0)
		hide_some(&bpf->tasks);
	bpf_bytes_free(&bytes);
	return r;
}

/* What fails in one part is that part's: its place is taken by /proc. */
static void begin_tasks(struct scan_bpf *bpf, const struct scan_observer *observer)
{
	int r = bpf->error[BPF_TASKS] != 0 ? -bpf->error[BPF_TASKS] : 0;

	/* The iterator numbers as our own pid namespace does. */
	if (r == 0 && !observer->is_own_proc)
		r = -EXDEV;
	if (r == 0)
		r = read_tasks(bpf);
	bpf->error[BPF_TASKS] = -r;
	bpf->has_tasks = r == 0;
	if (r < 0)
		scan_bpf_tasks_free(&bpf->tasks);
}

static int read_holders(struct scan_bpf *bpf)
{
	struct bpf_bytes bytes = { 0 };
	int r = bpf_read_all(bpf->iterators.fd[BPF_HOLDERS], &bytes);

	if (r == 0)
		r = scan_bpf_take_holders(&bpf->tasks, bytes.bytes, bytes.length);
	bpf_bytes_free(&bytes);
	return r;
}

static void begin_holders(struct scan_bpf *bpf)
{
	if (bpf->has_tasks && bpf->error[BPF_HOLDERS] == 0)
		bpf->error[BPF_HOLDERS] = -read_holders(bpf);
	bpf->has_holders = bpf->has_tasks && bpf->error[BPF_HOLDERS] == 0;
}

int scan_bpf_begin(struct scan_bpf *bpf, const struct scan_observer *observer)
{
	int r;

	if (chosen == SCAN_TIER_PROC)
		return 0;
	r = bpf_loader_ask(&bpf->iterators);
	for (int i = 0; i < BPF_ITERATOR_COUNT; i++)
		bpf->error[i] = r < 0 ? -r : bpf->iterators.error[i];
	begin_tasks(bpf, observer);
	begin_holders(bpf);
	bpf->has_namespaces = bpf->error[BPF_NAMESPACES] == 0;
	return chosen == SCAN_TIER_BPF && !bpf->has_tasks && !bpf->has_namespaces ? -EOPNOTSUPP : 0;
}

/* --- namespaces */

static void set_relation(struct snapshot_relation *relation, uint64_t ino)
{
	relation->kind = ino != 0 ? NS_RELATION_KNOWN : NS_RELATION_NONE;
	relation->ino = ino;
}

static int note_namespace(struct scan_asker *asker, const struct record_namespace *found)
{
	enum nstype type = (enum nstype) found->type;
	struct snapshot_ns *ns;
	size_t index;
	int r = scan_note_ns(asker, type, found->ino, &index);

	if (r < 0 || index == SNAPSHOT_NONE)
		return r;
	ns = &asker->snapshot->namespaces[index];
	ns->told = true;
	/* Only of a net namespace is something left to ask. */
	ns->asked = type != NSTYPE_NET;
	ns->identity.has_id = found->id != 0;
	ns->identity.id = found->id;
	ns->references = found->references;
	set_relation(&ns->owner, found->owner_ino);
	if (nstype_info[type].hierarchical)
		set_relation(&ns->parent, found->parent_ino);
	ns->has_owner_uid = type == NSTYPE_USER;
	ns->owner_uid = found->owner_uid;
	asker->asked_any = true;
	asker->has_ids |= ns->identity.has_id;
	if (type == NSTYPE_NET && ns->identity.has_id)
		scan_take_known_netnsid(asker, ns);
	return 0;
}

static int note_all(struct scan_bpf *bpf, const struct record_walk *walk, struct scan_asker *asker, uint64_t kernel_ino[NSTYPE_COUNT])
{
	/* Not all of the map: the kernel would set up each of its pages. */
	const size_t length = sizeof(struct record_namespace) * (walk->count > 0 ? walk->count : 1);
	const struct record_namespace *found = mmap(NULL, length, PROT_READ, MAP_SHARED, bpf->iterators.map_fd, 0);
	int r = 0;

	if (found == MAP_FAILED)
		return -errno;
	for (size_t i = 0; r == 0 && i < walk->count; i++) {
		r = records_check_namespace(&found[i]);
		if (r == 0 && found[i].is_initial != 0)
			kernel_ino[found[i].type] = found[i].ino;
		if (r == 0)
			r = note_namespace(asker, &found[i]);
	}
	(void) munmap((void *) (uintptr_t) found, length);
	asker->has_lists = r == 0 && walk->dropped == 0;
	bpf->listed = walk->count;
	bpf->dropped = walk->dropped;
	return r;
}

/* A walk that did not come round has met a namespace that was just taken down: the next one will. */
static int read_walk(struct scan_bpf *bpf, struct record_walk *ret_walk)
{
	CLEANUP_BUFFER struct procfs_buffer bytes = { 0 };
	int fd = bpf->iterators.fd[BPF_NAMESPACES];
	int r = procfs_read_fd(fd, 4096, &bytes);

	if (r == 0)
		r = records_walk(bytes.bytes, bytes.length, ret_walk);
	if (r == -ENODATA)
		return -EOPNOTSUPP;
	return r == 0 && ret_walk->is_whole == 0 ? -EAGAIN : r;
}

int scan_bpf_note_namespaces(struct scan_bpf *bpf, struct scan_asker *asker, uint64_t kernel_ino[NSTYPE_COUNT])
{
	struct record_walk walk;
	int r;

	if (!bpf->has_namespaces)
		return 0;
	r = read_walk(bpf, &walk);
	if (r == 0)
		r = note_all(bpf, &walk, asker, kernel_ino);
	bpf->has_namespaces = r == 0;
	bpf->error[BPF_NAMESPACES] = -r;
	return r == -ENOMEM ? r : 0;
}

/* --- descriptors */

/* What has the same number by now may be another namespace. */
static bool is_same(const struct snapshot_ns *ns, const struct record_holder *held)
{
	return !ns->identity.has_id || held->id == 0 || ns->identity.id == held->id;
}

static int note_held(struct scan_asker *asker, const struct scan_bpf_held *held, enum holder_kind kind)
{
	const struct record_holder *record = &held->record;
	const struct snapshot_holder holder = {
		.kind = kind,
		.pid = record->pid,
		.start_time = scan_bpf_ticks(record->start_ns),
		.tid = record->tid == record->pid ? 0 : record->tid,
		.fd = record->fd,
	};
	size_t index;
	int r = scan_note_ns(asker, held->type, record->ino, &index);

	if (r < 0 || index == SNAPSHOT_NONE || !is_same(&asker->snapshot->namespaces[index], record))
		return r;
	return snapshot_add_holder(asker->snapshot, index, &holder);
}

int scan_bpf_note_queues(struct scan_bpf *bpf, struct scan_asker *asker)
{
	int r = 0;

	for (size_t i = 0; r == 0 && bpf->has_holders && i < bpf->tasks.waiting.count; i++)
		r = note_held(asker, &bpf->tasks.waiting.all[i], HOLDER_IN_FLIGHT);
	return r;
}

/* Of what is not asked yet a descriptor is needed, to ask through. */
static bool is_asked(const struct scan_asker *asker, const struct scan_bpf_held *held)
{
	size_t index = snapshot_find_ns(asker->snapshot, held->type, held->record.ino);

	return index != SNAPSHOT_NONE && asker->snapshot->namespaces[index].asked && is_same(&asker->snapshot->namespaces[index], &held->record);
}

bool scan_bpf_is_enough(const struct scan_bpf *bpf, const struct scan_asker *asker, const struct scan_bpf_process *found)
{
	const struct scan_bpf_held *held = bpf->tasks.held.all + found->first_held;

	if (!bpf->has_holders || found->may_hold)
		return false;
	for (size_t i = 0; i < found->held_count; i++)
		if (!is_asked(asker, &held[i]))
			return false;
	return true;
}

/* A thread that lives elsewhere may have a socket of where its process lives. */
static bool is_at_home(const struct scan_bpf_process *found, const struct scan_bpf_held *held)
{
	return held->record.how == RECORD_HELD_SOCKET && held->record.ino == found->task.ino[NSTYPE_NET];
}

int scan_bpf_note_held(const struct scan_bpf *bpf, struct scan_asker *asker, const struct scan_bpf_process *found)
{
	const struct scan_bpf_held *held = bpf->tasks.held.all + found->first_held;
	int r = 0;

	for (size_t i = 0; r == 0 && i < found->held_count; i++)
		if (!is_at_home(found, &held[i]))
			r = note_held(asker, &held[i], held[i].record.how == RECORD_HELD_SOCKET ? HOLDER_SOCKET : HOLDER_DESCRIPTOR);
	return r;
}
