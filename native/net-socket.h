/* A netlink socket of a net namespace that is not our own, without going there: a child joins it and hands the socket back. */
#ifndef NSATLAS_NET_SOCKET_H
#define NSATLAS_NET_SOCKET_H

enum { NET_SOCKET_TIMEOUT_MS = 2000 };

/* ns_fd: the net namespace. The caller's own namespaces never change. The child is not waited for: ignore SIGCHLD.
 * -EPERM      the kernel does not let us join it
 * -EPIPE      the child was killed: whoever owns the joined user namespace may
 * -ETIMEDOUT  the child did not answer; it ends with the caller at the latest */
int net_socket_open(int ns_fd, int *ret_fd);

#endif
