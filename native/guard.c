#define _GNU_SOURCE
#include "guard.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"

struct watched {
	pid_t pid;
	int pidfd;	/* -1: it has ended already */
};

struct watch {
	size_t count;
	struct watched helpers[GUARD_WATCHED_MAX];
};

static void add(struct watch *watch, pid_t pid)
{
	if (watch->count < GUARD_WATCHED_MAX)
		watch->helpers[watch->count++] = (struct watched) { .pid = pid, .pidfd = (int) syscall(SYS_pidfd_open, pid, 0) };
}

static void drop(struct watch *watch, pid_t pid)
{
	for (size_t i = 0; i < watch->count; i++) {
		if (watch->helpers[i].pid != pid)
			continue;
		cleanup_close(&watch->helpers[i].pidfd);
		watch->helpers[i] = watch->helpers[--watch->count];
		return;
	}
}

/* Until all who have the other end of the line are gone. */
static void listen_to_the_end(struct watch *watch)
{
	int32_t word;
	ssize_t n;

	while ((n = read(STDIN_FILENO, &word, sizeof(word))) != 0) {
		if (n != (ssize_t) sizeof(word))
			continue;
		if (word > 0)
			add(watch, word);
		else
			drop(watch, -word);
	}
}

/* The end of a listener has sent it SIGTERM: it may well end by itself, and then it has cleared away. */
static void await_end(const struct watched *helper, int64_t end)
{
	struct pollfd wait = { .fd = helper->pidfd, .events = POLLIN };
	int64_t left = end - clock_now_ms();

	if (helper->pidfd < 0 || poll(&wait, 1, left > 0 ? (int) left : 0) > 0)
		return;
	(void) syscall(SYS_pidfd_send_signal, helper->pidfd, SIGKILL, NULL, 0);
	(void) poll(&wait, 1, GUARD_TERM_MS);
}

/* One process each: the clearing of one may take seconds. Where a command has taken all processes that the door may have, one by one. */
static void clear_all(const struct watch *watch, int (*clear)(pid_t ended))
{
	const int64_t end = clock_now_ms() + GUARD_TERM_MS;

	for (size_t i = 0; i < watch->count; i++) {
		pid_t pid = fork();

		if (pid > 0)
			continue;
		await_end(&watch->helpers[i], end);
		if (clear(watch->helpers[i].pid) < 0 && pid == 0)
			_exit(1);
		if (pid == 0)
			_exit(0);
	}
	while (wait(NULL) > 0 || errno == EINTR)
		;
}

static _Noreturn void keep_guard(int line, const struct guard_duty *duty)
{
	static struct watch watch;

	/* A Ctrl-C in the terminal of who started all this is for the others. */
	(void) setsid();
	(void) prctl(PR_SET_NAME, "nsatlas-guard", 0, 0, 0);
	if (dup2(line, STDIN_FILENO) < 0 || close_range(STDERR_FILENO + 1, ~0u, 0) < 0)
		_exit(1);
	(void) close(STDOUT_FILENO);
	listen_to_the_end(&watch);
	clear_all(&watch, duty->clear);
	_exit(duty->leave && duty->leave() < 0 ? 1 : 0);
}

/* Forked twice, so that it is no child of whom it guards: whoever ends that one and its children does not end it. */
int guard_start(const struct guard_duty *duty, struct guard *ret_guard)
{
	CLEANUP_FD int theirs = -1, ours = -1;
	int ends[2], status = 0;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	theirs = ends[0];
	ours = ends[1];
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0) {
		pid = fork();
		if (pid == 0)
			keep_guard(theirs, duty);
		_exit(pid < 0 ? 1 : 0);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (status != 0)
		return -EAGAIN;
	*ret_guard = (struct guard) { .line = take_fd(&ours) };
	return 0;
}

/* A guard that is gone is told in vain. */
static void tell(const struct guard *guard, int32_t word)
{
	if (guard->line >= 0)
		(void) send(guard->line, &word, sizeof(word), MSG_NOSIGNAL);
}

void guard_watch(const struct guard *guard)
{
	tell(guard, getpid());
}

void guard_forget(const struct guard *guard, pid_t helper)
{
	tell(guard, -helper);
}
