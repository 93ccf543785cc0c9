/* The command lines of the look before, for the processes that have not run since: only who runs writes into its own memory. What
 * another wrote into it (ptrace(2), process_vm_writev(2)) is seen when all are read again. */
#ifndef NSATLAS_SCAN_KNOWN_ARGV_H
#define NSATLAS_SCAN_KNOWN_ARGV_H

#include <stdbool.h>
#include <stdint.h>

#include "scan-bpf-tasks.h"

enum {
	SCAN_KNOWN_ARGV_LOOKS = 8,	/* after so many looks all are read again */
	SCAN_KNOWN_ARGV_FEW = 8,	/* where not more have run than so many, and one of so many of them all, each is read by itself */
	SCAN_KNOWN_ARGV_PART = 16,
};

/* Starts as {0}; free with scan_known_argv_free. */
struct scan_known_argv {
	struct scan_bpf_tasks tasks;	/* of the look before */
	uint32_t looks_left;		/* until all are read again */
};

void scan_known_argv_free(struct scan_known_argv *known);

/* After the groups' lines were read: gives tasks the command lines that are known to be as they were, and whether the lines of their
 * groups are sure. False: there is too little known, and all are to be read; tasks has none then. */
bool scan_known_argv_use(struct scan_known_argv *known, struct scan_bpf_tasks *tasks);

/* At the end of a look: takes tasks over. is_read: all command lines were read in this look. */
void scan_known_argv_keep(struct scan_known_argv *known, struct scan_bpf_tasks *tasks, bool is_read);

#endif
