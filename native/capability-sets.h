/* The five capability sets of a process, capabilities(7), as its status tells them. */
#ifndef NSATLAS_CAPABILITY_SETS_H
#define NSATLAS_CAPABILITY_SETS_H

#include <stdint.h>

#include "jsonout.h"
#include "procfs.h"

/* Bit 1 << CAP_*. */
struct capability_sets {
	uint64_t inheritable;
	uint64_t permitted;
	uint64_t effective;
	uint64_t bounding;
	uint64_t ambient;	/* empty before Linux 4.3, which knows none */
};

/* Of a status file. -EBADMSG: not the format of proc_pid_status(5). */
int capability_sets_parse(const struct procfs_buffer *status, struct capability_sets *ret_sets);

/* Five fields of the object that is open: 16 hexadecimal digits each. */
void capability_sets_write(const struct capability_sets *sets, struct jsonout *json);

#endif
