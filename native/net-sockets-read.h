/* Fills the sockets of a net namespace from sock_diag(7), and from /proc/net where the kernel has no such answer. */
#ifndef NSATLAS_NET_SOCKETS_READ_H
#define NSATLAS_NET_SOCKETS_READ_H

#include "net-joiner.h"
#include "net-sockets.h"

/* What could not be read is a gap of the net. The sockets are settled afterwards. -ENOMEM. */
int net_sockets_read(struct net_joiner *joiner, int ns_fd, struct net *net, struct net_sockets *sockets);

/* The second of the two ways alone, for tests. */
int net_sockets_read_files(struct net_joiner *joiner, int ns_fd, struct net *net, struct net_sockets *sockets);

#endif
