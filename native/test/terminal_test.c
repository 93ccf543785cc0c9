#define _GNU_SOURCE
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <termios.h>

#include "targets.h"
#include "terminal.h"

/* --- what a master is */

static void a_terminal_s_master_is_known_and_nothing_else_is(void)
{
	static const char *const others[] = { "/dev/null", "/dev/tty", "/etc/passwd", "/", "/dev/full" };
	CLEANUP_FD int master = -1, slave = -1, path = open("/dev/ptmx", O_PATH | O_CLOEXEC);

	must(terminal_open(getuid(), &master, &slave) == 0);
	ok(terminal_is_master(master));
	ok(!terminal_is_master(slave));
	ok(!terminal_is_master(-1));
	/* It is the right file, but not an open terminal. */
	ok(path >= 0 && !terminal_is_master(path));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		CLEANUP_FD int fd = open(others[i], O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

		ok(!terminal_is_master(fd));
	}
}

static void a_new_one_belongs_to_the_user_and_controls_nobody(void)
{
	CLEANUP_FD int master = -1, slave = -1;
	struct stat status;

	must(terminal_open(4242, &master, &slave) == 0);
	must(fstat(slave, &status) == 0);
	is_number(status.st_uid, 4242);
	is_number(status.st_mode & 0007, 0);
	ok(fcntl(master, F_GETFL) & O_NONBLOCK && fcntl(master, F_GETFD) & FD_CLOEXEC && fcntl(slave, F_GETFD) & FD_CLOEXEC);
	is_number(tcgetsid(slave), -1);
}

static void a_size_is_set_if_a_terminal_may_have_it(void)
{
	CLEANUP_FD int master = -1, slave = -1;
	struct winsize size;

	must(terminal_open(getuid(), &master, &slave) == 0);
	is_number(terminal_resize(master, 1000, 1), 0);
	must(ioctl(slave, TIOCGWINSZ, &size) == 0);
	is_number(size.ws_row, 1000);
	is_number(size.ws_col, 1);
	is_number(terminal_resize(master, 1001, 1), -EINVAL);
	is_number(terminal_resize(master, 1, 0), -EINVAL);
	is_number(terminal_resize(master, 1 << 16 | 24, 80), -EINVAL);
}

/* --- signals */

/* In a pid namespace of our own we say which number is given next. */
static pid_t fork_as(pid_t pid)
{
	FILE *file = fopen("/proc/sys/kernel/ns_last_pid", "we");
	pid_t child;

	must(file && fprintf(file, "%d", (int) pid - 1) > 0 && fclose(file) == 0);
	child = fork();
	must(child >= 0);
	return child;
}

/* The leader of a session with a terminal, whose foreground is a process group that has died out. */
static _Noreturn void lead_a_dead_foreground(int slave, int told)
{
	pid_t group;

	(void) signal(SIGTTOU, SIG_IGN);
	must(setsid() > 0 && ioctl(slave, TIOCSCTTY, 0) == 0);
	group = fork();
	must(group >= 0);
	if (group == 0) {
		(void) poll(NULL, 0, 100);
		_exit(0);
	}
	must(setpgid(group, group) == 0 && tcsetpgrp(slave, group) == 0);
	must(waitpid(group, NULL, 0) == group);
	(void) !write(told, &group, sizeof(group));
	for (;;)
		(void) pause();
}

static _Noreturn void be_somebody_else(void)
{
	(void) setpgid(0, 0);
	for (;;)
		(void) pause();
}

/* The terminal still names the group by its number, which is by now that of another, of a session that is none of ours. */
static void signal_a_dead_foreground(void)
{
	int master, slave, told[2], status;
	pid_t leader, group = 0, named = 0, somebody;

	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 && mount("proc", "/proc", "proc", 0, NULL) == 0);
	must(terminal_open(getuid(), &master, &slave) == 0 && pipe2(told, O_CLOEXEC) == 0);
	leader = fork();
	must(leader >= 0);
	if (leader == 0)
		lead_a_dead_foreground(slave, told[1]);
	must(read(told[0], &group, sizeof(group)) == (ssize_t) sizeof(group));
	somebody = fork_as(group);
	if (somebody == 0)
		be_somebody_else();
	is_number(somebody, group);
	ok(comes_true(getpgid(somebody) == group));
	/* The trap is set. */
	ok(ioctl(master, TIOCGPGRP, &named) == 0);
	is_number(named, group);
	is_number(terminal_signal(master, leader, SIGKILL), 0);
	is_number(terminal_signal(master, leader, SIGINT), 0);
	(void) poll(NULL, 0, 50);
	is_number(waitpid(somebody, &status, WNOHANG), 0);
	is_number(waitpid(leader, &status, WNOHANG), 0);
}

static void a_foreground_that_is_gone_lends_its_number_to_nobody(void)
{
	pid_t child = fork();
	int status;

	must(child >= 0);
	if (child == 0) {
		pid_t first;

		must(unshare(CLONE_NEWPID | CLONE_NEWNS) == 0);
		first = fork();
		must(first >= 0);
		if (first == 0) {
			tap.bad = false;
			signal_a_dead_foreground();
			(void) fflush(stdout);
			_exit(tap.bad);
		}
		must(waitpid(first, &status, 0) == first);
		_exit(status != 0);
	}
	must(waitpid(child, &status, 0) == child);
	is_number(status, 0);
}

static void a_signal_that_is_not_for_viewers_is_refused(void)
{
	CLEANUP_FD int master = -1, slave = -1;

	must(terminal_open(getuid(), &master, &slave) == 0);
	is_number(terminal_signal(master, getpid(), SIGSTOP), -EINVAL);
	is_number(terminal_signal(master, getpid(), SIGSEGV), -EINVAL);
	is_number(terminal_signal(master, getpid(), 0), -EINVAL);
	/* Nobody is in the foreground of a terminal without a session. */
	is_number(terminal_signal(master, getsid(0), SIGTERM), 0);
	is_number(terminal_signal(master, getsid(0), SIGINT), 0);
}

int main(void)
{
	TEST(a_terminal_s_master_is_known_and_nothing_else_is);
	TEST(a_new_one_belongs_to_the_user_and_controls_nobody);
	TEST(a_size_is_set_if_a_terminal_may_have_it);
	TEST(a_foreground_that_is_gone_lends_its_number_to_nobody);
	TEST(a_signal_that_is_not_for_viewers_is_refused);
	return tap_done();
}
