/* What of a process holds namespaces that it does not live in: its threads and descriptors. Tells of them; opens none but namespaces. */
#ifndef NSATLAS_SCAN_HOLDERS_H
#define NSATLAS_SCAN_HOLDERS_H

#include "scan-looks.h"
#include "scan-namespace.h"
#include "scan-process.h"

enum {
	SCAN_THREADS_OF_ONE_MAX = 4096,
	SCAN_THREADS_MAX = 1 << 16,
	SCAN_DESCRIPTORS_OF_ONE_MAX = 1 << 15,
	SCAN_DESCRIPTORS_MAX = 1 << 19,
	SCAN_TABLES_OF_ONE_MAX = 16,
};

/* Starts with asker and looks alone; free with scan_holders_free. */
struct scan_holders {
	struct scan_asker *asker;
	struct scan_looks *looks;
	bool is_own_proc;		/* the pids of /proc are those that system calls take */
	struct procfs_buffer own_cgroup;	/* the observer's */
	/* Of the process that is looked at: which looks it takes, and what kept us from seeing all of it. */
	bool looked[SCAN_LOOK_COUNT];
	const char *why[SCAN_LOOK_COUNT];
	uint64_t threads;		/* looked at so far, of all processes */
	uint64_t descriptors;
	char **paths;			/* where namespaces are mounted for the observer, sorted */
	size_t path_count;
};

/* Reads what is to be known of the observer: its control groups, and where it sees namespaces mounted, since a descriptor opened
 * there shows that path. */
int scan_holders_begin(struct scan_holders *holders, const struct procfs_buffer *own_mountinfo);
void scan_holders_free(struct scan_holders *holders);

/* What a process holds. dir_fd: its /proc/PID; nothing is told of one that ends meanwhile. */
int scan_holders_take(struct scan_holders *holders, int dir_fd, const struct scan_process *process);

/* One that was looked through otherwise. */
void scan_holders_pass(struct scan_holders *holders, const struct scan_process *process);

/* The namespace `ino` has this holder; it is asked through link, below dir_fd, if that was not done before. */
int scan_holders_note(struct scan_holders *holders, enum nstype type, uint64_t ino, const struct snapshot_holder *holder, int dir_fd, const char *link);

/* The threads that are not the first one, and their tables of descriptors where these are their own. */
int scan_threads_take(struct scan_holders *holders, int dir_fd, const struct scan_process *process);

/* A table of descriptors: the `fd` below dir_fd. tid: of the thread that has it to itself, or 0. */
int scan_descriptors_take(struct scan_holders *holders, int dir_fd, const struct scan_process *process, pid_t tid);

/* The `holders` of schema.ts. */
void scan_write_holders(const struct snapshot *snapshot, const struct snapshot_ns *ns, struct jsonout *out);

#endif
