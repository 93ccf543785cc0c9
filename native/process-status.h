/* What proc_pid_status(5) says of one process beyond what a scan needs. */
#ifndef NSATLAS_PROCESS_STATUS_H
#define NSATLAS_PROCESS_STATUS_H

#include "capability-sets.h"
#include "procfs.h"

enum {
	PROCESS_GROUPS_MAX = 65536,	/* NGROUPS_MAX of the kernel */
	PROCESS_STATUS_MAX = 1024 * 1024,	/* so many groups, and the rest */
};

enum process_id { PROCESS_ID_REAL, PROCESS_ID_EFFECTIVE, PROCESS_ID_SAVED, PROCESS_ID_FILE_SYSTEM, PROCESS_ID_COUNT };

enum process_memory {
	PROCESS_MEMORY_VIRTUAL, PROCESS_MEMORY_RESIDENT, PROCESS_MEMORY_PEAK_RESIDENT, PROCESS_MEMORY_SWAPPED, PROCESS_MEMORY_COUNT
};

struct process_status {
	uint32_t uids[PROCESS_ID_COUNT];
	uint32_t gids[PROCESS_ID_COUNT];
	uint32_t *groups;
	size_t group_count;
	bool has_umask;			/* a zombie has none */
	unsigned int umask;
	struct capability_sets capabilities;
	bool no_new_privs;
	bool has_seccomp;		/* the kernel has it */
	uint64_t seccomp;		/* 0 disabled, 1 strict, 2 filter */
	bool has_seccomp_filters;	/* Linux 5.9 */
	uint64_t seccomp_filters;
	bool has_memory;		/* neither a kernel thread nor a zombie has any */
	uint64_t memory[PROCESS_MEMORY_COUNT];	/* bytes */
	bool has_switches;
	uint64_t voluntary_switches;
	uint64_t involuntary_switches;
};

/* Free ret_status with process_status_free, also when it failed.
 * -EBADMSG  not the format of proc(5), or older than Linux 4.10 */
int process_parse_status(const struct procfs_buffer *text, struct process_status *ret_status);
void process_status_free(struct process_status *status);

#endif
