/* What a child does that is to stand in a foreign namespace. */
#ifndef NSATLAS_NS_JOIN_H
#define NSATLAS_NS_JOIN_H

#include <stdbool.h>
#include <sys/types.h>

/* The child's only descriptor between two questions. */
enum { NS_JOIN_CHANNEL };

/* Where the child came to stand. Starts as {0}. */
struct ns_journey {
	bool through_owner;	/* also in the namespace's owner: ids are as that user namespace numbers them */
	bool is_spent;		/* nothing leads back from there */
};

/* Dies with the parent. Each change of credentials takes this back, so it is said again after each. */
int ns_join_die_with(pid_t parent);

/* The same, and is not dumpable: the child may come to stand in the target's user namespace, whose root may trace what is. */
int ns_join_follow(pid_t parent);

/* Neither the connection nor another namespace is to be found in the child: channel alone stays, as NS_JOIN_CHANNEL. */
int ns_join_keep_only(int channel);

/* setns(2) to a namespace of any type but pid, through the owner where that is the only way. The child has one thread.
 * -EPERM  the kernel does not let us */
int ns_join(int ns_fd, pid_t parent, struct ns_journey *journey);

#endif
