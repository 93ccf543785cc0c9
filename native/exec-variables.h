/* The variables of an environment that is being made, as they stand in memory: each with its NUL. What was added first stays. */
#ifndef NSATLAS_EXEC_VARIABLES_H
#define NSATLAS_EXEC_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "join.h"

struct exec_variables {
	uint32_t count;
	uint32_t length;
	bool is_full;		/* one found no room */
	char bytes[JOIN_ENVIRONMENT_BYTES];
};

void exec_variables_init(struct exec_variables *variables);

/* A text without a NUL. One of a name that is there is left out, and so is what has no name: a process may write anything over its
 * environment. */
void exec_variables_add(struct exec_variables *variables, const char *variable, size_t length);

/* All that are in the bytes of an environ file, until one finds no room. */
void exec_variables_add_environ(struct exec_variables *variables, const char *bytes, size_t length);

#endif
