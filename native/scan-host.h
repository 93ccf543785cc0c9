/* The machine, and who looks at it: their namespaces and capabilities decide what can be seen. */
#ifndef NSATLAS_SCAN_HOST_H
#define NSATLAS_SCAN_HOST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "jsonout.h"
#include "nstype.h"
#include "procfs.h"

struct scan_observer {
	pid_t pid;			/* as this /proc numbers it */
	bool is_own_proc;		/* this /proc shows the observer's own pid namespace */
	bool is_nested;			/* in a pid namespace below the initial one */
	uint64_t start_time;
	uint64_t capabilities;		/* effective */
	uint64_t ino[NSTYPE_COUNT];	/* 0: not readable, or no such type */
	char hidepid[16];		/* the mount option of /proc that hides others' processes; empty if there is none */
};

/* ret_mountinfo: the observer's own.
 * -EOPNOTSUPP: what is mounted at /proc is no procfs, or shows not even the observer. */
int scan_observe(struct scan_observer *ret_observer, struct procfs_buffer *ret_mountinfo);

void scan_write_host(struct jsonout *out);
void scan_write_observer(const struct scan_observer *observer, struct jsonout *out);

#endif
