/* One look at the host, whole: every process, every namespace, and what could not be known. */
#ifndef NSATLAS_SCAN_H
#define NSATLAS_SCAN_H

#include "scan-rows.h"

/* Writes the document `scan` of schema.ts as ANSWER frames to out. known: what the asker has from earlier looks, of which only the
 * difference is told (`watchLook` of schema.ts); NULL: all of it.
 * -EOPNOTSUPP  SCAN_TIER_BPF was chosen, and there are no iterators
 * -EFBIG       known has become larger than SCAN_KNOWN_BYTES_MAX */
int scan_look(int out, struct scan_known *known);

/* An earlier look has left something behind that only the end of this program frees. */
bool scan_is_spent(void);

#endif
