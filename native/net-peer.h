/* Where the other ends of veths, and the lower devices of macvlans, live and what they are called there. */
#ifndef NSATLAS_NET_PEER_H
#define NSATLAS_NET_PEER_H

#include "net-joiner.h"
#include "net.h"
#include "netlink.h"

/* Fills in the peers of a settled net; netlink is a conversation in it. Others' namespaces are looked for at our own, at
 * the processes', at the nsfs mounts of our mount namespace and then of others', until all are found.
 * A peer whose namespace is at none of these is hidden, and a gap. -ENOMEM. */
int net_find_peers(struct net *net, struct netlink *netlink, struct net_joiner *joiner);

#endif
