/* A descriptor over a Unix socket (SCM_RIGHTS of unix(7)). */
#ifndef NSATLAS_PASSFD_H
#define NSATLAS_PASSFD_H

#include <stddef.h>
#include <sys/types.h>

/* One datagram with at most one descriptor. fd < 0: none. */
int passfd_send(int socket, const void *bytes, size_t length, int fd);

/* Until something can be read. -ETIMEDOUT */
int passfd_wait(int socket, int timeout_ms);

/* *ret_fd is -1 where none came. Returns the length, 0 at the end. */
ssize_t passfd_receive(int socket, void *bytes, size_t room, int *ret_fd);

#endif
