/* Which processes have which segments of System V shared memory mapped, as /proc/PID/maps shows it. */
#ifndef NSATLAS_IPC_ATTACHED_H
#define NSATLAS_IPC_ATTACHED_H

#include <stdbool.h>

#include "ns-members.h"

enum {
	IPC_ATTACHED_MAX = 64 * 1024,	/* of all segments together */
	IPC_ATTACHED_DEADLINE_MS = 5000,
};

struct ipc_segment {
	uint64_t id;
	uint32_t key;		/* IPC_PRIVATE for one that is removed, whatever it was */
	bool is_removed;
	struct procfs_pids attached_by;
};

/* Starts as {0}; free with ipc_segments_free. */
struct ipc_segments {
	struct ipc_segment *rows;	/* by id, once ipc_find_attached has run */
	size_t count;
	size_t unread;		/* members whose maps were not read, or not whole */
	bool is_full;		/* IPC_ATTACHED_MAX was reached */
};

/* A mapping of shared memory: the kernel names the file by the key and numbers its inode by the id. */
struct ipc_mapping {
	uint64_t id;
	uint32_t key;
};

/* A line of maps. -ENOENT: it maps something else. -EBADMSG: not that format. */
int ipc_parse_mapping(const char *line, size_t length, struct ipc_mapping *ret_mapping);

/* Fills in who has them. A process that keeps its maps from being read is left behind (scan-walk.h): fork nothing that
 * matters after it. */
int ipc_find_attached(const struct ns_members *members, const struct ns_identity *identity, struct ipc_segments *segments);

/* By id; NULL: none. */
const struct ipc_segment *ipc_segment_of(const struct ipc_segments *segments, uint64_t id);

void ipc_segments_free(struct ipc_segments *segments);

#endif
