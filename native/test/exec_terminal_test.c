/* A command with a terminal: which one, of what size, and that keys and signals do there what they do in any other. */
#define _GNU_SOURCE
#include <sys/sysmacros.h>

#include "terminal-client.h"

static struct target_child target;

static json_t *request_for(const char *script)
{
	return terminal_request(target.pid, EVERY_TYPE, SHELL(script));
}

/* --- which one */

static void it_is_one_of_the_target_s_own(void)
{
	struct exec_run *run = run_exec(NULL, request_for("tty; test -t 0 -a -t 1 -a -t 2 && echo all; echo here >/dev/tty"));

	is_string(run->out, "/dev/pts/0\r\nall\r\nhere\r\n");
	is_number(run->err_length, 0);
	is_code(run, 0);
	is_number(close_run(run), 0);
}

static void it_belongs_to_the_user_who_got_it(void)
{
	struct target_child of_user = start_target((const char *const []) { OWN_PTS, NULL }, 1);
	struct exec_run *run;
	json_t *request;

	end_target(&of_user);
	of_user = start_target((const char *const []) { "unshare", "-mpu", "--fork", "--mount-proc", "sh", "-c", MOUNT_PTS "; exec setpriv --reuid=4242 --regid=4343 --clear-groups sh -c '" READY "'", NULL }, 1);
	request = terminal_request(of_user.pid, EVERY_TYPE, SHELL("stat -c '%u %g %a' $(tty); id -u; tty"));
	run = run_exec(NULL, request);
	is_string(run->out, "4242 5 620\r\n4242\r\n/dev/pts/0\r\n");
	(void) close_run(run);
	end_target(&of_user);
}

static void in_a_user_namespace_it_is_its_root_s(void)
{
	struct target_child sandbox = start_target((const char *const []) { "unshare", "-Urmp", "--fork", "--mount-proc", "sh", "-c", "mount -t devpts -o newinstance,ptmxmode=666 devpts /dev/pts; " READY, NULL }, 1);
	struct exec_run *run = run_exec(NULL, terminal_request(sandbox.pid, EVERY_TYPE, SHELL("tty; stat -c '%u %g' $(tty)")));

	is_string(run->out, "/dev/pts/0\r\n0 0\r\n");
	(void) close_run(run);
	end_target(&sandbox);
}

static void in_a_bubblewrap_sandbox_too(void)
{
	struct target_child sandbox = start_target((const char *const []) { "bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--unshare-all", "sh", "-c", READY, NULL }, 2);
	struct exec_run *run = run_exec(NULL, terminal_request(sandbox.pid, EVERY_TYPE, SHELL("tty; echo here >/dev/tty")));

	is_string(run->out, "/dev/pts/0\r\nhere\r\n");
	(void) close_run(run);
	end_target(&sandbox);
}

/* The look from outside is of the root the command has then. */
static void in_another_root_it_is_one_of_that_root_s(void)
{
	struct target_child jailed = start_target((const char *const []) { "unshare", "-mpu", "--fork", "--mount-proc", "sh", "-c",
		"mount -t tmpfs tmpfs /tmp; mkdir /tmp/jail; mount --rbind / /tmp/jail; mount -t tmpfs tmpfs /dev/pts; "
		"mount -t devpts -o newinstance,ptmxmode=666 devpts /tmp/jail/dev/pts; " READY, NULL }, 1);
	json_t *request = terminal_request(jailed.pid, EVERY_TYPE, SHELL("tty; readlink /proc/self/root"));
	struct exec_run *run;

	(void) json_object_set_new(request, "root", json_pack("{s:s}", "path", "/tmp/jail"));
	run = run_exec(NULL, request);
	is_string(run->out, "/dev/pts/0\r\n/\r\n");
	(void) close_run(run);
	run = run_exec(NULL, terminal_request(jailed.pid, EVERY_TYPE, SHELL("tty")));
	is_string(run->out, "not a tty\r\n");
	(void) close_run(run);
	end_target(&jailed);
}

/* The host's files: the host's terminal, by its name. */
static void without_the_mount_namespace_it_is_one_of_ours(void)
{
	struct exec_run *run = open_terminal(terminal_request(target.pid, "pid uts", SHELL("test -c $(tty) && echo named; stat -c %u $(tty); echo here >/dev/tty; read a")));
	char path[64], name[64] = "";

	ok(sees(run, "named\r\n0\r\nhere\r\n"));
	(void) snprintf(path, sizeof(path), "/proc/%d/fd/0", (int) command_of(run));
	must(readlink(path, name, sizeof(name) - 1) > 0);
	ok(strncmp(name, "/dev/pts/", 9) == 0 && access(name, F_OK) == 0);
	(void) close_run(run);
}

/* devpts is there, but not for everybody (ptmxmode=000): the host's has no name inside, and works. */
static void who_may_not_open_the_target_s_gets_one_of_ours(void)
{
	struct target_child of_user = start_target((const char *const []) { "unshare", "-mpu", "--fork", "--mount-proc", "sh", "-c", "mount -t devpts -o newinstance,ptmxmode=000 devpts /dev/pts; exec setpriv --reuid=4242 --regid=4343 --clear-groups sh -c '" READY "'", NULL }, 1);
	struct exec_run *run = open_terminal(terminal_request(of_user.pid, EVERY_TYPE, SHELL("tty; test -t 0 && echo tty; echo here >/dev/tty; read a")));
	char path[64];
	struct stat status;

	ok(sees(run, "not a tty\r\ntty\r\nhere\r\n"));
	(void) snprintf(path, sizeof(path), "/proc/%d/fd/0", (int) command_of(run));
	must(stat(path, &status) == 0);
	is_number(status.st_uid, 4242);
	(void) close_run(run);
	end_target(&of_user);
}

/* --- what it is like at the start */

static void its_size_is_set_before_the_command_runs_and_changed_after(void)
{
	json_t *request = request_for("trap 'stty size; exit 7' WINCH; stty size; while :; do sleep 0.02; done");
	struct exec_run *run;

	(void) json_object_set_new(request, "terminal", terminal_of(33, 101));
	run = open_terminal(request);
	ok(sees(run, "33 101\r\n"));
	resize(run, 1000, 999);
	ok(sees(run, "1000 999\r\n"));
	await_end(run);
	is_code(run, 7);
	(void) close_run(run);
}

static void a_size_that_no_terminal_has_is_refused(void)
{
	static const int sizes[][2] = { { 0, 80 }, { 24, 0 }, { 1001, 80 }, { 24, 1001 }, { 65535, 65535 } };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct exec_run *run = open_terminal(request_for("exec sleep 987201"));

		resize(run, sizes[i][0], sizes[i][1]);
		await_end(run);
		is_failure(run, "usage", "run");
		(void) close_run(run);
	}
	is_number(count_processes("987201"), 0);
}

static void term_is_what_was_asked_for(void)
{
	struct exec_run *run = run_exec(NULL, request_for("echo $TERM; stty -a | grep -o ' iutf8'"));

	is_string(run->out, "xterm-256color\r\n iutf8\r\n");
	(void) close_run(run);
}

/* An open slave in the helper would keep the end of the terminal from being seen. */
static void the_command_holds_three_descriptors_and_the_helper_no_slave(void)
{
	static const char *const types[] = { EVERY_TYPE, "uts" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct exec_run *run = open_terminal(terminal_request(target.pid, types[i], (const char *const []) { "sleep", "987202", NULL }));

		/* As long as it is being loaded it has a library open. */
		ok(comes_true(count_descriptors(command_of(run), "") == 3));
		is_number(count_descriptors(command_of(run), "/dev/pts/"), 3);
		is_number(count_descriptors(run->helper, "/dev/pts/ptmx") + count_descriptors(run->helper, "/dev/ptmx"), 3);
		is_number(count_descriptors(run->helper, "/dev/pts/"), count_descriptors(run->helper, "/dev/pts/ptmx"));
		(void) close_run(run);
	}
}

static void it_is_the_command_s_own_session_with_the_command_in_the_foreground(void)
{
	struct exec_run *run = open_terminal(terminal_request(target.pid, EVERY_TYPE, (const char *const []) { "sleep", "987203", NULL }));
	pid_t command = command_of(run);

	is_number(ps_field(command, "sid="), command);
	is_number(ps_field(command, "pgid="), command);
	is_number(ps_field(command, "tpgid="), command);
	(void) close_run(run);
}

/* --- what is typed */

static void what_is_typed_is_shown_and_comes_to_the_command(void)
{
	struct exec_run *run = open_terminal(request_for("read a; echo \"<$a>\"; exit 9"));

	type(run, "na\xc3\xafvex\x7f\n");
	await_end(run);
	/* Echoed, the last letter taken back. */
	is_string(run->out, "na\xc3\xafvex\b \b\r\n<na\xc3\xafve>\r\n");
	is_code(run, 9);
	is_number(number_in(json_object_get(run->end, "bytes"), "stdin"), 9);
	is_number(number_in(json_object_get(run->end, "bytes"), "stdout"), (long long) run->out_length);
	is_number(number_in(json_object_get(run->end, "bytes"), "stderr"), 0);
	(void) close_run(run);
}

/* An ï taken back is two bytes gone. */
static void a_character_of_two_bytes_is_erased_as_one(void)
{
	struct exec_run *run = open_terminal(request_for("read a; echo \"<$a>\""));

	type(run, "a\xc3\xaf\x7f" "b\n");
	ok(sees(run, "<ab>\r\n"));
	(void) close_run(run);
}

static void every_byte_passes_both_ways(void)
{
	struct exec_run *run = open_terminal(request_for("stty raw -echo; echo ready; head -c 256"));
	char bytes[256];

	for (int i = 0; i < 256; i++)
		bytes[i] = (char) i;
	ok(sees(run, "ready\n"));
	send_frame(run, FRAME_INPUT, 0, bytes, sizeof(bytes));
	await_end(run);
	is_number(run->out_length, 256);
	ok(memcmp(run->out, bytes, sizeof(bytes)) == 0);
	is_code(run, 0);
	(void) close_run(run);
}

static void the_last_input_frame_does_not_end_the_terminal(void)
{
	struct exec_run *run = open_terminal(request_for("read a; echo \"<$a>\"; sleep 0.3; echo later"));

	send_frame(run, FRAME_INPUT, FRAME_LAST, "x\n", 2);
	await_end(run);
	is_string(run->out, "x\r\n<x>\r\nlater\r\n");
	is_code(run, 0);
	(void) close_run(run);
}

/* --- keys that are signals, and jobs */

static void control_c_interrupts(void)
{
	struct exec_run *run = open_terminal(terminal_request(target.pid, EVERY_TYPE, (const char *const []) { "sleep", "987211", NULL }));

	type(run, "\x03");
	await_end(run);
	is_string(text_in(run->end, "signal"), "SIGINT");
	(void) close_run(run);
}

/* Seen from outside: whose the foreground is, and who is stopped. */
static void jobs_are_stopped_and_brought_back(void)
{
	struct exec_run *run = open_terminal(terminal_request(target.pid, EVERY_TYPE, BASH));
	pid_t shell = command_of(run), job = 0;

	type(run, "sleep 987212\n");
	ok(comes_true((job = pid_of("sleep 987212")) > 0 && ps_field(shell, "tpgid=") == ps_field(job, "pgid=")));
	ok(ps_field(job, "pgid=") != shell);
	is_number(ps_field(job, "sid="), shell);
	type(run, "\x1a");
	ok(comes_true(ps_field(shell, "tpgid=") == shell));
	ok(job > 0 && state_of(job) == 'T');
	type(run, "fg\n");
	ok(comes_true(ps_field(shell, "tpgid=") == ps_field(job, "pgid=")));
	ok(comes_true(state_of(job) == 'S'));
	type(run, "\x03");
	ok(comes_true(kill(job, 0) < 0));
	type(run, "echo status $?\n");
	ok(sees(run, "status 130\r\n"));
	type(run, "exit 4\n");
	await_end(run);
	is_code(run, 4);
	(void) close_run(run);
}

static void a_signal_goes_to_what_runs_in_the_foreground(void)
{
	static const int numbers[] = { SIGHUP, SIGINT, SIGQUIT, SIGKILL, SIGTERM, SIGUSR1, SIGUSR2 };
	struct exec_run *run = open_terminal(terminal_request(target.pid, EVERY_TYPE, BASH));
	char want[32];

	type(run, "ulimit -c 0; sleep 987213 &\n");
	ok(comes_true(pid_of("sleep 987213") > 0));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		pid_t job = 0;

		type(run, "sleep 987214\n");
		ok(comes_true((job = pid_of("sleep 987214")) > 0 && ps_field(job, "tpgid=") == job));
		send_signal(run, numbers[i]);
		ok(comes_true(kill(job, 0) < 0));
		type(run, "echo status $?\n");
		(void) snprintf(want, sizeof(want), "status %d\r\n", 128 + numbers[i]);
		ok(sees(run, want));
	}
	/* It was in the background. */
	ok(pid_of("sleep 987213") > 0);
	(void) close_run(run);
	is_number(count_processes("987213"), 0);
}

static void a_pipeline_whose_first_process_has_ended_is_reached_too(void)
{
	struct exec_run *run = open_terminal(terminal_request(target.pid, EVERY_TYPE, BASH));
	pid_t job = 0;

	type(run, "true | sleep 987215\n");
	ok(comes_true((job = pid_of("sleep 987215")) > 0 && ps_field(job, "tpgid=") == ps_field(job, "pgid=")));
	ok(comes_true(kill((pid_t) ps_field(job, "pgid="), 0) < 0));
	send_signal(run, SIGTERM);
	ok(comes_true(kill(job, 0) < 0));
	(void) close_run(run);
}

static void stop_and_continue_are_signals_as_well(void)
{
	struct exec_run *run = open_terminal(terminal_request(target.pid, EVERY_TYPE, BASH));
	pid_t shell = command_of(run), job = 0;

	type(run, "sleep 987216\n");
	ok(comes_true((job = pid_of("sleep 987216")) > 0 && ps_field(job, "tpgid=") == job));
	send_signal(run, SIGTSTP);
	ok(comes_true(state_of(job) == 'T' && ps_field(shell, "tpgid=") == shell));
	type(run, "bg; wait\n");
	ok(comes_true(state_of(job) == 'S'));
	(void) close_run(run);
}

static void other_signals_are_refused(void)
{
	static const int numbers[] = { 0, SIGSEGV, SIGSTOP, SIGCHLD, 34, 64, 65, 255 };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct exec_run *run = open_terminal(request_for("exec sleep 987217"));

		send_signal(run, numbers[i]);
		await_end(run);
		is_failure(run, "usage", "run");
		(void) close_run(run);
	}
	is_number(count_processes("987217"), 0);
}

static void without_a_terminal_neither_size_nor_signal_may_come(void)
{
	struct exec_run *run = open_run(NULL);

	send_request(run, request_of(target.pid, namespaces_of(target.pid, "uts"), SHELL("exec sleep 987218")));
	must(await_started(run));
	resize(run, 24, 80);
	await_end(run);
	is_failure(run, "usage", "run");
	(void) close_run(run);
	run = open_run(NULL);
	send_request(run, request_of(target.pid, namespaces_of(target.pid, "uts"), SHELL("exec sleep 987218")));
	must(await_started(run));
	send_signal(run, SIGINT);
	await_end(run);
	is_failure(run, "usage", "run");
	(void) close_run(run);
}

/* --- rights */

static void expect_promise(pid_t pid, const char *types, const char *want)
{
	struct exec_run *run = open_terminal(terminal_request(pid, types, (const char *const []) { "sleep", "987221", NULL }));
	char *value = status_of(command_of(run), "NoNewPrivs");

	is_string(value, want);
	free(value);
	(void) close_run(run);
}

static void whether_it_may_gain_rights_follows_the_target(void)
{
	struct target_child promised = start_target((const char *const []) { "unshare", "-mu", "setpriv", "--no-new-privs", "sh", "-c", READY, NULL }, 0);

	expect_promise(target.pid, EVERY_TYPE, "0");
	expect_promise(promised.pid, EVERY_TYPE, "1");
	/* The host's set-uid programs are none of the target's. */
	expect_promise(target.pid, "pid uts", "1");
	end_target(&promised);
}

int main(void)
{
	copy_programs();
	target = start_target((const char *const []) { OWN_PTS, NULL }, 1);
	TEST(it_is_one_of_the_target_s_own);
	TEST(it_belongs_to_the_user_who_got_it);
	TEST(in_a_user_namespace_it_is_its_root_s);
	TEST(in_a_bubblewrap_sandbox_too);
	TEST(in_another_root_it_is_one_of_that_root_s);
	TEST(without_the_mount_namespace_it_is_one_of_ours);
	TEST(who_may_not_open_the_target_s_gets_one_of_ours);
	TEST(its_size_is_set_before_the_command_runs_and_changed_after);
	TEST(a_size_that_no_terminal_has_is_refused);
	TEST(term_is_what_was_asked_for);
	TEST(the_command_holds_three_descriptors_and_the_helper_no_slave);
	TEST(it_is_the_command_s_own_session_with_the_command_in_the_foreground);
	TEST(what_is_typed_is_shown_and_comes_to_the_command);
	TEST(a_character_of_two_bytes_is_erased_as_one);
	TEST(every_byte_passes_both_ways);
	TEST(the_last_input_frame_does_not_end_the_terminal);
	TEST(control_c_interrupts);
	TEST(jobs_are_stopped_and_brought_back);
	TEST(a_signal_goes_to_what_runs_in_the_foreground);
	TEST(a_pipeline_whose_first_process_has_ended_is_reached_too);
	TEST(stop_and_continue_are_signals_as_well);
	TEST(other_signals_are_refused);
	TEST(without_a_terminal_neither_size_nor_signal_may_come);
	TEST(whether_it_may_gain_rights_follows_the_target);
	end_target(&target);
	return tap_done();
}
