/* Nothing of a command is left, however it or whoever watches over it ends. */
#define _GNU_SOURCE
#include <sys/syscall.h>

#include "cgroup.h"
#include "exec-client.h"

#define DAEMON(number) "setsid nohup sleep " number " >/dev/null 2>&1 & "

static struct target_child sandbox(void)
{
	return start_target(TARGET("unshare", "-Urmp", "--fork", "--mount-proc"), 1);
}

static struct exec_run *start_command(const struct target_child *target, const char *script, const char *marker)
{
	struct exec_run *run = open_run(NULL);

	send_request(run, request_of(target->pid, namespaces_of(target->pid, EVERY_TYPE), SHELL(script)));
	must(await_started(run));
	ok(comes_true(count_processes(marker) > 0));
	return run;
}

static void a_daemon_in_another_pid_namespace_is_gone_with_the_last_frame(void)
{
	struct target_child target = sandbox();
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL(DAEMON("987041") "(" DAEMON("987041") ") ; echo done")));

	is_string(run->out, "done\n");
	is_number(count_processes("987041"), 0);
	ok(!has_group(run->helper));
	(void) close_run(run);
	end_target(&target);
}

static void a_group_that_the_command_makes_below_its_own_is_removed_too(void)
{
	struct target_child target = start_target(TARGET("unshare", "-u"), 0);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "uts"),
		SHELL("g=$(find /sys/fs/cgroup -name nsatlas-exec-$NSATLAS_EXEC); mkdir -p $g/a/b && echo $$ >$g/a/b/cgroup.procs && grep -o /nsatlas-exec.*/a/b /proc/self/cgroup | wc -l; " DAEMON("987042"))));

	is_string(run->out, "1\n");
	ok(!has_group(run->helper));
	is_number(count_processes("987042"), 0);
	(void) close_run(run);
	end_target(&target);
}

static void a_client_that_is_killed_leaves_nothing(void)
{
	struct target_child target = sandbox();
	pid_t client = fork();

	must(client >= 0);
	if (client == 0) {
		(void) start_command(&target, DAEMON("987043") "sleep 987043", "987043");
		(void) pause();
		_exit(0);
	}
	ok(comes_true(count_processes("987043") > 1));
	(void) kill(client, SIGKILL);
	must(waitpid(client, NULL, 0) == client);
	ok(comes_true(count_processes("987043") == 0));
	end_target(&target);
}

struct seen {
	pid_t helper;
	int fd;
};

/* The connection stays open, for we hold a copy of the client's end: only the death of its parent tells the helper. */
static void a_listener_that_is_killed_leaves_nothing(void)
{
	struct target_child target = sandbox();
	struct seen seen = { 0 };
	int told[2], pidfd, held;
	pid_t listener;

	must(pipe2(told, O_CLOEXEC) == 0);
	listener = fork();
	must(listener >= 0);
	if (listener == 0) {
		struct exec_run *run = start_command(&target, DAEMON("987044") "exec sleep 987044", "987044");

		seen = (struct seen) { run->helper, run->fd };
		(void) !write(told[1], &seen, sizeof(seen));
		(void) pause();
		_exit(0);
	}
	must(read(told[0], &seen, sizeof(seen)) == (ssize_t) sizeof(seen));
	pidfd = (int) syscall(SYS_pidfd_open, listener, 0);
	held = (int) syscall(SYS_pidfd_getfd, pidfd, seen.fd, 0);
	must(held >= 0);
	ok(comes_true(count_processes("987044") > 1));
	(void) kill(listener, SIGKILL);
	must(waitpid(listener, NULL, 0) == listener);
	ok(comes_true(count_processes("987044") == 0));
	ok(comes_true(!has_group(seen.helper)));
	ok(comes_true(kill(seen.helper, 0) < 0));
	(void) close(held);
	(void) close(pidfd);
	(void) close(told[0]);
	(void) close(told[1]);
	end_target(&target);
}

static void a_helper_that_is_killed_takes_its_command_along_and_the_listener_ends_the_rest(void)
{
	struct target_child target = sandbox();
	struct exec_run *run = start_command(&target, DAEMON(UNSEEN("98704", "5")) "exec sleep " UNSEEN("98704", "6"), "987046");
	pid_t helper = run->helper;

	ok(comes_true(count_processes("987045") == 1));
	(void) kill(helper, SIGKILL);
	is_number(close_run(run), 128 + SIGKILL);
	ok(comes_true(count_processes("987046") == 0));
	ok(comes_true(count_processes("987045") == 1));
	is_number(cgroup_remove_leftover(helper), 0);
	is_number(count_processes("987045"), 0);
	ok(!has_group(helper));
	is_number(cgroup_remove_leftover(helper), 0);
	end_target(&target);
}

static void a_helper_that_is_killed_at_any_moment_leaves_nothing(void)
{
	struct target_child target = sandbox();
	/* Those of another door, where one is open on this host. */
	int others = count_processes("nsatlas-join");

	for (int round = 0; round < 60; round++) {
		struct exec_run *run = open_run(NULL);
		struct pollfd wait = { .fd = run->fd };
		pid_t helper = run->helper;

		send_request(run, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL(DAEMON("987047") "exec sleep 987047")));
		(void) poll(&wait, 1, round % 15);
		(void) kill(helper, SIGKILL);
		(void) close_run(run);
		is_number(cgroup_remove_leftover(helper), 0);
		if (!ok(!has_group(helper)))
			break;
	}
	ok(comes_true(count_processes("987047") == 0));
	ok(comes_true(count_processes("nsatlas-join") <= others));
	end_target(&target);
}

/* Without a listener: a process of the helper's own waits for its end. */
static void where_no_listener_is_a_guard_ends_the_rest(void)
{
	static const char *const guarded[] = { "--guard", NULL };
	struct target_child target = sandbox();
	struct exec_run *run;
	pid_t helper;

	helper_arguments = guarded;
	run = start_command(&target, DAEMON(UNSEEN("98704", "8")) "exec sleep " UNSEEN("98704", "9"), "987049");
	helper = run->helper;
	ok(comes_true(count_processes("987048") == 1));
	(void) kill(helper, SIGKILL);
	(void) close_run(run);
	ok(comes_true(count_processes("987048") == 0 && count_processes("987049") == 0 && !has_group(helper)));
	run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL("echo done")));
	is_string(run->out, "done\n");
	(void) close_run(run);
	ok(comes_true(count_processes(programs) == 0));
	helper_arguments = NULL;
	end_target(&target);
}

/* strace(1) without -f: the helper alone cannot remove a directory. */
static const char *const keeps_directories[] = {
	"env", "ASAN_OPTIONS=detect_leaks=0", "strace", "-qq", "-o", "/dev/null", "-e", "trace=unlinkat", "-e", "inject=unlinkat:error=EBUSY", NULL,
};

static void what_the_helper_cannot_remove_its_guard_does(void)
{
	static const char *const guarded[] = { "--guard", NULL };
	struct target_child target = sandbox();
	struct exec_run *run;
	pid_t helper;

	if (access("/usr/bin/strace", X_OK) < 0) {
		tap_skip("strace(1) is not there to make it fail");
		end_target(&target);
		return;
	}
	helper_arguments = guarded;
	run = run_exec(keeps_directories, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL("echo $NSATLAS_EXEC")));
	helper = atoi(run->out);
	ok(helper > 1);
	(void) close_run(run);
	ok(comes_true(!has_group(helper) && count_processes(programs) == 0));
	helper_arguments = NULL;
	end_target(&target);
}

/* --- an ordinary user, who may make no group */

static struct target_child sandbox_of_user(void)
{
	return start_target(TARGET(AS_USER, "unshare", "-Urmp", "--fork", "--mount-proc"), 1);
}

static const char *const user[] = { AS_USER, NULL };

static void without_a_group_a_daemon_is_gone_with_the_last_frame_too(void)
{
	struct target_child target = sandbox_of_user();
	struct exec_run *run = run_exec(user, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL(DAEMON("987051") "(" DAEMON("987051") ") ; echo done")));

	is_string(run->out, "done\n");
	is_number(count_processes("987051"), 0);
	is_number(close_run(run), 0);
	end_target(&target);
}

static void without_a_group_a_time_out_reaches_everything(void)
{
	struct target_child target = sandbox_of_user();
	json_t *request = request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL("trap '' TERM; " DAEMON("987052") "while :; do sleep 0.1; done"));
	struct exec_run *run;

	(void) json_object_set_new(request, "timeoutMs", json_integer(200));
	run = run_exec(user, request);
	is_string(text_in(run->end, "signal"), "SIGKILL");
	is_number(count_processes("987052"), 0);
	(void) close_run(run);
	end_target(&target);
}

static void without_a_group_a_helper_that_is_killed_is_swept_after(void)
{
	struct target_child target = sandbox_of_user();
	struct exec_run *run = open_run(user);

	send_request(run, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL(DAEMON("987053") "exec sleep 987053")));
	must(await_started(run));
	ok(comes_true(count_processes("987053") > 1));
	(void) kill(run->helper, SIGKILL);
	(void) close_run(run);
	ok(comes_true(count_processes("987053") == 0));
	end_target(&target);
}

static void without_a_group_no_guard_stays(void)
{
	struct target_child target = sandbox_of_user();
	struct exec_run *run = run_exec(user, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL("echo done")));

	(void) close_run(run);
	ok(comes_true(count_processes(programs) == 0));
	end_target(&target);
}

int main(void)
{
	copy_programs();
	TEST(a_daemon_in_another_pid_namespace_is_gone_with_the_last_frame);
	TEST(a_group_that_the_command_makes_below_its_own_is_removed_too);
	TEST(a_client_that_is_killed_leaves_nothing);
	TEST(a_listener_that_is_killed_leaves_nothing);
	TEST(a_helper_that_is_killed_takes_its_command_along_and_the_listener_ends_the_rest);
	TEST(a_helper_that_is_killed_at_any_moment_leaves_nothing);
	TEST(where_no_listener_is_a_guard_ends_the_rest);
	TEST(what_the_helper_cannot_remove_its_guard_does);
	TEST(without_a_group_a_daemon_is_gone_with_the_last_frame_too);
	TEST(without_a_group_a_time_out_reaches_everything);
	TEST(without_a_group_a_helper_that_is_killed_is_swept_after);
	TEST(without_a_group_no_guard_stays);
	return tap_done();
}
