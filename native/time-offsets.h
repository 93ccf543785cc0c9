/* The format of /proc/PID/timens_offsets, time_namespaces(7). */
#ifndef NSATLAS_TIME_OFFSETS_H
#define NSATLAS_TIME_OFFSETS_H

#include <stddef.h>
#include <stdint.h>

/* How far a clock is ahead of the initial one. Behind it: seconds are negative, nanoseconds still count upwards from there. */
struct time_offset {
	int64_t seconds;
	uint32_t nanoseconds;
};

struct time_offsets {
	struct time_offset monotonic;
	struct time_offset boottime;
};

/* -EBADMSG: a line is missing or malformed. Clocks of other names are passed over. */
int time_offsets_parse(const char *bytes, size_t length, struct time_offsets *ret_offsets);

#endif
