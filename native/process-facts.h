/* What is told of one process beside the scan's row, inspect-schema.ts: scanProcessFacts. */
#ifndef NSATLAS_PROCESS_FACTS_H
#define NSATLAS_PROCESS_FACTS_H

#include "hierarchy.h"
#include "jsonout.h"
#include "process-descriptors.h"
#include "process-limits.h"
#include "process-status.h"

enum {
	PROCESS_CGROUP_MAX = 128 * 1024,
	PROCESS_LABEL_MAX = 4096,
	PROCESS_UNREAD_MAX = 16,
};

/* exe, cwd and root. */
enum process_link { PROCESS_LINK_EXE, PROCESS_LINK_CWD, PROCESS_LINK_ROOT, PROCESS_LINK_COUNT };

struct process_unread {
	const char *what;	/* below /proc/PID */
	int error;
};

struct process_facts {
	struct procfs_stat stat;
	struct process_status status;
	struct procfs_buffer label;		/* empty: none */
	bool has_oom_score_adjust;
	int oom_score_adjust;
	struct procfs_buffer links[PROCESS_LINK_COUNT];	/* empty: none, or unread */
	struct procfs_buffer limits_text;
	struct process_limit limits[PROCESS_LIMITS_MAX];
	size_t limit_count;
	bool has_descriptors;
	struct process_descriptors descriptors;
	struct procfs_buffer cgroup;
	struct process_unread unread[PROCESS_UNREAD_MAX];
	size_t unread_count;
};

/* Everything below one descriptor of /proc/PID, so that nothing is of another process. Starts as {0}; free with process_facts_free.
 * -ESRCH   it ended meanwhile
 * -EACCES, -EPERM  not even its stat may be read (hidepid) */
int process_read_facts(int dir_fd, struct process_facts *facts);
void process_facts_free(struct process_facts *facts);
#define CLEANUP_FACTS __attribute__((cleanup(process_facts_free)))

/* Reads the interface files of its control groups while it writes. */
void process_write_facts(const struct process_facts *facts, const struct hierarchies *hierarchies, struct jsonout *out);

#endif
