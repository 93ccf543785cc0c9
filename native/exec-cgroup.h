/* A command below its target's control groups: nsenter --join-cgroup, but in a group of its own there, which can be ended. */
#ifndef NSATLAS_EXEC_CGROUP_H
#define NSATLAS_EXEC_CGROUP_H

#include "exec-child.h"

/* A group of ours below the target's in the v2 hierarchy: the target's limits hold in it too. Refuses with gone, unsupported, denied
 * or limit where there can be none. */
int exec_cgroup_contain(const struct exec_setup *setup, struct exec_child *child, struct refusal *ret_refusal);

/* Moves the joining program, before it does anything, into the target's group of each v1 hierarchy. What it becomes and starts
 * stays there. Refuses where it cannot be done whole. */
int exec_cgroup_follow(const struct exec_setup *setup, const struct exec_child *child, struct refusal *ret_refusal);

#endif
