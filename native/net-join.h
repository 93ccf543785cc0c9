/* What a child does that is to stand in a foreign net namespace. */
#ifndef NSATLAS_NET_JOIN_H
#define NSATLAS_NET_JOIN_H

#include <stdbool.h>
#include <sys/types.h>

/* The child's only descriptor between two questions. */
enum { NET_JOIN_CHANNEL };

/* Dies with the parent. Each change of credentials takes that back, so it is said again after each. */
int net_join_follow(pid_t parent);

/* The child may come to stand in the target's user namespace, whose root may trace what is dumpable. It is not; and neither
 * the connection nor another namespace is to be found in it: channel alone stays, as NET_JOIN_CHANNEL. */
int net_join_keep_only(int channel);

/* setns(2), through the owner where that is the only way. Nothing leads back from there: *spent.
 * -EPERM  the kernel does not let us */
int net_join(int ns_fd, pid_t parent, bool *spent);

#endif
