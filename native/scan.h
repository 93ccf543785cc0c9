/* One look at the host, whole: every process, every namespace, and what could not be known. */
#ifndef NSATLAS_SCAN_H
#define NSATLAS_SCAN_H

#include "scan-known-argv.h"
#include "scan-known-list.h"
#include "scan-known-mounts.h"
#include "scan-known-netnsids.h"
#include "scan-rows.h"

/* What one look leaves to the next: what the asker has, and what need not be read again. Starts as {0}; free with scan_memory_free. */
struct scan_memory {
	struct scan_known rows;
	struct scan_known_mounts mounts;
	struct scan_known_netnsids netnsids;
	struct scan_known_list list;
	struct scan_known_argv argv;
};

void scan_memory_free(struct scan_memory *memory);

/* Writes the document `scan` of schema.ts as ANSWER frames to out. memory: of earlier looks; only the difference to them is told
 * (`watchLook` of schema.ts); NULL: all of it.
 * -EOPNOTSUPP  SCAN_TIER_BPF was chosen, and there are no iterators
 * -EFBIG       its rows have become larger than SCAN_KNOWN_BYTES_MAX */
int scan_look(int out, struct scan_memory *memory);

/* An earlier look has left something behind that only the end of this program frees. */
bool scan_is_spent(void);

#endif
