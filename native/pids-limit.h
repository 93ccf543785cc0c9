/* How many processes and threads there may be: cgroups(7), pids controller.
 *
 * In a v1 hierarchy nobody can be born into a group, only be moved, which waits for a grace period of the kernel (8 to 60 ms) unless
 * another move was a moment ago. So a helper enters its own group while it waits for its connection, and what it starts inherits that.
 * In v2 the group of a command has the limit itself, where the groups below the helper's have that controller. */
#ifndef NSATLAS_PIDS_LIMIT_H
#define NSATLAS_PIDS_LIMIT_H

#include <stdint.h>
#include <sys/types.h>

enum {
	PIDS_OF_COMMAND_MAX = 1 << 20,
	PIDS_OF_DOOR = 16384,		/* and at most half of kernel.pid_max */
};

/* Makes `nsatlas-exec-<pid>` below the caller's group of pids, for the caller and what it starts.
 * -EOPNOTSUPP: there is no v1 hierarchy of pids where the caller can see its own group. */
int pids_limit_enter(uint32_t limit);

/* The same for a door: `nsatlas-door-<pid>`. Empty ones that others have left there are taken away. *ret_group is the
 * directory, -1 with an error. */
int pids_limit_enter_door(int *ret_group);

/* Once, for the listener, which must not wait: takes away the group of a helper that ended well. group: that of the door; -1: it has none,
 * and its helpers make theirs below the caller's. -EBUSY: somebody is still in it. */
int pids_limit_remove_of(int group, pid_t exec_pid);

/* For one that outlives all others of its door: back to where the door came from, and its group is taken away (3 s at most). 0 also
 * where the caller is in no group of a door. */
int pids_limit_leave_door(void);

/* After a helper has ended, however that was (3 s at most). 0 also when there is none. */
int pids_limit_remove_leftover(pid_t exec_pid);

/* The limit of a v2 group. -ENOENT: it has no pids controller. */
int pids_limit_set(int group, uint32_t limit);

#endif
