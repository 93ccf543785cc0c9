/* What time it is. */
#ifndef NSATLAS_CLOCK_H
#define NSATLAS_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t clock_ms_of(clockid_t clock)
{
	struct timespec now;

	(void) clock_gettime(clock, &now);
	return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* For deadlines and durations: it does not jump when somebody sets the time. */
static inline int64_t clock_now_ms(void)
{
	return clock_ms_of(CLOCK_MONOTONIC);
}

/* By the clock of proc_pid_stat(5)'s start time: it runs on while the machine sleeps, and nobody can set it. */
static inline int64_t clock_since_boot_ms(void)
{
	return clock_ms_of(CLOCK_BOOTTIME);
}

/* As people tell it. */
static inline int64_t clock_since_1970_ms(void)
{
	return clock_ms_of(CLOCK_REALTIME);
}

#endif
