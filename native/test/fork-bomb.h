/* A program that forks for ever: a test starts itself again as one. */
#ifndef NSATLAS_TEST_FORK_BOMB_H
#define NSATLAS_TEST_FORK_BOMB_H

#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tap.h"

struct fork_bomb {
	int forks_at_most;		/* should no limit hold it, it stops growing there, */
	unsigned int over_after_s;	/* and should nothing end it, it ends by itself */
	bool counts_failed;		/* against a limit it stops trying too, and the machine is quiet again */
};

__attribute__((noreturn))
static inline void explode(const struct fork_bomb *bomb)
{
	atomic_int *forks = mmap(NULL, sizeof(*forks), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (forks == MAP_FAILED)
		_exit(1);
	(void) alarm(bomb->over_after_s);
	while (atomic_load(forks) < bomb->forks_at_most) {
		pid_t pid = fork();

		if (pid == 0)
			(void) alarm(bomb->over_after_s);
		if (pid > 0 || (pid < 0 && bomb->counts_failed))
			(void) atomic_fetch_add(forks, 1);
		if (pid < 0 && bomb->counts_failed)
			(void) usleep(1000);
	}
	for (;;)
		(void) pause();
}

#endif
