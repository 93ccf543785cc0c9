/* What nsatlas-join is told, as bytes: whether it is whole, and where its texts begin. */
#ifndef NSATLAS_JOIN_SPEC_H
#define NSATLAS_JOIN_SPEC_H

#include <stddef.h>

#include "join.h"

struct join {
	struct join_spec spec;
	int fds[JOIN_FD_COUNT];		/* -1: did not travel, or closed again */
	char environment_bytes[JOIN_ENVIRONMENT_BYTES];
	char *arguments[JOIN_ARGUMENT_LIMIT + JOIN_COMMAND_LIMIT];	/* a NULL after each command's */
	char **commands[JOIN_COMMAND_LIMIT];
	char *environment[JOIN_ENVIRONMENT_LIMIT + 1];
};

/* Points at the commands of a spec that is within its limits. -EBADMSG: it is not. */
int join_spec_read(struct join *join);

/* Points at the variables, whose bytes have come meanwhile. -EBADMSG: they are not so many, or the last has no end. */
int join_spec_read_environment(struct join *join);

#endif
