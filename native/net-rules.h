/* Routing rules (ip-rule(8)): RTM_NEWRULE of rtnetlink(7) to rows, and rows to the `rules` of lib/net-schema.ts. */
#ifndef NSATLAS_NET_RULES_H
#define NSATLAS_NET_RULES_H

#include <linux/netlink.h>

#include "jsonout.h"
#include "net.h"

/* One RTM_NEWRULE; one of multicast routing is passed over.
 * -EBADMSG  not what rtnetlink(7) describes
 * -ENOMEM */
int net_take_rule(const struct nlmsghdr *message, struct net *net);

void net_write_rules(const struct net *net, struct jsonout *json);

#endif
