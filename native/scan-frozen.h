/* Which processes are frozen: each distinct control group is asked once. */
#ifndef NSATLAS_SCAN_FROZEN_H
#define NSATLAS_SCAN_FROZEN_H

#include "hierarchy.h"

enum { SCAN_FROZEN_GROUPS_MAX = 1 << 16 };

struct frozen_group;

/* Starts as {0}; free with scan_frozen_free. */
struct scan_frozen {
	struct hierarchies hierarchies;
	struct frozen_group *slots;	/* open addressing by path */
	size_t slot_count;
	size_t count;
	uint64_t unknown;	/* groups that could not be asked */
};

/* Takes the bytes over. */
int scan_frozen_begin(struct scan_frozen *frozen, struct procfs_buffer *own_mountinfo);
void scan_frozen_free(struct scan_frozen *frozen);

/* Whether a process with this /proc/PID/cgroup is: by the freezer of v1 or by the v2 hierarchy. -ENOMEM */
int scan_is_frozen(struct scan_frozen *frozen, const struct procfs_buffer *cgroup, bool *ret_is_frozen);

#endif
