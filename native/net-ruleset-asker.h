/* Asks nftables for the rules of a net namespace, in a process of its own.
 *
 * nfnetlink answers nobody without CAP_NET_ADMIN, which is also the right to change every network of the host, and no filter
 * can see what a message says. So the helper gives that right up before it reads its first byte, and this small process,
 * which reads nothing foreign, keeps it: it joins one namespace and sends questions of four fixed kinds. The answer needs no
 * right, and is read by the helper, from the same socket. */
#ifndef NSATLAS_NET_RULESET_ASKER_H
#define NSATLAS_NET_RULESET_ASKER_H

#include "net-ruleset.h"
#include "netlink.h"

enum net_ruleset_table {
	NET_RULESET_CHAINS,
	NET_RULESET_SETS,
	NET_RULESET_RULES,
	NET_RULESET_ELEMENTS,	/* of one set */
	NET_RULESET_TABLE_COUNT
};

/* Starts the process, before the filter of the inspect door. It ends with its parent. */
int net_ruleset_asker_start(void);

/* Ends it, and waits for it if it is still where it was started. */
void net_ruleset_asker_end(void);

/* A whole table of the namespace, always the same one in the life of a process. set: of NET_RULESET_ELEMENTS.
 * -EPERM      the kernel does not let us: no right over the namespace's owner
 * -ETIMEDOUT  it did not answer; its namespace's owner may have stopped it
 * -EAGAIN     the table changed while the kernel wrote it; all messages were taken
 * -ENOENT     this kernel has no nftables, or there is no such set any more */
int net_ruleset_ask(int ns_fd, enum net_ruleset_table table, const struct net_set *set, netlink_take *take, void *context);

#endif
