/* Asks the kernel about each distinct namespace once, and about its owner and parent, which may have no process. */
#ifndef NSATLAS_SCAN_NAMESPACE_H
#define NSATLAS_SCAN_NAMESPACE_H

#include "jsonout.h"
#include "netlink.h"
#include "scan-known-netnsids.h"
#include "scan-process.h"
#include "scan-rows.h"
#include "snapshot.h"

struct scan_asker {
	struct snapshot *snapshot;
	struct netlink netlink;	/* of the observer's own net namespace */
	uint64_t unmarked_mnt[2];	/* ino of the mount namespaces that are nobody's container: the observer's, the kernel's */
	struct scan_known_mounts *known_mounts;	/* NULL: nothing is kept for a next look */
	struct scan_known_netnsids *known_netnsids;
	int netnsid_error;	/* 0 or why none can be asked, an errno */
	bool has_lists;		/* every namespace of the kernel is noted */
	/* Where the last one lives that went through scan_note_links; false: something there was left to ask. */
	bool has_noted;
	uint64_t noted[SCAN_LINK_COUNT];
	size_t noted_mnt;	/* of namespaces, or SNAPSHOT_NONE */
	/* What is counted for the gaps. */
	bool has_ids;		/* at least one namespace gave its id */
	bool asked_any;
	uint64_t dropped;	/* namespaces beyond SNAPSHOT_NAMESPACES_MAX */
};

/* Notes a namespace that a link or a mount names. -ENOMEM; *ret_index is SNAPSHOT_NONE for one too many. */
int scan_note_ns(struct scan_asker *asker, enum nstype type, uint64_t ino, size_t *ret_index);

/* Asks about the namespace behind ns_fd and, in turn, all above it; does nothing if that was done before. */
int scan_ask_ns(struct scan_asker *asker, int ns_fd);

/* Of a net namespace whose netnsid is known from an earlier look nothing is left to ask. */
void scan_take_known_netnsid(const struct scan_asker *asker, struct snapshot_ns *ns);

/* Keeps what was found for the next look. */
void scan_keep_netnsids(const struct scan_asker *asker);

/* Notes why a namespace could not be opened; kept only while it was never asked. */
void scan_note_ns_error(struct scan_asker *asker, size_t index, int error);

/* kernel_ino: the ino of each type that the kernel's own threads are in, 0 where not known.
 * Returns how many owners and parents lie outside the observer's scope. */
uint64_t scan_write_namespaces(const struct scan_asker *asker, const uint64_t kernel_ino[NSTYPE_COUNT], struct scan_rows *rows);

#endif
