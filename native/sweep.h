/* What ends an exec where the helper may make no control group: an ordinary user on a host without delegation.
 *
 * Found are: children of the helper (it is a subreaper, so orphans of its own pid namespace come to it), members of the
 * command's session, and whoever carries the command's mark in its environment, which fork(2) and execve(2) hand on.
 * What escapes: a process that left the session, was orphaned inside another pid namespace, and wiped its environment,
 * all three. Only a hostile command does that, and it could as well have been started by the user without nsatlas. */
#ifndef NSATLAS_SWEEP_H
#define NSATLAS_SWEEP_H

#include <sys/types.h>

#define SWEEP_MARK "NSATLAS_EXEC"

/* Kills until a look at /proc finds none alive (2 s at most). session: the command's pid, or 0 if not known. -EBUSY: some
 * could not be killed in time. */
int sweep_kill(pid_t exec_pid, pid_t session);

#endif
