/* Fills a ruleset from nfnetlink, and says what stays unknown of a namespace's port forwards. */
#ifndef NSATLAS_NET_RULESET_READ_H
#define NSATLAS_NET_RULESET_READ_H

#include "net-forwards.h"
#include "net-joiner.h"
#include "net.h"

/* Reads the rules and finds the forwards. What could not be read or understood is a gap of the net. -ENOMEM. */
int net_forwards_read(struct net_joiner *joiner, int ns_fd, struct net *net, struct net_forwards *forwards);

#endif
