#define _GNU_SOURCE
#include "deadline.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "ns-join.h"
#include "privilege.h"

enum {
	PIECE = 4096,
	GRACE_MS = 50,		/* the child's own end comes before our patience does */
	REAP_STEP_NS = 1000000,
};

struct child {
	pid_t pid;
	int out;		/* what it found */
	int verdict;		/* one int, what the work returned; apart from `out`, so that no finding is mistaken for it */
	int64_t alarm;		/* when it ends itself */
};

int deadline_write(int out, const void *bytes, size_t length)
{
	for (size_t done = 0; done < length;) {
		ssize_t n = write(out, (const char *) bytes + done, length - done);

		if (n > 0)
			done += (size_t) n;
		else if (n < 0 && errno != EINTR)
			return -errno;
	}
	return 0;
}

/* SIGALRM, which nobody handles, ends it in any wait that a signal can end, and needs no right to kill(2). A change of
 * credentials takes the death signal back, so that one is set after it. */
static int prepare(pid_t parent, unsigned int milliseconds)
{
	const struct itimerval timer = { .it_value = { milliseconds / 1000, (suseconds_t) (milliseconds % 1000) * 1000 } };
	sigset_t none;
	int r;

	(void) sigemptyset(&none);
	(void) signal(SIGALRM, SIG_DFL);
	if (sigprocmask(SIG_SETMASK, &none, NULL) < 0 || setitimer(ITIMER_REAL, &timer, NULL) < 0)
		return -errno;
	r = privilege_keep(PRIVILEGE_LOOK);
	return r < 0 ? r : ns_join_die_with(parent);
}

static _Noreturn void be_child(const int out[2], const int verdict[2], pid_t parent, unsigned int milliseconds, deadline_work *work, void *what)
{
	int r;

	(void) close(out[0]);
	(void) close(verdict[0]);
	(void) close(STDIN_FILENO);
	(void) close(STDOUT_FILENO);
	r = prepare(parent, milliseconds);
	if (r == 0)
		r = work(out[1], what);
	(void) close(out[1]);
	_exit(deadline_write(verdict[1], &r, sizeof(r)) < 0);
}

/* A pipe that is in the way of neither standard input nor output, which the child closes. */
static int open_pipe(int ends[2])
{
	int low[2];

	if (pipe2(low, O_CLOEXEC) < 0)
		return -errno;
	ends[0] = fcntl(low[0], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	ends[1] = fcntl(low[1], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	(void) close(low[0]);
	(void) close(low[1]);
	return ends[0] < 0 || ends[1] < 0 ? -EMFILE : 0;
}

static int start(unsigned int milliseconds, deadline_work *work, void *what, struct child *ret_child)
{
	int out[2] = { -1, -1 }, verdict[2] = { -1, -1 };
	const pid_t parent = getpid();
	int r = open_pipe(out);

	if (r == 0)
		r = open_pipe(verdict);
	ret_child->alarm = clock_now_ms() + milliseconds;
	ret_child->pid = r == 0 ? fork() : -1;
	if (ret_child->pid == 0)
		be_child(out, verdict, parent, milliseconds, work, what);
	if (r == 0 && ret_child->pid < 0)
		r = -EAGAIN;
	cleanup_close(&out[1]);
	cleanup_close(&verdict[1]);
	ret_child->out = out[0];
	ret_child->verdict = verdict[0];
	return r;
}

static int64_t patience_left(const struct child *child)
{
	int64_t left = child->alarm + GRACE_MS - clock_now_ms();

	return left > 0 ? left : 0;
}

static int wait_for_bytes(const struct child *child, int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	int r = poll(&wait, 1, (int) patience_left(child));

	if (r < 0)
		return errno == EINTR ? -EAGAIN : -errno;
	return r == 0 ? -ETIMEDOUT : 0;
}

/* The bytes read, 0 at the end. */
static ssize_t read_some(const struct child *child, int fd, void *bytes, size_t room)
{
	for (;;) {
		int r = wait_for_bytes(child, fd);
		ssize_t n = r == 0 ? read(fd, bytes, room) : r;

		if (n >= 0)
			return n;
		if (r == 0 && errno != EINTR)
			return -errno;
		if (r < 0 && r != -EAGAIN)
			return r;
	}
}

static int make_room(struct procfs_buffer *buffer)
{
	size_t room = buffer->room + PIECE + buffer->room / 2;
	char *larger = realloc(buffer->bytes, room + 1);

	if (!larger)
		return -ENOMEM;
	buffer->bytes = larger;
	buffer->room = room;
	return 0;
}

static int read_findings(const struct child *child, size_t limit, struct procfs_buffer *bytes)
{
	for (;;) {
		int r = bytes->room - bytes->length < PIECE ? make_room(bytes) : 0;
		ssize_t n = r < 0 ? r : read_some(child, child->out, bytes->bytes + bytes->length, PIECE);

		bool is_cut = n > 0 && bytes->length + (size_t) n > limit;

		if (n > 0)
			bytes->length = is_cut ? limit : bytes->length + (size_t) n;
		if (bytes->bytes)
			bytes->bytes[bytes->length] = '\0';
		if (n <= 0 || is_cut)
			return is_cut ? -EFBIG : (int) n;
	}
}

static int read_verdict(const struct child *child)
{
	int verdict = 0;
	ssize_t n = read_some(child, child->verdict, &verdict, sizeof(verdict));

	if (n < 0)
		return (int) n;
	if (n == (ssize_t) sizeof(verdict))
		return verdict;
	return clock_now_ms() < child->alarm ? -ECHILD : -ETIMEDOUT;
}

/* Left to others, it would stand in the next scan as a zombie until they notice. With SIGCHLD ignored there is nothing to
 * fetch, and ECHILD says so. */
static void reap(const struct child *child)
{
	const struct timespec step = { .tv_nsec = REAP_STEP_NS };

	for (;;) {
		pid_t found = waitpid(child->pid, NULL, WNOHANG);

		if (found != 0 || patience_left(child) == 0)
			return;
		(void) nanosleep(&step, NULL);
	}
}

int deadline_run(unsigned int milliseconds, deadline_work *work, void *what, size_t limit, struct procfs_buffer *ret_bytes)
{
	struct child child;
	int r;

	*ret_bytes = (struct procfs_buffer) { 0 };
	r = start(milliseconds, work, what, &child);
	if (r == 0)
		r = read_findings(&child, limit, ret_bytes);
	if (r == 0)
		r = read_verdict(&child);
	/* With nobody to read, a child that has more to say ends by SIGPIPE or EPIPE. */
	cleanup_close(&child.out);
	cleanup_close(&child.verdict);
	if (child.pid > 0)
		reap(&child);
	return r;
}
