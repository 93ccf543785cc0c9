/* Fills a net from rtnetlink(7): all tables of the namespace a socket is of. */
#ifndef NSATLAS_NET_READ_H
#define NSATLAS_NET_READ_H

#include "net.h"
#include "netlink.h"

/* What could not be read is a gap of the net, which is settled afterwards. -ENOMEM. */
int net_read(struct netlink *netlink, struct net *net);

/* Only links, their details unless net is bare, and addresses, in order. What could not be read is a gap of the net. -ENOMEM. */
int net_read_links(struct netlink *netlink, struct net *net);

/* Marks the links by which a default route of the main table leaves; the links are in order. What could not be read is a gap
 * of the net: then *ret_known is false. -ENOMEM. */
int net_read_defaults(struct netlink *netlink, struct net *net, bool *ret_known);

/* One link by its ifindex.
 * -ENODEV  there is none */
int net_read_link(struct netlink *netlink, uint32_t ifindex, struct net_link *ret_link);

#endif
