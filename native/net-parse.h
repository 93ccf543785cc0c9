/* Messages of rtnetlink(7) to rows. Lengths and kinds of all attributes are checked, although they are the kernel's. */
#ifndef NSATLAS_NET_PARSE_H
#define NSATLAS_NET_PARSE_H

#include <linux/netlink.h>

#include "net.h"

/* A netlink_take: the row or rows of one message go into the net. A message of another kind is none of ours, and no error.
 * -EBADMSG  not what rtnetlink(7) describes
 * -ENOMEM */
int net_parse(const struct nlmsghdr *message, void *net);

/* One RTM_NEWLINK; -EBADMSG also for any other. */
int net_parse_link(const struct nlmsghdr *message, struct net_link *ret_link);

#endif
