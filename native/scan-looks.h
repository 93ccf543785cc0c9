/* How far each way of looking for what holds namespaces came: the `looks` of schema.ts. */
#ifndef NSATLAS_SCAN_LOOKS_H
#define NSATLAS_SCAN_LOOKS_H

#include <stdint.h>

#include "jsonout.h"

/* In the order of LOOKS of schema.ts. */
enum scan_look {
	SCAN_LOOK_THREADS,
	SCAN_LOOK_DESCRIPTORS,
	SCAN_LOOK_SOCKETS,
	SCAN_LOOK_QUEUES,
	SCAN_LOOK_MOUNTS,
	SCAN_LOOK_KERNEL,
	SCAN_LOOK_COUNT
};

enum { SCAN_LOOK_REASONS_MAX = 8 };

struct scan_miss {
	const char *why;	/* a sentence of ours, which stays */
	uint64_t count;
};

/* Starts as {0}. */
struct scan_looks {
	uint64_t done[SCAN_LOOK_COUNT];
	struct scan_miss missed[SCAN_LOOK_COUNT][SCAN_LOOK_REASONS_MAX];
};

/* So many processes, or mount namespaces, were looked through; or were not, or not whole. why NULL: they were. */
void scan_looked(struct scan_looks *looks, enum scan_look look, const char *why, uint64_t count);

void scan_write_looks(const struct scan_looks *looks, struct jsonout *out);

#endif
