#define _GNU_SOURCE
#include "net-joiner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "net-join.h"
#include "netlink.h"
#include "nsfs.h"
#include "passfd.h"

/* What is wanted of a namespace. */
struct wish {
	int protocol;
	char file[NET_JOINER_FILE_ROOM];	/* of its /proc/net; empty: a socket of the protocol */
};

/* In the namespace. Some kernels have no way to ask but such a file, and only somebody inside can open it. */
static int open_file(const char *name, int *ret_fd)
{
	char path[sizeof("/proc/self/net/") + NET_JOINER_FILE_ROOM];
	int fd;

	(void) snprintf(path, sizeof(path), "/proc/self/net/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

static int fulfil(const struct wish *wish, int *ret_fd)
{
	return wish->file[0] == '\0' ? netlink_socket(wish->protocol, ret_fd) : open_file(wish->file, ret_fd);
}

/* A namespace and a wish in; 0 and a descriptor, or an errno, out. False at the end. */
static bool answer(pid_t parent)
{
	CLEANUP_FD int ns_fd = -1;
	CLEANUP_FD int fd = -1;
	bool spent = false;
	struct wish wish;
	int r;

	if (passfd_receive(NET_JOIN_CHANNEL, &wish, sizeof(wish), &ns_fd) != (ssize_t) sizeof(wish) || ns_fd < 0)
		return false;
	wish.file[sizeof(wish.file) - 1] = '\0';
	r = net_join(ns_fd, parent, &spent);
	if (r == 0)
		r = fulfil(&wish, &fd);
	return passfd_send(NET_JOIN_CHANNEL, &r, sizeof(r), fd) == 0 && !spent;
}

__attribute__((noreturn))
static void run_child(int channel, pid_t parent)
{
	int r = net_join_follow(parent);

	if (r == 0)
		r = net_join_keep_only(channel);
	if (r == 0)
		while (answer(parent))
			;
	_exit(0);
}

static int start(struct net_joiner *joiner)
{
	pid_t parent = getpid(), child;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	child = fork();
	if (child == 0)
		run_child(ends[1], parent);
	cleanup_close(&ends[1]);
	if (child < 0) {
		cleanup_close(&ends[0]);
		return -errno;
	}
	*joiner = (struct net_joiner) { .runs = true, .channel = ends[0] };
	return 0;
}

/* Nobody waits for the child's end: whoever owns a user namespace it joined may have stopped it. PR_SET_PDEATHSIG ends even
 * a stopped one. */
void net_joiner_end(struct net_joiner *joiner)
{
	if (joiner->runs)
		cleanup_close(&joiner->channel);
	joiner->runs = false;
}

static int wait_for_answer(int channel)
{
	struct pollfd wait = { .fd = channel, .events = POLLIN };
	int r;

	do
		r = poll(&wait, 1, NET_JOINER_TIMEOUT_MS);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return -errno;
	return r == 0 ? -ETIMEDOUT : 0;
}

static int ask(const struct net_joiner *joiner, int ns_fd, const struct wish *wish, int *ret_fd)
{
	CLEANUP_FD int fd = -1;
	int error = 0, r;
	ssize_t n;

	r = passfd_send(joiner->channel, wish, sizeof(*wish), ns_fd);
	if (r == 0)
		r = wait_for_answer(joiner->channel);
	if (r < 0)
		return r;
	n = passfd_receive(joiner->channel, &error, sizeof(error), &fd);
	if (n != (ssize_t) sizeof(error) || (error == 0 && fd < 0))
		return -EPIPE;
	if (error == 0)
		*ret_fd = take_fd(&fd);
	return error;
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

static int open_wish(struct net_joiner *joiner, int ns_fd, const struct wish *wish, int *ret_fd)
{
	bool is_first = !joiner->runs;
	int r = is_own(ns_fd);

	if (r < 0)
		return r;
	if (r > 0)
		return fulfil(wish, ret_fd);
	r = is_first ? start(joiner) : 0;
	if (r == 0)
		r = ask(joiner, ns_fd, wish, ret_fd);
	if (r != -EPIPE && r != -ETIMEDOUT)
		return r;
	net_joiner_end(joiner);
	/* An older child had gone where nothing leads back from. */
	return r == -EPIPE && !is_first ? open_wish(joiner, ns_fd, wish, ret_fd) : r;
}

int net_joiner_open(struct net_joiner *joiner, int ns_fd, int protocol, int *ret_fd)
{
	const struct wish wish = { .protocol = protocol };

	return open_wish(joiner, ns_fd, &wish, ret_fd);
}

int net_joiner_open_file(struct net_joiner *joiner, int ns_fd, const char *name, int *ret_fd)
{
	struct wish wish = { 0 };

	if (strlen(name) >= sizeof(wish.file))
		return -ENAMETOOLONG;
	memcpy(wish.file, name, strlen(name));
	return open_wish(joiner, ns_fd, &wish, ret_fd);
}
