/* Namespace files bound into some mount namespace's tree: what keeps a namespace alive without a process. */
#ifndef NSATLAS_SCAN_MOUNTS_H
#define NSATLAS_SCAN_MOUNTS_H

#include "scan-namespace.h"

struct scan_mounts {
	uint64_t whole;		/* mount namespaces whose whole tree was read */
	uint64_t unread;	/* mount namespaces whose mounts could not be read through any of the members tried */
	uint64_t partial;	/* those read through a member that sees only a part of the tree (chroot) */
	uint64_t dropped;	/* mounts beyond SNAPSHOT_MOUNTS_MAX */
};

/* Reads one mountinfo for each mount namespace seen: its markers, and the namespaces bound there. Those that only a mount names
 * are opened there and asked. */
int scan_read_mounts(struct scan_asker *asker, struct scan_mounts *ret_counts);

#endif
