/* Tier A of a scan: what the BPF iterators show. It stands before /proc, which tells what they cannot: each part that the kernel
 * does not let us have comes from there, and the scan says so. */
#ifndef NSATLAS_SCAN_BPF_H
#define NSATLAS_SCAN_BPF_H

#include "bpf-load.h"
#include "scan-bpf-tasks.h"
#include "scan-frozen.h"
#include "scan-host.h"
#include "scan-known-argv.h"
#include "scan-namespace.h"

enum scan_tier {
	SCAN_TIER_AUTO,		/* the iterators where they can be had */
	SCAN_TIER_BPF,		/* no scan without them */
	SCAN_TIER_PROC,		/* /proc alone */
};

/* Starts as {0}; free with scan_bpf_free. */
struct scan_bpf {
	struct bpf_iterators iterators;
	struct scan_bpf_tasks tasks;
	bool has_tasks;
	bool has_holders;		/* what is said of descriptors is to be believed */
	bool has_namespaces;
	bool has_read_argv;		/* of all processes, in this look */
	int error[BPF_ITERATOR_COUNT];	/* why this part comes from /proc, an errno; 0: it does not */
	uint64_t listed;		/* namespaces of the kernel's lists */
	uint64_t dropped;		/* namespaces beyond RECORD_NAMESPACES_MAX */
};

/* Chooses for the whole process, before the first scan. -ENOENT: no such tier. */
int scan_tier_choose(const char *name);
enum scan_tier scan_tier(void);

/* Has the iterators loaded, and reads processes and namespaces. -EOPNOTSUPP: SCAN_TIER_BPF, and there is nothing. */
int scan_bpf_begin(struct scan_bpf *bpf, const struct scan_observer *observer);
void scan_bpf_free(struct scan_bpf *bpf);

/* Notes every namespace of the kernel's lists with its facts. kernel_ino: those that all others come from. */
int scan_bpf_note_namespaces(struct scan_bpf *bpf, struct scan_asker *asker, uint64_t kernel_ino[NSTYPE_COUNT]);

/* Notes whose sockets namespaces wait in, with these sockets as their holders. */
int scan_bpf_note_queues(struct scan_bpf *bpf, struct scan_asker *asker);

/* What its descriptors hold was told whole, and nothing of that is left to ask. */
bool scan_bpf_is_enough(const struct scan_bpf *bpf, const struct scan_asker *asker, const struct scan_bpf_process *found);

/* Notes what its descriptors hold. */
int scan_bpf_note_held(const struct scan_bpf *bpf, struct scan_asker *asker, const struct scan_bpf_process *found);

/* The control groups of each process and the command lines. known: those of earlier looks; NULL: there are none. */
int scan_bpf_read_groups(struct scan_bpf *bpf, struct scan_frozen *frozen, struct scan_known_argv *known);

/* Adds the processes that a list of /proc has not. */
int scan_bpf_add_pids(const struct scan_bpf *bpf, struct procfs_pids *pids);

/* Fills in what scan_bpf_fill does not; argv is bpf's bytes or the walker's. -ESRCH: it has ended, and something is left for /proc to tell. */
int scan_bpf_fill_process(const struct scan_bpf *bpf, const struct scan_bpf_process *found, struct scan_walker *walker, struct scan_frozen *frozen,
	struct scan_process *process);

/* All that its row is made of, where the iterators tell all of it; else nothing. process: filled in by scan_bpf_fill. -ENOMEM */
int scan_bpf_source(const struct scan_bpf *bpf, const struct scan_bpf_process *found, const struct scan_process *process, struct scan_source *ret_source);

/* The rows of `gaps`. */
void scan_bpf_write_gaps(const struct scan_bpf *bpf, struct jsonout *out);

#endif
