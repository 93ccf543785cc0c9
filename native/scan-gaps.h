/* What a scan could not know, and why, in words for a person. */
#ifndef NSATLAS_SCAN_GAPS_H
#define NSATLAS_SCAN_GAPS_H

#include "scan-bpf.h"
#include "scan-host.h"
#include "scan-looks.h"
#include "scan-mounts.h"
#include "scan-namespace.h"

struct scan_tally {
	uint64_t processes;	/* rows */
	uint64_t unreadable;	/* of them: some namespace link refused */
	uint64_t ended;		/* while the scan looked */
	uint64_t closed;	/* not even the stat may be read: no row */
	uint64_t silent;	/* of the rows: the command line did not come in time */
	uint64_t maybe_frozen;	/* control groups whose state could not be read */
	uint64_t hidden;	/* owners and parents outside the observer's scope */
	struct scan_mounts mounts;
	struct scan_looks looks;
};

/* One of `gaps`. count 0: it cannot be counted. */
void scan_write_gap(struct jsonout *out, const char *what, const char *why, uint64_t count);

/* What was counted of mounts, as a look. */
void scan_tally_mounts(struct scan_tally *tally);

/* What only the iterators look through: `queues` and `kernel`. */
void scan_tally_bpf(struct scan_tally *tally, const struct scan_bpf *bpf);

/* The `completeness` of schema.ts. */
void scan_write_completeness(const struct scan_tally *tally, const struct scan_observer *observer, const struct scan_asker *asker,
	const struct scan_bpf *bpf, struct jsonout *out);

#endif
