/* proc_pid_limits(5): the resource limits of a process, getrlimit(2). */
#ifndef NSATLAS_PROCESS_LIMITS_H
#define NSATLAS_PROCESS_LIMITS_H

#include "procfs.h"

enum { PROCESS_LIMITS_MAX = 64 };

struct process_limit {
	const char *name;	/* `Max open files`; the file's bytes, all of them printable */
	size_t name_length;
	bool has_soft;		/* else unlimited */
	uint64_t soft;
	bool has_hard;
	uint64_t hard;
	const char *unit;	/* `bytes`; may be empty */
	size_t unit_length;
};

/* One line behind the head. -EBADMSG: not the format of proc(5). */
int process_parse_limit(const char *line, size_t length, struct process_limit *ret_limit);

/* All of them; the bytes stay the text's. -EBADMSG, -E2BIG: more than PROCESS_LIMITS_MAX */
int process_parse_limits(const struct procfs_buffer *text, struct process_limit limits[PROCESS_LIMITS_MAX], size_t *ret_count);

#endif
