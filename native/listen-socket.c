#define _GNU_SOURCE
#include "listen-socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cleanup.h"

enum { BACKLOG = 256 };

static int make_address(const char *path, struct sockaddr_un *ret_address)
{
	*ret_address = (struct sockaddr_un) { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(ret_address->sun_path))
		return -ENAMETOOLONG;
	memcpy(ret_address->sun_path, path, strlen(path));
	return 0;
}

/* 0: there is nothing any more. */
static int remove_dead_socket(const char *path)
{
	CLEANUP_FD int probe = -1;
	struct sockaddr_un address;
	struct stat stat;
	int r = make_address(path, &address);

	if (r < 0)
		return r;
	if (lstat(path, &stat) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISSOCK(stat.st_mode))
		return -EEXIST;
	probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (probe < 0)
		return -errno;
	if (connect(probe, (const struct sockaddr *) &address, sizeof(address)) == 0 || errno != ECONNREFUSED)
		return -EADDRINUSE;
	return unlink(path) < 0 ? -errno : 0;
}

/* Bound, but nobody may connect yet. */
static int bind_closed(int fd, const char *path)
{
	struct sockaddr_un address;
	mode_t mask;
	int r = make_address(path, &address);

	if (r < 0)
		return r;
	mask = umask(0777);
	r = bind(fd, (const struct sockaddr *) &address, sizeof(address)) < 0 ? -errno : 0;
	(void) umask(mask);
	return r;
}

static int open_to_group(int fd, const char *path, gid_t gid)
{
	if (lchown(path, (uid_t) -1, gid) < 0 || chmod(path, 0660) < 0 || listen(fd, BACKLOG) < 0)
		return -errno;
	return 0;
}

int listen_socket_open(const char *path, gid_t gid, struct listen_socket *ret_socket)
{
	CLEANUP_FD int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	char making[sizeof(((struct sockaddr_un *) NULL)->sun_path)];
	struct stat stat;
	int r;

	if (fd < 0)
		return -errno;
	if ((size_t) snprintf(making, sizeof(making), "%s.new", path) >= sizeof(making))
		return -ENAMETOOLONG;
	r = remove_dead_socket(path);
	if (r == 0)
		r = remove_dead_socket(making);
	if (r == 0)
		r = bind_closed(fd, making);
	if (r < 0)
		return r;
	r = open_to_group(fd, making, gid);
	if (r == 0 && (lstat(making, &stat) < 0 || renameat2(AT_FDCWD, making, AT_FDCWD, path, RENAME_NOREPLACE) < 0))
		r = -errno;
	if (r < 0) {
		(void) unlink(making);
		return r;
	}
	*ret_socket = (struct listen_socket) { .fd = take_fd(&fd), .path = path, .stat = stat };
	return 0;
}

void listen_socket_close(struct listen_socket *socket)
{
	struct stat now;

	if (socket->fd < 0)
		return;
	if (lstat(socket->path, &now) == 0 && now.st_dev == socket->stat.st_dev && now.st_ino == socket->stat.st_ino)
		(void) unlink(socket->path);
	(void) close(take_fd(&socket->fd));
}

int listen_peer(int connection, uid_t *ret_uid, pid_t *ret_pid)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return -errno;
	*ret_uid = peer.uid;
	*ret_pid = peer.pid;
	return 0;
}
