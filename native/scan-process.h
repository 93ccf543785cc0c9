/* One process as /proc tells it, and its row of the answer. */
#ifndef NSATLAS_SCAN_PROCESS_H
#define NSATLAS_SCAN_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "jsonout.h"
#include "procfs.h"
#include "scan-known-mounts.h"
#include "scan-walk.h"

enum {
	SCAN_ARGV_LIMIT = 16 * 1024,
	SCAN_CGROUP_LIMIT = 128 * 1024,
	/* One for each type, then pid_for_children and time_for_children. */
	SCAN_LINK_PID_FOR_CHILDREN = NSTYPE_COUNT,
	SCAN_LINK_TIME_FOR_CHILDREN,
	SCAN_LINK_COUNT,
};

struct scan_link {
	const char *name;	/* below /proc/PID/ns */
	enum nstype type;
};

extern const struct scan_link scan_links[SCAN_LINK_COUNT];

struct scan_process {
	struct procfs_stat stat;
	struct procfs_status status;
	uint64_t ino[SCAN_LINK_COUNT];	/* 0: not read */
	int error[SCAN_LINK_COUNT];	/* why, an errno; 0 where the process has none */
	const char *argv;		/* as in cmdline; the walker's bytes */
	size_t argv_length;
	bool argv_cut;
	int argv_error;			/* an errno */
	struct procfs_buffer cgroup;
	int cgroup_error;
	bool is_frozen;		/* the scan's to fill in: it asks each group once */
	struct scan_mounts_version mounts;	/* of its mount namespace, before anything is read of that */
	struct procfs_buffer scratch;
};

void scan_process_free(struct scan_process *process);

/* Reads all but the command line, which scan_process_read_argv does. ns_fd: the process's `ns` directory.
 * -ESRCH   it ended meanwhile, there is nothing whole to tell
 * -EACCES, -EPERM  not even its stat may be read (hidepid) */
int scan_process_read(int dir_fd, int ns_fd, struct scan_process *process);

/* Fills in ino and error. Returns how many links are absent. -ESRCH: it ended. */
int scan_process_read_links(int ns_fd, struct scan_process *process);

/* The command line. -ESRCH: the process ended. */
int scan_process_read_argv(int dir_fd, struct scan_walker *walker, struct scan_process *process);

/* The same of bytes that are at hand; they stay the caller's. is_cut: there were more. */
void scan_process_take_argv(struct scan_process *process, const char *argv, size_t length, bool is_cut);

bool scan_process_is_kernel_thread(const struct scan_process *process);

/* At least one namespace link could not be read. */
bool scan_process_is_unreadable(const struct scan_process *process);

void scan_process_write(const struct scan_process *process, struct jsonout *out);

#endif
