/* What a hostile container puts in the way of a terminal: at /dev/pts/ptmx, and into the terminal itself. Whatever it is, the
 * command has a terminal at once, of the host if need be, and reaches none but its own. */
#define _GNU_SOURCE
#include <sched.h>
#include <sys/ioctl.h>

#include "fuse.h"
#include "terminal-client.h"

enum { AT_ONCE_MS = 5000 };

static void expect_at_once(pid_t pid, const char *script, const char *want)
{
	int64_t before = test_now_ms();
	struct exec_run *run = run_exec(NULL, terminal_request(pid, EVERY_TYPE, SHELL(script)));

	is_string(run->out, want);
	is_code(run, 0);
	ok(test_now_ms() - before < AT_ONCE_MS);
	is_number(close_run(run), 0);
}

#define IS_TERMINAL "test -t 0 && test -t 1 && test -t 2 && echo terminal; stty size"

/* It has no name inside: it is the host's. */
static void expect_terminal_of_ours(pid_t pid)
{
	expect_at_once(pid, "tty; " IS_TERMINAL, "not a tty\r\nterminal\r\n24 80\r\n");
}

static void a_file_that_is_no_multiplexer_is_left_alone(void)
{
	static const char *const files[] = {
		"true",							/* none at all */
		"mkfifo -m 666 /dev/pts/ptmx",				/* opening it for reading would wait */
		"ln -s /etc/passwd /dev/pts/ptmx",
		"ln -s /dev/ptmx /dev/pts/ptmx",
		"echo hello >/dev/pts/ptmx; chmod 666 /dev/pts/ptmx",
		"mkdir /dev/pts/ptmx",
		"mknod -m 666 /dev/pts/ptmx c 1 3",			/* null */
		"mknod -m 666 /dev/pts/ptmx c 5 2",			/* the right one, where there is no devpts */
		"mknod -m 666 /dev/pts/ptmx c 5 0",			/* tty */
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char script[256];
		struct target_child target;

		(void) snprintf(script, sizeof(script), "mount -t tmpfs tmpfs /dev/pts; %s; " READY, files[i]);
		target = start_target((const char *const []) { "unshare", "-mp", "--fork", "--mount-proc", "sh", "-c", script, NULL }, 1);
		expect_terminal_of_ours(target.pid);
		end_target(&target);
	}
}

static void nor_one_that_is_bound_over_the_right_one(void)
{
	static const char *const covers[] = {
		"mkfifo /tmp/f; mount --bind /tmp/f /dev/pts/ptmx",
		"touch /tmp/f; mount --bind /tmp/f /dev/pts/ptmx",
		"mount --bind /dev/null /dev/pts/ptmx",
		"mount -t tmpfs tmpfs /dev/pts",
		"mount -t tmpfs tmpfs /dev; mknod -m 666 /dev/tty c 5 0; mknod -m 666 /dev/null c 1 3",
	};

	for (size_t i = 0; i < sizeof(covers) / sizeof(covers[0]); i++) {
		char script[256];
		struct target_child target;

		(void) snprintf(script, sizeof(script), "mount -t tmpfs tmpfs /tmp; " MOUNT_PTS "; %s; " READY, covers[i]);
		target = start_target((const char *const []) { "unshare", "-mp", "--fork", "--mount-proc", "sh", "-c", script, NULL }, 1);
		expect_terminal_of_ours(target.pid);
		end_target(&target);
	}
}

/* --- a file system that never answers */

static pid_t server;

static void put_fuse_at_pts(void)
{
	must(unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	server = fuse_start("/dev/pts");
}

static void put_fuse_over_the_multiplexer(void)
{
	must(unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(mount("tmpfs", "/tmp", "tmpfs", 0, NULL) == 0 && mkdir("/tmp/fuse", 0755) == 0);
	server = fuse_start("/tmp/fuse");
	must(mount("devpts", "/dev/pts", "devpts", 0, "newinstance,ptmxmode=666") == 0);
	must(mount("/tmp/fuse/f", "/dev/pts/ptmx", NULL, MS_BIND, NULL) == 0);
}

static void expect_no_question(void (*prepare)(void))
{
	struct target_child target = start_function(prepare);
	pid_t its_server = only_child_of(target.pid);

	must(its_server > 0);
	/* From now on it takes questions and answers none. */
	(void) kill(its_server, SIGSTOP);
	ok(comes_true(state_of(its_server) == 'T'));
	/* tty(1) would ask for the name. */
	expect_at_once(target.pid, IS_TERMINAL, "terminal\r\n24 80\r\n");
	(void) kill(its_server, SIGKILL);
	end_target(&target);
}

static void a_file_system_that_never_answers_is_not_asked(void)
{
	expect_no_question(put_fuse_at_pts);
	expect_no_question(put_fuse_over_the_multiplexer);
}

/* --- one that changes between the look and the opening */

static void change_all_the_time(void)
{
	must(unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(mount("tmpfs", "/tmp", "tmpfs", 0, NULL) == 0 && mkfifo("/tmp/fifo", 0666) == 0 && chmod("/tmp/fifo", 0666) == 0);
	must(mount("devpts", "/dev/pts", "devpts", 0, "newinstance,ptmxmode=666") == 0);
	server = fork();
	must(server >= 0);
	if (server > 0)
		return;
	(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	for (;;) {
		(void) mount("/tmp/fifo", "/dev/pts/ptmx", NULL, MS_BIND, NULL);
		(void) poll(NULL, 0, 1);
		(void) umount2("/dev/pts/ptmx", MNT_DETACH);
		(void) poll(NULL, 0, 1);
	}
}

enum { ROUNDS = 100 };

static void one_that_comes_and_goes_neither_holds_nor_fools(void)
{
	struct target_child target = start_function(change_all_the_time);
	int own = 0, ours = 0, other = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct exec_run *run = run_exec(NULL, terminal_request(target.pid, EVERY_TYPE, SHELL("tty; stty size")));

		own += strcmp(run->out, "/dev/pts/0\r\n24 80\r\n") == 0;
		ours += strcmp(run->out, "not a tty\r\n24 80\r\n") == 0;
		other += run->end == NULL;
		(void) close_run(run);
	}
	printf("# %d rounds: %d with a terminal of the target's, %d with one of ours\n", ROUNDS, own, ours);
	is_number(own + ours, ROUNDS);
	is_number(other, 0);
	/* Else it was no test. */
	ok(own > 0 && ours > 0);
	end_target(&target);
}

/* --- from the terminal outwards (TIOCSTI: typing for somebody else) */

/* A terminal of the test's own, which it and thus every helper it starts has as the controlling one. */
static int take_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), slave;

	must(master >= 0 && unlockpt(master) == 0 && (slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC)) >= 0);
	must(setsid() > 0 && ioctl(slave, TIOCSCTTY, 0) == 0);
	return master;
}

/* Whatever it finds open, and its controlling terminal, gets an x; then it reads what came to itself. */
#define TYPE_EVERYWHERE \
	"for my $f (glob('/proc/self/fd/*'), '/dev/tty') { open(my $h, '+<', $f) or next; my $c = 'x'; ioctl($h, " TIOCSTI_TEXT ", $c) and print 'typed ' }" \
	"print \"done\\n\""
#define TIOCSTI_TEXT "0x5412"

static void expect_nothing_typed(pid_t pid, const char *types)
{
	struct exec_run *run = open_terminal(terminal_request(pid, types, (const char *const []) { "perl", "-e", TYPE_EVERYWHERE, NULL }));

	await_end(run);
	/* The attack works, on itself. */
	ok(strstr(run->out, "typed ") != NULL && strstr(run->out, "done") != NULL);
	(void) close_run(run);
}

static void no_other_terminal_can_be_typed_into(void)
{
	struct target_child target = start_target((const char *const []) { OWN_PTS, NULL }, 1);
	pid_t child = fork();
	int status;

	must(child >= 0);
	if (child == 0) {
		int master = take_terminal();
		struct pollfd wait = { .fd = master, .events = POLLIN };

		tap.bad = false;
		expect_nothing_typed(target.pid, EVERY_TYPE);
		expect_nothing_typed(target.pid, "uts");
		/* What is typed is echoed. */
		is_number(poll(&wait, 1, 200), 0);
		(void) fflush(stdout);
		_exit(tap.bad);
	}
	must(waitpid(child, &status, 0) == child);
	is_number(status, 0);
	end_target(&target);
}

int main(void)
{
	copy_programs();
	TEST(a_file_that_is_no_multiplexer_is_left_alone);
	TEST(nor_one_that_is_bound_over_the_right_one);
	TEST(a_file_system_that_never_answers_is_not_asked);
	TEST(one_that_comes_and_goes_neither_holds_nor_fools);
	TEST(no_other_terminal_can_be_typed_into);
	return tap_done();
}
