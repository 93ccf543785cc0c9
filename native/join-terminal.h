/* The command's terminal: which one, and how it becomes its own. Part of nsatlas-join and nsatlas-make only. */
#ifndef NSATLAS_JOIN_TERMINAL_H
#define NSATLAS_JOIN_TERMINAL_H

#include <stdbool.h>

#include "join-channel.h"

/* Does nothing where none is asked for. may_look: the helper found that a devpts is mounted at /dev/pts. */
void join_take_terminal(const struct join_spec *spec, bool may_look);

#endif
