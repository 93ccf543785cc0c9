#define _GNU_SOURCE
#include "net-socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "netlink.h"
#include "nsfs.h"

/* All the descriptors that the child has when it joins. */
enum { CHILD_CHANNEL, CHILD_NS, CHILD_OWNER, CHILD_FD_COUNT };

union descriptor_message {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int))];
};

/* The child's one message: 0 and the socket, or why there is none. */
static void answer(int error, int fd)
{
	union descriptor_message control = { .bytes = { 0 } };
	struct iovec part = { .iov_base = &error, .iov_len = sizeof(error) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	if (error == 0) {
		struct cmsghdr *header = &control.align;

		message.msg_control = control.bytes;
		message.msg_controllen = sizeof(control.bytes);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	}
	(void) sendmsg(CHILD_CHANNEL, &message, MSG_NOSIGNAL);
}

static int receive(int channel, int *ret_fd)
{
	int error = 0, fd = -1;
	union descriptor_message control = { .bytes = { 0 } };
	struct iovec part = { .iov_base = &error, .iov_len = sizeof(error) };
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = control.bytes, .msg_controllen = sizeof(control.bytes),
	};
	const struct cmsghdr *header;
	ssize_t n = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);

	if (n < 0)
		return -errno;
	header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof(fd)))
		memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	if (n == sizeof(error) && error == 0 && fd >= 0) {
		*ret_fd = fd;
		return 0;
	}
	cleanup_close(&fd);
	/* No message: it was killed, which whoever owns the joined user namespace may do. */
	return n == sizeof(error) && error < 0 ? error : -EPIPE;
}

/* Dies with the parent. Each change of credentials takes that back, so it is said again after each. */
static int follow(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return -errno;
	return getppid() == parent ? 0 : -ECHILD;
}

/* What stands here may be of the target's user namespace, whose root may trace what is dumpable: nothing must be found
 * in the child, neither the connection nor another namespace. */
static int keep_only(int channel, int ns_fd, int owner_fd)
{
	const int wanted[CHILD_FD_COUNT] = { channel, ns_fd, owner_fd };
	int moved[CHILD_FD_COUNT];

	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return -errno;
	/* First out of the way, then into place: one may stand where another belongs. */
	for (int i = 0; i < CHILD_FD_COUNT; i++) {
		moved[i] = wanted[i] < 0 ? -1 : fcntl(wanted[i], F_DUPFD_CLOEXEC, CHILD_FD_COUNT);
		if (wanted[i] >= 0 && moved[i] < 0)
			return -errno;
	}
	for (int i = 0; i < CHILD_FD_COUNT; i++)
		if (moved[i] < 0 ? close(i) < 0 && errno != EBADF : dup3(moved[i], i, O_CLOEXEC) < 0)
			return -errno;
	return syscall(SYS_close_range, CHILD_FD_COUNT, ~0U, 0) < 0 ? -errno : 0;
}

/* setns(2) to a net namespace asks for rights over its owner and over one's own user namespace. An ordinary user who made the
 * owner has the former, and gets the latter by joining the owner first. */
static int join(bool has_owner, pid_t parent)
{
	int r;

	if (setns(CHILD_NS, nstype_info[NSTYPE_NET].clone_flag) == 0)
		return 0;
	r = -errno;
	if (r != -EPERM || !has_owner || setns(CHILD_OWNER, nstype_info[NSTYPE_USER].clone_flag) < 0)
		return r;
	r = follow(parent);
	if (r < 0)
		return r;
	return setns(CHILD_NS, nstype_info[NSTYPE_NET].clone_flag) < 0 ? -errno : 0;
}

__attribute__((noreturn))
static void run_child(int channel, int ns_fd, int owner_fd, pid_t parent)
{
	int fd = -1, r;

	r = follow(parent);
	if (r == 0)
		r = keep_only(channel, ns_fd, owner_fd);
	/* The channel may not be in its place: the end of file says enough. */
	if (r < 0)
		_exit(1);
	r = join(owner_fd >= 0, parent);
	if (r == 0)
		r = netlink_socket(&fd);
	answer(r, fd);
	_exit(0);
}

/* Nobody waits for the child's end: whoever owns the joined user namespace may have stopped it. The kernel buries it
 * (SIGCHLD is ignored, or the parent ends), and PR_SET_PDEATHSIG ends even a stopped one. */
static int wait_for_answer(int channel, int *ret_fd)
{
	struct pollfd wait = { .fd = channel, .events = POLLIN };
	int r;

	do
		r = poll(&wait, 1, NET_SOCKET_TIMEOUT_MS);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return -errno;
	return r == 0 ? -ETIMEDOUT : receive(channel, ret_fd);
}

static int open_through_child(int ns_fd, int owner_fd, int *ret_fd)
{
	int pair[2], r;
	pid_t parent = getpid(), child;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	child = fork();
	if (child == 0)
		run_child(pair[1], ns_fd, owner_fd, parent);
	r = child < 0 ? -errno : 0;
	cleanup_close(&pair[1]);
	if (r == 0)
		r = wait_for_answer(pair[0], ret_fd);
	cleanup_close(&pair[0]);
	return r;
}

static int is_own(int ns_fd)
{
	CLEANUP_FD int own_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	struct ns_identity own, asked;
	int r;

	if (own_fd < 0)
		return -errno;
	r = nsfs_identify(own_fd, &own);
	if (r == 0)
		r = nsfs_identify(ns_fd, &asked);
	return r < 0 ? r : nsfs_is_same(&own, &asked);
}

int net_socket_open(int ns_fd, int *ret_fd)
{
	CLEANUP_FD int owner_fd = -1;
	enum ns_relation relation;
	int r = is_own(ns_fd);

	if (r < 0)
		return r;
	if (r > 0)
		return netlink_socket(ret_fd);
	r = nsfs_open_owner(ns_fd, &relation, &owner_fd);
	return r < 0 ? r : open_through_child(ns_fd, owner_fd, ret_fd);
}
