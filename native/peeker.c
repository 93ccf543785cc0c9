#define _GNU_SOURCE
#include "peeker.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "companion.h"
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

static struct companion peeker = COMPANION_NONE;

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

static int serve(pid_t parent)
{
	int r = filter_install_for_peeker();

	(void) parent;
	if (r == 0)
		while (serve_one())
			;
	return r;
}

/* --- the helper */

int peeker_start(void)
{
	return privilege_has_all(PRIVILEGE_PEEK) ? companion_start(&peeker, PRIVILEGE_PEEK, serve) : 0;
}

void peeker_end(void)
{
	companion_end(&peeker);
}

bool peeker_is_late(void)
{
	return peeker.is_late;
}

bool peeker_is_there(void)
{
	return peeker.pid != 0;
}

static int ask(int pidfd, const struct wish *wish, struct answer *ret_answer, int *ret_fd)
{
	int r = companion_ask(&peeker, wish, sizeof(*wish), pidfd, PEEKER_TIMEOUT_MS);

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
