/* What of a command can be prepared before anybody asks: its control group, and nsatlas-join waiting in it to be told what to do. Nothing
 * is read for it but what the helper is itself. */
#ifndef NSATLAS_EXEC_AHEAD_H
#define NSATLAS_EXEC_AHEAD_H

#include <stdbool.h>

#include "exec-child.h"

/* What cannot be prepared is done, or refused, when it is asked for. */
void exec_ahead_prepare(void);

/* Hands over what was prepared to a child that is EXEC_CHILD_NONE. False: there is nothing, or not any more. */
bool exec_ahead_take(struct exec_child *child);

/* Ends what was prepared, if it was not taken. */
void exec_ahead_discard(void);

#endif
