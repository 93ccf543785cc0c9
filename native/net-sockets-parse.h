/* Messages of inet_diag and lines of /proc/net to rows. Lengths of all attributes are checked, although they are the kernel's. */
#ifndef NSATLAS_NET_SOCKETS_PARSE_H
#define NSATLAS_NET_SOCKETS_PARSE_H

#include <linux/netlink.h>

#include "net-sockets.h"

/* -EBADMSG: not what sock_diag(7) describes. */
int net_sockets_parse(const struct nlmsghdr *message, enum net_protocol protocol, struct net_socket *ret_socket);

/* A line of /proc/net/tcp, udp6, raw …: all but whether an inet6 socket takes IPv4, and the interface.
 * -EBADMSG  not the format of proc(5), as the heading */
int net_sockets_parse_line(const char *line, size_t length, enum net_protocol protocol, uint8_t family, struct net_socket *ret_socket);

#endif
