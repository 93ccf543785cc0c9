/* Namespace files bound into some mount namespace's tree: what keeps a namespace alive without a process. */
#ifndef NSATLAS_SCAN_MOUNTS_H
#define NSATLAS_SCAN_MOUNTS_H

#include "scan-namespace.h"

struct scan_mounts {
	uint64_t whole;		/* mount namespaces whose whole tree was read */
	uint64_t unread;	/* mount namespaces whose mounts could not be read through any of the members tried */
	uint64_t empty;		/* those without a member, which could not be joined either */
	uint64_t partial;	/* those read through a member that sees only a part of the tree (chroot) */
	uint64_t dropped;	/* mounts beyond SNAPSHOT_MOUNTS_MAX */
	int list_error;		/* why the kernel's list of mount namespaces is not known whole, an errno; 0: it is, or was not needed */
};

/* Reads one mountinfo for each mount namespace of the kernel: its markers, and the namespaces bound there. It is read through a member
 * that sees the whole tree, else by the walker (mnt-walker.h), else through one that sees a part of it. Namespaces that only a mount
 * names are opened there and asked. */
int scan_read_mounts(struct scan_asker *asker, struct scan_mounts *ret_counts);

#endif
