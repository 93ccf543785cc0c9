/* The socket of a door: who may reach it, and who is at the other end. */
#ifndef NSATLAS_LISTEN_SOCKET_H
#define NSATLAS_LISTEN_SOCKET_H

#include <sys/stat.h>
#include <sys/types.h>

struct listen_socket {
	int fd;
	const char *path;
	struct stat stat;	/* of the path as we made it */
};

/* Makes a Unix stream socket at path, mode 0660, group gid, in a directory that the caller keeps private. The path
 * appears when connections are already accepted. A socket that nobody listens on any more is replaced.
 * -EADDRINUSE  somebody listens there
 * -EEXIST      something else is there
 * -ENAMETOOLONG */
int listen_socket_open(const char *path, gid_t gid, struct listen_socket *ret_socket);

/* Stops accepting; removes the path if it is still ours. */
void listen_socket_close(struct listen_socket *socket);

/* The effective uid at the other end when it connected (SO_PEERCRED). */
int listen_peer(int connection, uid_t *ret_uid, pid_t *ret_pid);

#endif
