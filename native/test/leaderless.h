/* A process that lives on in another thread when its first one has ended. */
#ifndef NSATLAS_TEST_LEADERLESS_H
#define NSATLAS_TEST_LEADERLESS_H

#include <pthread.h>
#include <sys/syscall.h>

#include "helper.h"

static inline void *leaderless_stay(void *unused)
{
	for (;;)
		(void) pause();
	return unused;
}

static inline bool leaderless_is_zombie(pid_t pid)
{
	char *state = status_of(pid, "State");
	bool is = state[0] == 'Z';

	free(state);
	return is;
}

/* prepare: done by it before, unless NULL. To be ended by end_child(). */
static inline pid_t start_leaderless(void (*prepare)(void))
{
	pid_t pid = fork();

	must(pid >= 0);
	if (pid == 0) {
		pthread_t thread;

		if (prepare)
			prepare();
		must(pthread_create(&thread, NULL, leaderless_stay, NULL) == 0);
		(void) syscall(SYS_exit, 0);
	}
	must(comes_true(leaderless_is_zombie(pid)));
	return pid;
}

#endif
