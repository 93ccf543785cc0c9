/* The control group of one exec: whatever the command starts is born in it, so that one write ends it all,
 * daemons with a session of their own and children of another pid namespace included. */
#ifndef NSATLAS_CGROUP_H
#define NSATLAS_CGROUP_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "hierarchy.h"

struct cgroup {
	int parent_fd;		/* the group above it, -1 if there is none */
	int fd;			/* the group itself, -1 if there is none */
	int birth_fd;		/* where its first process is born: the group, or one below it */
	char name[32];
	char path[PATH_MAX];	/* of that one, as /proc/PID/cgroup says it */
};

#define CGROUP_NONE { .parent_fd = -1, .fd = -1, .birth_fd = -1 }

/* Makes `nsatlas-exec-<exec_pid>` below the helper's own group; one left over by an earlier process of that pid is ended first.
 * -EOPNOTSUPP  no cgroup2 is mounted where the helper can see its own group
 * -EACCES, -EROFS …  the helper may make no group there
 * ret_cgroup is set in every case and goes to cgroup_end. */
int cgroup_create(pid_t exec_pid, struct cgroup *ret_cgroup);

/* Makes a group of the same name below the one of the v2 hierarchy that the line names, as the helper's /proc has it. own, which
 * cgroup_create made, stays empty and bears a note where the other is: so cgroup_remove_leftover finds it. It ends last.
 * -EOPNOTSUPP  no mount shows that group, or the kernel keeps no notes (before 5.7)
 * -EBUSY       no process may live there: threads only
 * -EAGAIN      it may have no further group below it
 * -EACCES, -EROFS …  the helper may make no group there
 * ret_cgroup is set in every case and goes to cgroup_end. */
int cgroup_create_below(const struct cgroup *own, const struct hierarchy_line *line, pid_t exec_pid, struct cgroup *ret_cgroup);

/* Makes a group of that name below it, in which the first process shall be born. It ends with the group. */
int cgroup_nest(struct cgroup *cgroup, const char *name);

/* Moves a process that was not born there. Slower than CLONE_INTO_CGROUP by a grace period of the kernel. */
int cgroup_add(const struct cgroup *cgroup, pid_t pid);

/* True if the process is in this very group, as the helper's own /proc says. */
bool cgroup_holds(const struct cgroup *cgroup, pid_t pid);

/* Kills everything in the group and below it, and does not wait for its end. */
void cgroup_kill(const struct cgroup *cgroup);

/* Kills everything in the group and below it, waits until it is empty (3 s at most) and removes it.
 * Does nothing where there is none. -EBUSY: something could not be killed in time. */
int cgroup_end(struct cgroup *cgroup);

/* Lets go of a group that stays. */
void cgroup_close(struct cgroup *cgroup);

/* For the listener, after an exec process ended, however it ended: the same for what it may have left.
 * Where no group can be made, kills the processes that carry its mark (sweep.h). */
int cgroup_remove_leftover(pid_t exec_pid);

#endif
