/* Where a cgroup namespace begins in one hierarchy, cgroup_namespaces(7), told by one process seen from outside and from inside. */
#ifndef NSATLAS_HIERARCHY_ROOT_H
#define NSATLAS_HIERARCHY_ROOT_H

#include "hierarchy.h"

/* outside: a process's path as our own cgroup namespace shows it; inside: the same as the other one shows it. Into root comes
 * the path of the other's root as ours shows it.
 * -EXDEV         the process is not below that root: its path inside does not tell the root's name
 * -EBADMSG       the two are not of the same process and time
 * -ENAMETOOLONG  it does not fit */
int hierarchy_find_root(const char *outside, size_t outside_length, const char *inside, size_t inside_length,
			char *root, size_t room, size_t *ret_length);

#endif
