/* Who is in a namespace: the processes whose own it is. */
#ifndef NSATLAS_NS_MEMBERS_H
#define NSATLAS_NS_MEMBERS_H

#include "nsfs.h"
#include "procfs.h"

/* Starts as {0}; free with ns_members_free. */
struct ns_members {
	struct procfs_pids found;	/* by pid; without the helper's companions */
	size_t hidden;			/* processes that we may not look into: members or not */
};

/* As they are while /proc is read. Who reads a fact of one asks ns_members_is once more after it. */
int ns_members_find(const struct ns_identity *identity, struct ns_members *ret_members);

/* True if the process of this /proc/PID is in the namespace now. */
bool ns_members_is(int dir_fd, const struct ns_identity *identity);

void ns_members_free(struct ns_members *members);
#define CLEANUP_MEMBERS __attribute__((cleanup(ns_members_free)))

#endif
