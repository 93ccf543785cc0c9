#define _GNU_SOURCE
#include "net-joiner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "netlink.h"
#include "nsfs.h"
#include "passfd.h"

/* The child's only descriptor between two questions. */
enum { CHILD_CHANNEL };

/* Dies with the parent. Each change of credentials takes that back, so it is said again after each. */
static int follow(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return -errno;
	return getppid() == parent ? 0 : -ECHILD;
}

/* The child may come to stand in the target's user namespace, whose root may trace what is dumpable. It is not; and neither
 * the connection nor another namespace is to be found in it. */
static int keep_only(int channel)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return -errno;
	if (channel == CHILD_CHANNEL ? fcntl(channel, F_SETFD, FD_CLOEXEC) < 0 : dup3(channel, CHILD_CHANNEL, O_CLOEXEC) < 0)
		return -errno;
	return syscall(SYS_close_range, CHILD_CHANNEL + 1, ~0U, 0) < 0 ? -errno : 0;
}

/* setns(2) to a net namespace asks for rights over its owner and over one's own user namespace. An ordinary user who made
 * the owner has the former, and gets the latter by joining the owner first. Nothing leads back from there: *spent. */
static int join_through_owner(int ns_fd, pid_t parent, bool *spent)
{
	CLEANUP_FD int owner_fd = -1;
	enum ns_relation relation;
	int r = nsfs_open_owner(ns_fd, &relation, &owner_fd);

	if (r < 0)
		return r;
	if (owner_fd < 0 || setns(owner_fd, nstype_info[NSTYPE_USER].clone_flag) < 0)
		return -EPERM;
	*spent = true;
	r = follow(parent);
	if (r < 0)
		return r;
	return setns(ns_fd, nstype_info[NSTYPE_NET].clone_flag) < 0 ? -errno : 0;
}

static int join(int ns_fd, pid_t parent, bool *spent)
{
	if (setns(ns_fd, nstype_info[NSTYPE_NET].clone_flag) == 0)
		return 0;
	return errno == EPERM ? join_through_owner(ns_fd, parent, spent) : -errno;
}

/* A namespace in; 0 and a socket of it, or an errno, out. False at the end. */
static bool answer(pid_t parent)
{
	CLEANUP_FD int ns_fd = -1;
	CLEANUP_FD int fd = -1;
	bool spent = false;
	char byte;
	int r;

	if (passfd_receive(CHILD_CHANNEL, &byte, sizeof(byte), &ns_fd) <= 0 || ns_fd < 0)
		return false;
	r = join(ns_fd, parent, &spent);
	if (r == 0)
		r = netlink_socket(&fd);
	return passfd_send(CHILD_CHANNEL, &r, sizeof(r), fd) == 0 && !spent;
}

__attribute__((noreturn))
static void run_child(int channel, pid_t parent)
{
	int r = follow(parent);

	if (r == 0)
		r = keep_only(channel);
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

static int ask(const struct net_joiner *joiner, int ns_fd, int *ret_fd)
{
	CLEANUP_FD int fd = -1;
	int error = 0, r;
	ssize_t n;

	r = passfd_send(joiner->channel, "", 1, ns_fd);
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

int net_joiner_open(struct net_joiner *joiner, int ns_fd, int *ret_fd)
{
	bool is_first = !joiner->runs;
	int r = is_own(ns_fd);

	if (r < 0)
		return r;
	if (r > 0)
		return netlink_socket(ret_fd);
	r = is_first ? start(joiner) : 0;
	if (r == 0)
		r = ask(joiner, ns_fd, ret_fd);
	if (r != -EPIPE && r != -ETIMEDOUT)
		return r;
	net_joiner_end(joiner);
	/* An older child had gone where nothing leads back from. */
	return r == -EPIPE && !is_first ? net_joiner_open(joiner, ns_fd, ret_fd) : r;
}
