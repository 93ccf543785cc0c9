/* The processes as the BPF iterators tell them, ready to become rows. Each is found by its pid. */
#ifndef NSATLAS_SCAN_BPF_TASKS_H
#define NSATLAS_SCAN_BPF_TASKS_H

#include "bpf-read.h"
#include "bpf-records.h"
#include "scan-process.h"

enum { SCAN_BPF_TASKS_MAX = 1 << 20, SCAN_BPF_WAITING_MAX = 1 << 16, SCAN_BPF_HELD_MAX = 1 << 19 };

struct scan_bpf_process {
	struct record_task task;	/* its first thread's */
	size_t group;			/* of the control groups it is in */
	uint32_t threads_seen;
	uint64_t ran;			/* another number once one of its threads has run; 0: not known, or somebody else has its memory too */
	bool may_hold;			/* namespaces that it does not live in, by a thread or by a descriptor that is not in held */
	size_t first_held;		/* of held: what its descriptors hold */
	size_t held_count;
	bool has_argv;			/* all of it, as the kernel would tell it */
	bool argv_cut;
	const char *argv;
	size_t argv_length;
};

/* All who are in the same control groups have the same lines, which are read through one of them. */
struct scan_bpf_group {
	uint64_t key;
	size_t reader;			/* of processes: through whom it was read; SIZE_MAX: nobody yet */
	struct procfs_buffer lines;
	bool is_frozen;
	bool is_sure;			/* the reader was still in the group afterwards */
};

/* A descriptor that holds a namespace, or in whose queue a file of it waits. */
struct scan_bpf_held {
	struct record_holder record;
	enum nstype type;
};

/* By pid, tid and fd; each once. */
struct scan_bpf_holds {
	struct scan_bpf_held *all;
	size_t count;
	size_t room;
};

/* Starts as {0}; free with scan_bpf_tasks_free. */
struct scan_bpf_tasks {
	struct scan_bpf_process *processes;	/* by pid */
	size_t count;
	struct scan_bpf_group *groups;
	size_t group_count;
	size_t *slots;			/* open addressing by key: index + 1 into groups, 0 free */
	size_t slot_count;
	struct bpf_bytes argv;
	struct scan_bpf_holds waiting;	/* in queues */
	struct scan_bpf_holds held;
};

void scan_bpf_tasks_free(struct scan_bpf_tasks *tasks);

/* Takes the first threads. -EBADMSG: these are not our records. */
int scan_bpf_take_tasks(struct scan_bpf_tasks *tasks, const char *bytes, size_t length);

/* Takes the bytes over, and what they say of the processes that are still the same. */
int scan_bpf_take_argv(struct scan_bpf_tasks *tasks, struct bpf_bytes *argv);

/* Takes what descriptors hold, and what waits in their sockets. -EFBIG: of that more than SCAN_BPF_WAITING_MAX. */
int scan_bpf_take_holders(struct scan_bpf_tasks *tasks, const char *bytes, size_t length);

/* NULL: there is none, or one that /proc has to tell: its first thread has ended and others have not. */
const struct scan_bpf_process *scan_bpf_find(const struct scan_bpf_tasks *tasks, pid_t pid);

/* NULL: nobody is in it. */
const struct scan_bpf_group *scan_bpf_find_group(const struct scan_bpf_tasks *tasks, uint64_t key);

/* There is no command line: it is a thread of the kernel, or has ended. */
bool scan_bpf_has_no_memory(const struct scan_bpf_process *process);

/* It has left its control groups of v1. */
bool scan_bpf_is_leaving(const struct scan_bpf_process *process);

/* Clock ticks since boot, as in proc_pid_stat(5). */
uint64_t scan_bpf_ticks(uint64_t nanoseconds);
uint64_t scan_bpf_start_time(const struct record_task *task);

/* All but command line and control groups. */
void scan_bpf_fill(const struct record_task *task, struct scan_process *process);

#endif
