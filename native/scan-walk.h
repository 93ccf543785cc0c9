/* Goes through a list in a thread of its own, which is left behind where it gets stuck.
 *
 * A process can make reads of its memory (its command line) wait for ever: it may lie on a file system that it serves
 * itself. Such a wait ends only with the thread that waits. So another thread goes on from there without that one fact;
 * the stuck one ends with the helper. */
#ifndef NSATLAS_SCAN_WALK_H
#define NSATLAS_SCAN_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "procfs.h"

enum {
	SCAN_WALK_LATE_MS = 300,
	SCAN_WALK_LATE_MAX = 8,		/* then nothing of the kind is read any more */
};

struct scan_walker;

/* A thread of an earlier walk was left behind: it holds what it had open until this program ends. */
bool scan_walk_left_behind(void);

/* Looks at one element. A negative result ends the walk. */
typedef int scan_visit(void *context, struct scan_walker *walker, size_t index);

/* Visits 0 to count - 1, one after the other. */
int scan_walk(size_t count, scan_visit *visit, void *context);

/* procfs_read where it may get stuck. The bytes are the walker's, until its next read.
 * -ETIMEDOUT  it did, an earlier time
 * Does not return to a walker that was left behind: all it touches otherwise belongs to its successor now. */
int scan_walker_read(struct scan_walker *walker, int dir_fd, const char *name, size_t limit, struct procfs_buffer **ret_buffer);

#endif
