/* IFLA_INFO_DATA of rtnetlink(7): what the kind of a link adds to it. One table of attributes for each kind. */
#ifndef NSATLAS_NET_DETAILS_H
#define NSATLAS_NET_DETAILS_H

#include <linux/netlink.h>

#include "net.h"

/* Adds the details of this link, in the kernel's order. A kind without a table has none; an attribute of another size than
 * the kernel's headers give it is its bytes; one that reaches beyond the data ends it. data may be NULL. -ENOMEM. */
int net_add_details(struct net *net, const struct net_link *link, const struct nlattr *data);

/* The ifindex of the device that the link stands on, there where IFLA_LINK_NETNSID says; 0: none.
 *
 * IFLA_LINK alone does not say it. Of a device without one the kernel gives its own ifindex, also beside a netnsid, which
 * then is that of the namespace it was made in (wireguard, vxlan). And up to Linux 5.0 it left IFLA_LINK out where both
 * numbers happen to be equal. */
uint32_t net_lower_of(const struct net_link *link, const struct nlattr *data);

#endif
