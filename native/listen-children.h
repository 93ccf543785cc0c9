/* The processes of a door: one for each connection, and those that clear away what an exec left. */
#ifndef NSATLAS_LISTEN_CHILDREN_H
#define NSATLAS_LISTEN_CHILDREN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "guard.h"

enum {
	LISTEN_CONNECTION_LIMIT = 320,
	LISTEN_TERM_MS = 3000,		/* from SIGTERM to SIGKILL */
	LISTEN_SPARE_LIMIT = 4,		/* helpers that wait: for those that come in quick succession */
};

/* A helper that waits for its connection. */
struct listen_spare {
	pid_t pid;
	int line;			/* hand-over.h */
};

struct listen_children {
	char *const *argv;		/* the program of this door */
	char *const *waiting_argv;	/* the same, so that it waits for its connection; NULL: none is started ahead */
	bool clears;			/* it is the exec door: cgroup_remove_leftover after each connection */
	size_t count;
	pid_t pids[LISTEN_CONNECTION_LIMIT];
	struct listen_spare spares[LISTEN_SPARE_LIMIT];	/* the helpers of the next connections, the oldest first */
	size_t spare_count;
	size_t clearing;		/* processes that clear away; each ends by itself */
	int pids_group;			/* of the exec door: pids_limit_enter_door */
	struct guard guard;	/* of the exec door */
};

/* Ends what a helper of the exec door has left, and takes it away. 0 also when there is nothing. */
int listen_children_clear(pid_t ended);

/* Fewer helpers wait than should. */
bool listen_children_lack_spare(const struct listen_children *children);

/* Starts one more, where that is done ahead. One that cannot be started is done without. */
void listen_children_start_ahead(struct listen_children *children);

/* Gives the connection to a helper that waits, or starts the program with the connection as 0 and 1 and nothing else but 2.
 * -ENOSPC: LISTEN_CONNECTION_LIMIT are running */
int listen_children_start(struct listen_children *children, int connection);

/* Takes note of every child that has ended. */
void listen_children_reap(struct listen_children *children);

bool listen_children_are_left(const struct listen_children *children);

void listen_children_signal(const struct listen_children *children, int signal);

#endif
