/* Work that may wait for ever, and its end. */
#define _GNU_SOURCE
#include "deadline.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>

#include "clock.h"
#include "filter.h"
#include "fuse.h"
#include "privilege.h"

enum { SHORT_MS = 200, LONG_MS = 10000, SLACK_MS = 3000, GONE_MS = 5000, LIMIT = 64 * 1024 };

static int say(int out, void *what)
{
	return deadline_write(out, what, strlen(what));
}

/* deadline_run() itself fetched the child it was not too late for. */
static bool no_child_is_left(void)
{
	return waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD;
}

static void what_the_work_says_comes_back(void)
{
	CLEANUP_BUFFER struct procfs_buffer bytes;

	is_number(deadline_run(LONG_MS, say, (void *) (uintptr_t) "found", LIMIT, &bytes), 0);
	is_bytes(bytes.bytes, bytes.length, "found");
	ok(no_child_is_left());
}

static int say_and_fail(int out, void *what)
{
	(void) what;
	return deadline_write(out, "half", 4) < 0 ? -EIO : -ENOENT;
}

static void work_that_fails_says_why_and_keeps_what_it_found(void)
{
	CLEANUP_BUFFER struct procfs_buffer bytes;

	is_number(deadline_run(LONG_MS, say_and_fail, NULL, LIMIT, &bytes), -ENOENT);
	is_bytes(bytes.bytes, bytes.length, "half");
}

static int say_much(int out, void *what)
{
	static const char zeros[4096];
	int r = 0;

	(void) what;
	for (int i = 0; i < 1024 && r == 0; i++)
		r = deadline_write(out, zeros, sizeof(zeros));
	return r;
}

static void what_is_over_the_limit_is_cut_and_said(void)
{
	CLEANUP_BUFFER struct procfs_buffer bytes;

	is_number(deadline_run(LONG_MS, say_much, NULL, LIMIT, &bytes), -EFBIG);
	is_number(bytes.length, LIMIT);
}

static int die(int out, void *what)
{
	(void) out;
	(void) what;
	return raise(SIGKILL);
}

static void work_that_dies_is_no_success(void)
{
	CLEANUP_BUFFER struct procfs_buffer bytes;

	is_number(deadline_run(LONG_MS, die, NULL, LIMIT, &bytes), -ECHILD);
}

/* --- waiting */

static int say_pid(int out)
{
	pid_t self = getpid();

	return deadline_write(out, &self, sizeof(self));
}

/* Or soon is: on a busy machine its end takes longer than deadline_run() waits for it, and whoever runs it fetches it. */
static bool child_is_gone(const struct procfs_buffer *bytes)
{
	const struct timespec step = { .tv_nsec = 10000000 };
	int64_t until = clock_now_ms() + GONE_MS;
	pid_t child = 0;

	must(bytes->length == sizeof(child));
	memcpy(&child, bytes->bytes, sizeof(child));
	while (kill(child, 0) == 0 && waitpid(child, NULL, WNOHANG) == 0 && clock_now_ms() < until)
		(void) nanosleep(&step, NULL);
	return kill(child, 0) < 0 && errno == ESRCH;
}

/* It ended in time, and its child with it. */
static void is_ended_in_time(deadline_work *work, void *what)
{
	CLEANUP_BUFFER struct procfs_buffer bytes;
	int64_t began = clock_now_ms();

	is_number(deadline_run(SHORT_MS, work, what, LIMIT, &bytes), -ETIMEDOUT);
	ok(clock_now_ms() - began < SHORT_MS + SLACK_MS);
	ok(child_is_gone(&bytes));
}

static int wait_for_ever(int out, void *what)
{
	(void) what;
	(void) say_pid(out);
	while (pause() < 0)
		;
	return 0;
}

static int open_and_read(int out, void *path)
{
	char byte;
	int fd;

	(void) say_pid(out);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 || read(fd, &byte, 1) < 0 ? -errno : 0;
}

static void work_without_end_is_ended(void)
{
	is_ended_in_time(wait_for_ever, NULL);
}

/* However the caller takes signals. */
static void work_without_end_is_ended_though_the_alarm_was_blocked_and_ignored(void)
{
	sigset_t set, old;

	(void) sigemptyset(&set);
	(void) sigaddset(&set, SIGALRM);
	must(sigprocmask(SIG_BLOCK, &set, &old) == 0 && signal(SIGALRM, SIG_IGN) != SIG_ERR);
	is_ended_in_time(wait_for_ever, NULL);
	must(sigprocmask(SIG_SETMASK, &old, NULL) == 0 && signal(SIGALRM, SIG_DFL) != SIG_ERR);
}

static void a_caller_that_ignores_its_children_is_answered_too(void)
{
	CLEANUP_BUFFER struct procfs_buffer bytes;

	must(signal(SIGCHLD, SIG_IGN) != SIG_ERR);
	is_number(deadline_run(LONG_MS, say_and_fail, NULL, LIMIT, &bytes), -ENOENT);
	is_ended_in_time(wait_for_ever, NULL);
	must(signal(SIGCHLD, SIG_DFL) != SIG_ERR);
}

static void a_FIFO_without_a_writer_is_not_waited_for(void)
{
	must(mkfifo("/mnt/fifo", 0644) == 0);
	is_ended_in_time(open_and_read, (void *) (uintptr_t) "/mnt/fifo");
}

static void a_FUSE_server_that_stands_still_is_not_waited_for(void)
{
	pid_t server;

	must(mkdir("/mnt/fuse", 0755) == 0);
	server = fuse_start("/mnt/fuse");
	must(access("/mnt/fuse/f", F_OK) == 0);
	must(kill(server, SIGSTOP) == 0);
	is_ended_in_time(open_and_read, (void *) (uintptr_t) "/mnt/fuse/f");
	must(kill(server, SIGKILL) == 0 && waitpid(server, NULL, 0) == server);
	must(umount2("/mnt/fuse", MNT_DETACH) == 0);
}

/* Takes each request after INIT and never answers one: the kernel then lets nobody go who waits. */
static _Noreturn void be_silent_server(int fd)
{
	static _Alignas(struct fuse_in_header) char request[FUSE_REQUEST_ROOM];

	(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	while (read(fd, request, sizeof(request)) > 0)
		if (((const struct fuse_in_header *) request)->opcode == FUSE_INIT)
			fuse_answer(fd, (const struct fuse_in_header *) request);
	_exit(0);
}

static void a_FUSE_server_that_swallows_requests_keeps_only_the_child(void)
{
	CLEANUP_BUFFER struct procfs_buffer bytes;
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	int64_t began;
	char options[64];
	pid_t server;

	must(fd >= 0 && mkdir("/mnt/silent", 0755) == 0);
	(void) snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
	must(mount("fuse", "/mnt/silent", "fuse", 0, options) == 0);
	server = fork();
	must(server >= 0);
	if (server == 0)
		be_silent_server(fd);
	(void) close(fd);
	began = clock_now_ms();
	is_number(deadline_run(SHORT_MS, open_and_read, (void *) (uintptr_t) "/mnt/silent/f", LIMIT, &bytes), -ETIMEDOUT);
	ok(clock_now_ms() - began < SHORT_MS + SLACK_MS);
	/* The end of the server is the child's too. */
	must(kill(server, SIGKILL) == 0 && waitpid(server, NULL, 0) == server);
	ok(child_is_gone(&bytes));
	must(umount2("/mnt/silent", MNT_DETACH) == 0);
}

/* --- what the child is */

static int say_rights(int out, void *what)
{
	uint64_t effective = 0;
	char text[64];
	int r = privilege_effective(&effective);

	(void) what;
	if (r < 0)
		return r;
	(void) snprintf(text, sizeof(text), "%d %d %llx", fcntl(STDIN_FILENO, F_GETFD), fcntl(STDOUT_FILENO, F_GETFD), (unsigned long long) effective);
	return deadline_write(out, text, strlen(text));
}

static void the_child_has_neither_the_connection_nor_more_rights_than_to_look(void)
{
	CLEANUP_BUFFER struct procfs_buffer bytes;
	char want[64];

	(void) snprintf(want, sizeof(want), "-1 -1 %llx", 1ULL << CAP_DAC_READ_SEARCH);
	is_number(deadline_run(LONG_MS, say_rights, NULL, LIMIT, &bytes), 0);
	is_bytes(bytes.bytes, bytes.length, want);
}

static void the_filter_lets_it_all_happen(void)
{
	int status;
	pid_t pid = fork();

	must(pid >= 0);
	if (pid == 0) {
		CLEANUP_BUFFER struct procfs_buffer bytes;
		bool good;

		must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && filter_install() == 0);
		good = deadline_run(LONG_MS, say, (void *) (uintptr_t) "found", LIMIT, &bytes) == 0 && bytes.length == 5;
		_exit(good && deadline_run(SHORT_MS, wait_for_ever, NULL, LIMIT, &bytes) == -ETIMEDOUT ? 0 : 1);
	}
	must(waitpid(pid, &status, 0) == pid);
	is_number(status, 0);
}

int main(void)
{
	must(unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(mount("deadline", "/mnt", "tmpfs", 0, NULL) == 0);
	TEST(what_the_work_says_comes_back);
	TEST(work_that_fails_says_why_and_keeps_what_it_found);
	TEST(what_is_over_the_limit_is_cut_and_said);
	TEST(work_that_dies_is_no_success);
	TEST(work_without_end_is_ended);
	TEST(work_without_end_is_ended_though_the_alarm_was_blocked_and_ignored);
	TEST(a_caller_that_ignores_its_children_is_answered_too);
	TEST(a_FIFO_without_a_writer_is_not_waited_for);
	TEST(a_FUSE_server_that_stands_still_is_not_waited_for);
	TEST(a_FUSE_server_that_swallows_requests_keeps_only_the_child);
	TEST(the_child_has_neither_the_connection_nor_more_rights_than_to_look);
	TEST(the_filter_lets_it_all_happen);
	return tap_done();
}
