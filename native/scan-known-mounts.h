/* What a scan tells of the mountinfo of a mount namespace, kept for the next looks as long as nothing is mounted or unmounted there.
 * No descriptor is kept: an open mountinfo would keep the namespace and all its mounts. */
#ifndef NSATLAS_SCAN_KNOWN_MOUNTS_H
#define NSATLAS_SCAN_KNOWN_MOUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "procfs.h"

enum {
	/* The kernel counts no renaming of what a path leads through: so many are read again in each look, and each after so many looks at the latest. */
	SCAN_KNOWN_MOUNTS_LEAST = 8,
	SCAN_KNOWN_MOUNTS_LOOKS = 64,
	SCAN_KNOWN_MOUNTS_BYTES_MAX = 16 * 1024 * 1024,
};

/* As the kernel counts: the same number, and the same count of changes, are the same mounts. */
struct scan_mounts_version {
	uint64_t of;		/* a number of this mount namespace alone; 0: not told */
	uint64_t event;
};

struct scan_known_mount;

/* Starts as {0}; free with scan_known_mounts_free. */
struct scan_known_mounts {
	struct scan_known_mount *kept;	/* from the look before, by number */
	size_t kept_count;
	size_t first_due;	/* of kept: from here on so many are read again in this look */
	size_t due_count;
	uint64_t last_due;	/* the number of the last of them */
	struct scan_known_mount *seen;	/* in this look */
	size_t seen_count;
	size_t seen_room;
	uint64_t bytes;
};

void scan_known_mounts_free(struct scan_known_mounts *known);

/* The lines that matter, as they were read and still are; NULL: they have to be read. */
const struct procfs_buffer *scan_known_mounts_find(const struct scan_known_mounts *known, const struct scan_mounts_version *version);

/* Those that were found were used: they go on into the next look. Their bytes stay where they are until this one ends. */
void scan_known_mounts_use(struct scan_known_mounts *known, const struct scan_mounts_version *version);

/* Keeps of a mountinfo, read after its version was told, the lines that matter. Does nothing where there is no room or no version. */
void scan_known_mounts_keep(struct scan_known_mounts *known, const struct scan_mounts_version *version, const struct procfs_buffer *mountinfo);

/* Forgets what was not there in this look. */
void scan_known_mounts_end_look(struct scan_known_mounts *known);

#endif
