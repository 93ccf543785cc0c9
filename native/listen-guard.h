/* Who clears away after a listener that was killed: a process that is no child of it, and is told of each helper.
 *
 * A helper ends its own command, and the listener clears away after a helper that was killed. Where both are killed within the same
 * moment nobody would be left; what a command started may have left its session and be a child of another pid namespace's init. */
#ifndef NSATLAS_LISTEN_GUARD_H
#define NSATLAS_LISTEN_GUARD_H

#include <sys/types.h>

struct listen_guard {
	int line;	/* -1: there is none */
};

#define LISTEN_GUARD_NONE { .line = -1 }

/* clear: what is done after a helper that has ended. */
int listen_guard_start(int (*clear)(pid_t ended), struct listen_guard *ret_guard);

/* Called by what becomes a helper: no moment is left in which it runs and the guard does not know. */
void listen_guard_watch(const struct listen_guard *guard);

/* All of it was cleared away. */
void listen_guard_forget(const struct listen_guard *guard, pid_t helper);

#endif
