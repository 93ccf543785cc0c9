/* Who clears away after a process that was killed: a process that is no child of it, and is told of each helper.
 *
 * A helper ends its own command, and the listener clears away after a helper that was killed. Where both are killed within the same
 * moment, or there is no listener, nobody would be left; what a command started may have left its session and be a child of another pid
 * namespace's init. */
#ifndef NSATLAS_GUARD_H
#define NSATLAS_GUARD_H

#include <sys/types.h>

enum {
	GUARD_WATCHED_MAX = 1024,
	GUARD_TERM_MS = 3000,	/* from the end of whom it guards to the SIGKILL of helpers, which that end has told to end */
};

struct guard {
	int line;	/* -1: there is none */
};

#define GUARD_NONE { .line = -1 }

struct guard_duty {
	int (*clear)(pid_t ended);	/* after each helper that has ended */
	int (*leave)(void);		/* when nobody is left to guard; NULL: nothing */
};

int guard_start(const struct guard_duty *duty, struct guard *ret_guard);

/* Called by the helper, or what becomes it: no moment is left in which it runs and the guard does not know. */
void guard_watch(const struct guard *guard);

/* All of it was cleared away. */
void guard_forget(const struct guard *guard, pid_t helper);

#endif
