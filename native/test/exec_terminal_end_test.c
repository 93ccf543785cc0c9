/* A terminal ends, however that comes about, and nothing of it stays; until then it costs no more than it may. */
#define _GNU_SOURCE
#include <sys/syscall.h>

#include "cgroup.h"
#include "relay.h"
#include "terminal-client.h"

#define DAEMON(number) "setsid nohup sleep " number " >/dev/null 2>&1 & "

static struct target_child target;

static json_t *request_for(const char *script)
{
	return terminal_request(target.pid, EVERY_TYPE, SHELL(script));
}

static bool is_true(const struct exec_run *run, const char *name)
{
	return json_is_true(json_object_get(run->end, name));
}

/* --- by itself */

static void a_background_process_that_holds_the_terminal_is_not_waited_for(void)
{
	int64_t before = test_now_ms();
	struct exec_run *run = run_exec(NULL, request_for("trap '' HUP; sleep 987301 & echo done; exit 3"));

	ok(strstr(run->out, "done\r\n") != NULL);
	is_code(run, 3);
	ok(test_now_ms() - before < 5000);
	is_number(close_run(run), 0);
	is_number(count_processes("987301"), 0);
}

static void everything_it_wrote_arrives(void)
{
	struct exec_run *run = run_exec(NULL, request_for("stty raw; head -c 900000 /dev/zero"));

	is_number(run->received, 900000);
	is_code(run, 0);
	(void) close_run(run);
}

static long cpu_ticks(pid_t pid)
{
	CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };
	CLEANUP_FD int proc_fd = -1;
	struct procfs_stat stat;

	must(procfs_open(pid, &proc_fd) == 0 && procfs_read_stat(proc_fd, &scratch, &stat) == 0);
	return (long) (stat.user_ticks + stat.system_ticks);
}

/* As login(1) does: from the terminal's side it looks like the end. */
static void a_terminal_that_nobody_holds_for_a_while_goes_on(void)
{
	struct exec_run *run = open_terminal(request_for("exec </dev/null >/dev/null 2>&1; sleep 1; exec </dev/tty >/dev/tty 2>&1; echo back; for i in 1 2; do read a; echo \"<$a>\"; done"));

	ok(comes_true(count_descriptors(command_of(run), "/dev/pts/") == 0));
	type(run, "meanwhile\n");
	ok(sees(run, "back\r\n<meanwhile>\r\n"));
	/* The helper did not wait busily: a second of that would be seen. */
	ok(cpu_ticks(run->helper) < sysconf(_SC_CLK_TCK) / 2);
	type(run, "after\n");
	ok(sees(run, "<after>\r\n"));
	await_end(run);
	is_code(run, 0);
	(void) close_run(run);
}

static void one_that_is_hung_up_and_opened_again_too(void)
{
	struct exec_run *run;
	char script[256];

	(void) snprintf(script, sizeof(script), "t=$(tty); trap '' HUP; perl -e 'exit syscall(%d)'; v=$?; test -t 0 || v=$v-gone; exec <$t >$t 2>&1; echo $v; read a", SYS_vhangup);
	run = open_terminal(request_for(script));
	ok(sees(run, "0-gone\r\n"));
	type(run, "\n");
	await_end(run);
	is_code(run, 0);
	(void) close_run(run);
}

/* --- in time */

static void a_terminal_over_its_time_is_hung_up(void)
{
	json_t *request = request_for("trap 'echo hung up; exit 7' HUP; while :; do sleep 0.02; done");
	struct exec_run *run;

	(void) json_object_set_new(request, "timeoutMs", json_integer(300));
	run = run_exec(NULL, request);
	ok(is_true(run, "timedOut") && !is_true(run, "idledOut"));
	is_string(run->out, "hung up\r\n");
	is_code(run, 7);
	(void) close_run(run);
}

/* A shell ignores SIGTERM, and tells its jobs of a hang-up, also the stopped one. */
static void a_shell_and_its_jobs_end_with_it(void)
{
	struct exec_run *run = open_terminal(terminal_request(target.pid, EVERY_TYPE, BASH));
	pid_t stopped = 0;

	type(run, "sleep 987311 & sleep 987312\n");
	ok(comes_true(pid_of("sleep 987311") > 0 && (stopped = pid_of("sleep 987312")) > 0));
	type(run, "\x1a");
	ok(comes_true(state_of(stopped) == 'T'));
	/* What ends it is one thing, as its time would be. */
	must(kill(run->helper, SIGTERM) == 0);
	await_end(run);
	is_string(text_in(run->end, "signal"), "SIGHUP");
	is_number(count_processes("987311") + count_processes("987312"), 0);
	(void) close_run(run);
}

static void one_that_does_not_listen_is_killed(void)
{
	json_t *request = request_for("trap '' HUP TERM; echo deaf; while :; do sleep 0.1; done");
	struct exec_run *run;

	(void) json_object_set_new(request, "timeoutMs", json_integer(200));
	run = run_exec(NULL, request);
	ok(is_true(run, "timedOut"));
	is_string(text_in(run->end, "signal"), "SIGKILL");
	(void) close_run(run);
}

static struct exec_run *idle;
static int64_t idle_since;

/* It takes ten seconds, the least there is: it begins before the others and ends after them. */
static void begin_to_idle(void)
{
	json_t *request = request_for("trap 'exit 8' HUP; while :; do echo output is no input; sleep 0.5; done");

	(void) json_object_set_new(json_object_get(request, "terminal"), "idleMs", json_integer(10000));
	idle = open_terminal(request);
	type(idle, "x");
	idle_since = test_now_ms();
}

static void without_input_it_ends(void)
{
	await_end(idle);
	ok(is_true(idle, "idledOut") && !is_true(idle, "timedOut"));
	is_code(idle, 8);
	ok(test_now_ms() - idle_since >= 10000);
	(void) close_run(idle);
}

/* --- from outside */

static void a_client_that_leaves_ends_it(void)
{
	struct exec_run *run = open_terminal(terminal_request(target.pid, EVERY_TYPE, BASH));

	type(run, DAEMON("987321") "sleep 987321\n");
	ok(comes_true(count_processes("987321") > 1));
	(void) close_run(run);
	is_number(count_processes("987321"), 0);
}

static void a_helper_that_is_killed_at_any_moment_leaves_nothing(void)
{
	for (int round = 0; round < 40; round++) {
		struct exec_run *run = open_run(NULL);
		struct pollfd wait = { .fd = run->fd };
		pid_t helper = run->helper;

		send_request(run, request_for(DAEMON("987322") "exec sleep 987322"));
		(void) poll(&wait, 1, round % 20);
		(void) kill(helper, SIGKILL);
		(void) close_run(run);
		is_number(cgroup_remove_leftover(helper), 0);
		if (!ok(!has_group(helper)))
			break;
	}
	ok(comes_true(count_processes("987322") == 0));
}

/* The terminals themselves: each is a file of the target's /dev/pts. */
static int count_terminals(void)
{
	char path[64];
	CLEANUP_DIR DIR *dir = NULL;
	struct dirent *entry;
	int count = 0;

	(void) snprintf(path, sizeof(path), "/proc/%d/root/dev/pts", (int) target.pid);
	dir = opendir(path);
	must(dir);
	while ((entry = readdir(dir)))
		count += entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
	return count;
}

enum { MANY = 20 };

static void twenty_at_once_do_not_disturb_each_other(void)
{
	struct exec_run *runs[MANY];
	char line[64], want[64];
	int before;

	/* Of the one that idles, if it still does. */
	before = count_terminals();
	for (int i = 0; i < MANY; i++)
		runs[i] = open_terminal(terminal_request(target.pid, EVERY_TYPE, BASH));
	ok(count_terminals() >= MANY);
	for (int i = 0; i < MANY; i++) {
		(void) snprintf(line, sizeof(line), "echo $((%d + 1000)) $((6 * 7))\n", i);
		type(runs[i], line);
	}
	for (int i = 0; i < MANY; i++) {
		(void) snprintf(want, sizeof(want), "%d 42\r\n", i + 1000);
		ok(sees(runs[i], want));
		type(runs[i], "exit 5\n");
	}
	for (int i = 0; i < MANY; i++) {
		await_end(runs[i]);
		is_code(runs[i], 5);
		(void) close_run(runs[i]);
	}
	ok(count_terminals() <= before);
}

/* --- a flood */

static void a_reader_that_acknowledges_nothing_gets_one_window_and_the_helper_does_not_grow(void)
{
	struct exec_run *run = open_terminal(terminal_request(target.pid, EVERY_TYPE, (const char *const []) { "cat", "/dev/zero", NULL }));
	long before = resident_kib(run->helper);

	run->quiet = true;
	while (run->received < RELAY_TERMINAL_WINDOW_BYTES && take_frame(run))
		;
	ok(comes_true(has_stalled(run)));
	is_number(run->received, RELAY_TERMINAL_WINDOW_BYTES);
	run->quiet = false;
	send_ack(run, run->received);
	/* No limit but the window: more than any one-shot command may write. */
	while (run->received < 9 * 1024 * 1024 && take_frame(run))
		;
	ok(resident_kib(run->helper) - before < 1024);
	/* Behind all that output the key is heard. */
	type(run, "\x03");
	await_end(run);
	is_string(text_in(run->end, "signal"), "SIGINT");
	ok(!is_true(run, "truncated"));
	(void) close_run(run);
}

static void input_that_nobody_reads_holds_up_nothing_else(void)
{
	static char block[FRAME_DATA_LIMIT];
	struct exec_run *run = open_terminal(request_for("stty raw -echo; echo ready; sleep 1; echo later; exec sleep 987331"));

	memset(block, 'x', sizeof(block));
	ok(sees(run, "ready\n"));
	for (int i = 0; i < 24; i++)
		send_frame(run, FRAME_INPUT, 0, block, sizeof(block));
	ok(sees(run, "later\n"));
	send_signal(run, SIGTERM);
	await_end(run);
	is_string(text_in(run->end, "signal"), "SIGTERM");
	(void) close_run(run);
}

int main(void)
{
	copy_programs();
	target = start_target((const char *const []) { OWN_PTS, NULL }, 1);
	begin_to_idle();
	TEST(a_background_process_that_holds_the_terminal_is_not_waited_for);
	TEST(everything_it_wrote_arrives);
	TEST(a_terminal_that_nobody_holds_for_a_while_goes_on);
	TEST(one_that_is_hung_up_and_opened_again_too);
	TEST(a_terminal_over_its_time_is_hung_up);
	TEST(a_shell_and_its_jobs_end_with_it);
	TEST(one_that_does_not_listen_is_killed);
	TEST(a_client_that_leaves_ends_it);
	TEST(a_helper_that_is_killed_at_any_moment_leaves_nothing);
	TEST(twenty_at_once_do_not_disturb_each_other);
	TEST(a_reader_that_acknowledges_nothing_gets_one_window_and_the_helper_does_not_grow);
	TEST(input_that_nobody_reads_holds_up_nothing_else);
	TEST(without_input_it_ends);
	end_target(&target);
	return tap_done();
}
