#define _GNU_SOURCE
#include "peeker.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "filter.h"
#include "ns-join.h"
#include "passfd.h"
#include "privilege.h"

/* linux/sockios.h and asm-generic/socket.h of Debian 12 do not have both. */
enum { PEEKER_SIOCGSKNS = 0x894C, PEEKER_SO_NETNS_COOKIE = 71 };

enum { PEEKER_TIMEOUT_MS = 2000, PEEKER_COOKIES = 4096 };

struct wish {
	uint32_t count;
	uint32_t opens;		/* 1: what is first is to be handed out */
	struct peek wanted[PEEKER_MANY];
};

struct answer {
	int32_t error;
	struct peeked found[PEEKER_MANY];
};

static struct {
	int socket;
	pid_t pid;
	bool is_late;		/* what it says from now on may answer an earlier question */
} peeker = { .socket = -1 };

/* --- the peeker */

/* A net namespace's cookie is never used again. */
static struct {
	uint64_t cookie;
	uint64_t ino;
} known[PEEKER_COOKIES];

/* Of a socket alone: what stands behind the number by now may be another file, which could keep us waiting. */
static int check_socket(int fd, const struct peek *wanted, uint64_t *ret_cookie)
{
	socklen_t length = sizeof(*ret_cookie);
	struct stat status;

	*ret_cookie = 0;
	if (getsockopt(fd, SOL_SOCKET, PEEKER_SO_NETNS_COOKIE, ret_cookie, &length) < 0 && errno != ENOPROTOOPT)
		return errno == ENOTSOCK ? -ESTALE : -errno;
	if (fstat(fd, &status) < 0)
		return -errno;
	return (uint32_t) status.st_ino == wanted->inode ? 0 : -ESTALE;
}

static int open_net(int fd, int *ret_fd)
{
	*ret_fd = ioctl(fd, PEEKER_SIOCGSKNS);
	return *ret_fd < 0 ? -errno : 0;
}

static int ask_ino(int fd, uint64_t *ret_ino)
{
	CLEANUP_FD int net = -1;
	struct stat status;
	int r = open_net(fd, &net);

	if (r < 0)
		return r;
	if (fstat(net, &status) < 0)
		return -errno;
	*ret_ino = status.st_ino;
	return 0;
}

static int look_up_ino(int fd, uint64_t cookie, uint64_t *ret_ino)
{
	const size_t place = (size_t) (cookie % PEEKER_COOKIES);
	int r;

	if (cookie != 0 && known[place].cookie == cookie) {
		*ret_ino = known[place].ino;
		return 0;
	}
	r = ask_ino(fd, ret_ino);
	if (r == 0) {
		known[place].cookie = cookie;
		known[place].ino = *ret_ino;
	}
	return r;
}

static int peek(int pidfd, const struct peek *wanted, uint64_t *ret_ino, int *ret_fd)
{
	CLEANUP_FD int fd = (int) syscall(SYS_pidfd_getfd, pidfd, wanted->fd, 0);
	uint64_t cookie = 0;
	int r = fd < 0 ? -errno : 0;

	if (r == 0 && wanted->inode != 0)
		r = check_socket(fd, wanted, &cookie);
	if (r < 0)
		return r;
	return ret_fd ? open_net(fd, ret_fd) : look_up_ino(fd, cookie, ret_ino);
}

static void fulfil(int pidfd, const struct wish *wish, struct answer *answer, int *ret_fd)
{
	uint64_t ino = 0;

	if (wish->count > PEEKER_MANY || pidfd < 0)
		answer->error = -EINVAL;
	else if (wish->opens != 0)
		answer->error = peek(pidfd, &wish->wanted[0], &ino, ret_fd);
	else
		for (size_t i = 0; i < wish->count; i++)
			answer->found[i].error = peek(pidfd, &wish->wanted[i], &answer->found[i].ino, NULL);
}

static bool serve_one(void)
{
	struct answer answer = { 0 };
	CLEANUP_FD int pidfd = -1;
	CLEANUP_FD int fd = -1;
	struct wish wish;

	if (passfd_receive(NS_JOIN_CHANNEL, &wish, sizeof(wish), &pidfd) != (ssize_t) sizeof(wish))
		return false;
	fulfil(pidfd, &wish, &answer, &fd);
	return passfd_send(NS_JOIN_CHANNEL, &answer, sizeof(answer), fd) == 0;
}

static _Noreturn void be_peeker(int channel, pid_t parent)
{
	int r = ns_join_keep_only(channel);

	if (r == 0)
		r = privilege_keep(PRIVILEGE_PEEK);
	/* After the change of credentials, which takes the death signal back. */
	if (r == 0)
		r = ns_join_follow(parent);
	if (r == 0)
		r = filter_install_for_peeker();
	if (r == 0)
		while (serve_one())
			;
	_exit(r < 0);
}

int peeker_start(void)
{
	const pid_t parent = getpid();
	int ends[2];
	pid_t pid;

	if (!privilege_has_all(PRIVILEGE_PEEK))
		return 0;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		be_peeker(ends[1], parent);
	(void) close(ends[1]);
	if (pid < 0) {
		(void) close(ends[0]);
		return -EAGAIN;
	}
	peeker.socket = ends[0];
	peeker.pid = pid;
	return 0;
}

/* --- the helper */

void peeker_end(void)
{
	if (peeker.pid == 0)
		return;
	/* Not close(2): a child of ours may hold the socket too. */
	(void) shutdown(peeker.socket, SHUT_RDWR);
	/* One that is kept waiting ends with us, by PR_SET_PDEATHSIG. */
	if (!peeker.is_late)
		while (waitpid(peeker.pid, NULL, 0) < 0 && errno == EINTR)
			;
	(void) close(peeker.socket);
	peeker.socket = -1;
	peeker.pid = 0;
}

bool peeker_is_late(void)
{
	return peeker.is_late;
}

pid_t peeker_pid(void)
{
	return peeker.pid;
}

static int wait_for_answer(void)
{
	struct pollfd wait = { .fd = peeker.socket, .events = POLLIN };
	int r;

	do
		r = poll(&wait, 1, PEEKER_TIMEOUT_MS);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return -errno;
	return r == 0 ? -ETIMEDOUT : 0;
}

static int ask(int pidfd, const struct wish *wish, struct answer *ret_answer, int *ret_fd)
{
	int r;

	if (peeker.pid == 0)
		return -EPERM;
	if (peeker.is_late)
		return -ETIMEDOUT;
	r = passfd_send(peeker.socket, wish, sizeof(*wish), pidfd);
	if (r == 0)
		r = wait_for_answer();
	peeker.is_late = r == -ETIMEDOUT;
	if (r < 0)
		return r;
	if (passfd_receive(peeker.socket, ret_answer, sizeof(*ret_answer), ret_fd) != (ssize_t) sizeof(*ret_answer))
		return -EPIPE;
	return ret_answer->error;
}

int peeker_look(int pidfd, const struct peek *wanted, size_t count, struct peeked *ret_found)
{
	struct wish wish = { .count = (uint32_t) count };
	struct answer answer = { 0 };
	CLEANUP_FD int none = -1;
	int r;

	if (count > PEEKER_MANY)
		return -E2BIG;
	memcpy(wish.wanted, wanted, count * sizeof(*wanted));
	r = ask(pidfd, &wish, &answer, &none);
	if (r == 0)
		memcpy(ret_found, answer.found, count * sizeof(*ret_found));
	return r;
}

int peeker_open(int pidfd, const struct peek *wanted, int *ret_fd)
{
	struct wish wish = { .count = 1, .opens = 1, .wanted = { *wanted } };
	struct answer answer = { 0 };
	CLEANUP_FD int fd = -1;
	int r = ask(pidfd, &wish, &answer, &fd);

	if (r == 0 && fd < 0)
		return -EPIPE;
	if (r == 0)
		*ret_fd = take_fd(&fd);
	return r;
}
