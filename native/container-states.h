/* The state files of runc and crun, which name the first process of each container: with these runtimes alone nothing else does. */
#ifndef NSATLAS_CONTAINER_STATES_H
#define NSATLAS_CONTAINER_STATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "container.h"
#include "jsonout.h"

enum {
	CONTAINER_STATES_LIMIT = 4096,		/* rows */
	CONTAINER_STATE_GAPS_LIMIT = 64,
};

/* `containerState` of lib/schema.ts. */
struct container_state {
	enum container_runtime runtime;		/* runc or crun */
	char *id;
	pid_t pid;
	uint64_t start_time;			/* 0: the file does not tell */
	char *bundle;				/* NULL: the file does not tell */
	uid_t uid;
	char *evidence;
};

struct container_state_gap {
	char *what;
	char why[64];
	uint64_t count;				/* 0: it cannot be counted */
};

/* Starts as {0}. */
struct container_states {
	struct container_state *rows;
	size_t count;
	size_t room;
	uint64_t left_out;			/* rows over the limit */
	struct container_state_gap gaps[CONTAINER_STATE_GAPS_LIMIT];
	size_t gap_count;
};

/* Looks below the directory root (the host's: "/"). Sorted by evidence. -ENOMEM, or why root cannot be opened. */
int container_states_read(const char *root, struct container_states *states);

void container_states_free(struct container_states *states);
void container_state_free(struct container_state *row);

/* `containerStatesAnswer`. */
void container_states_write(const struct container_states *states, struct jsonout *json);

/* --- for what reads and what carries them */

/* Takes the row's strings over, also when it fails; those over the limit are counted. -ENOMEM. */
int container_states_add(struct container_states *states, struct container_state *row);

/* why: printf's. Of more gaps than the limit the last says that there are more. -ENOMEM. */
__attribute__((format(printf, 4, 5)))
int container_states_gap(struct container_states *states, const char *what, uint64_t count, const char *why, ...);

/* What one answer of container_states_write says, added to the states. -EINVAL: it is none. -ENOMEM. */
int container_states_take(const json_t *answer, struct container_states *states);

/* From the JSON of a state file; false where it names no process. Opens nothing. */
bool container_state_of_runc(const json_t *state, struct container_state *row);
bool container_state_of_crun(const json_t *status, struct container_state *row);

#endif
