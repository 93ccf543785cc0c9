/* The command's terminal: which one, and how it becomes its own. Part of nsatlas-join and nsatlas-make only. */
#ifndef NSATLAS_JOIN_TERMINAL_H
#define NSATLAS_JOIN_TERMINAL_H

#include "join-channel.h"

/* Does nothing where none is asked for. Call it as who the command will be, in the root it will have. */
void join_take_terminal(const struct join_spec *spec);

#endif
