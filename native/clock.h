/* The one clock for deadlines and durations: it does not jump when somebody sets the time. */
#ifndef NSATLAS_CLOCK_H
#define NSATLAS_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t clock_now_ms(void)
{
	struct timespec now;

	(void) clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif
