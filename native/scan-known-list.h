/* Which processes a look goes to beside those that the iterator of tasks shows. A kernel may hide some from its iterators that /proc
 * lists: the list is long to read, and changes seldom, so that what it alone has is kept, and all of it read in some looks only. */
#ifndef NSATLAS_SCAN_KNOWN_LIST_H
#define NSATLAS_SCAN_KNOWN_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "procfs.h"
#include "scan-bpf-tasks.h"

enum { SCAN_KNOWN_LIST_LOOKS = 8 };

/* Starts as {0}; free with scan_known_list_free. */
struct scan_known_list {
	struct procfs_pids unshown;	/* that the list had and the iterator had not, by number */
	uint32_t looks_left;		/* until all is listed again */
};

void scan_known_list_free(struct scan_known_list *known);

/* Before the iterator is read: all that /proc lists, or what of it the iterator did not show. known: NULL, nothing is kept. */
int scan_list_processes(struct scan_known_list *known, struct procfs_pids *ret_list, bool *ret_is_whole);

/* Afterwards: keeps what the whole list had and the iterator has not. */
int scan_known_list_keep(struct scan_known_list *known, const struct procfs_pids *list, const struct scan_bpf_tasks *tasks);

#endif
