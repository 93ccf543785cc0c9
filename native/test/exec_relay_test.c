#define _GNU_SOURCE
#include <poll.h>

#include "exec-client.h"
#include "relay.h"

static struct target_child target;

static json_t *request_for(const char *script)
{
	return request_of(target.pid, namespaces_of(target.pid, "uts"), SHELL(script));
}

static json_t *request_within(const char *script, const char *limit, long long value)
{
	json_t *request = request_for(script);

	(void) json_object_set_new(request, limit, json_integer(value));
	return request;
}

static bool is_true(const struct exec_run *run, const char *name)
{
	return json_is_true(json_object_get(run->end, name));
}

static void the_exit_status_is_told(void)
{
	struct exec_run *run = run_exec(NULL, request_for("exit 3"));

	is_code(run, 3);
	ok(json_is_null(json_object_get(run->end, "signal")));
	ok(!is_true(run, "timedOut") && !is_true(run, "truncated"));
	is_number(close_run(run), 0);
}

static void the_signal_that_ended_it_is_told(void)
{
	struct exec_run *run = run_exec(NULL, request_for("kill -USR1 $$"));

	is_string(text_in(run->end, "signal"), "SIGUSR1");
	ok(json_is_null(json_object_get(run->end, "code")));
	(void) close_run(run);
	run = run_exec(NULL, request_for("kill -40 $$"));
	is_string(text_in(run->end, "signal"), "SIG40");
	(void) close_run(run);
}

static void stdout_and_stderr_stay_apart(void)
{
	struct exec_run *run = run_exec(NULL, request_for("echo out; echo error >&2; echo more"));

	is_string(run->out, "out\nmore\n");
	is_string(run->err, "error\n");
	is_number(number_in(json_object_get(run->end, "bytes"), "stdout"), 9);
	is_number(number_in(json_object_get(run->end, "bytes"), "stderr"), 6);
	(void) close_run(run);
}

static void input_reaches_the_command_and_its_end_too(void)
{
	struct exec_run *run = open_run(NULL);

	send_request(run, request_for("cat; echo end"));
	send_frame(run, FRAME_INPUT, 0, "one ", 4);
	send_frame(run, FRAME_INPUT, 0, "", 0);
	send_frame(run, FRAME_INPUT, FRAME_LAST, "two\n", 4);
	await_end(run);
	is_string(run->out, "one two\nend\n");
	is_code(run, 0);
	(void) close_run(run);
}

static void input_that_nobody_reads_is_dropped(void)
{
	struct exec_run *run = open_run(NULL);
	static char block[FRAME_DATA_LIMIT];

	send_request(run, request_for("exec <&-; echo closed; exit 5"));
	for (int i = 0; i < 8; i++)
		send_frame(run, FRAME_INPUT, 0, block, sizeof(block));
	await_end(run);
	is_string(run->out, "closed\n");
	is_code(run, 5);
	(void) close_run(run);
}

enum { FLOOD_BYTES = 6 * 1024 * 1024 };

static pid_t send_flood(struct exec_run *run)
{
	static char block[FRAME_DATA_LIMIT];
	pid_t sender = fork();

	must(sender >= 0);
	if (sender > 0)
		return sender;
	for (int sent = 0; sent < FLOOD_BYTES; sent += (int) sizeof(block))
		send_frame(run, FRAME_INPUT, sent + (int) sizeof(block) == FLOOD_BYTES ? FRAME_LAST : 0, block, sizeof(block));
	_exit(0);
}

/* Frames may stop before the sender has ended: from then on only an ACK brings more. */
static void acknowledge_once_all_is_sent(struct exec_run *run, pid_t sender)
{
	struct pollfd frames = { .fd = run->fd, .events = POLLIN };

	while (run->quiet) {
		if (waitpid(sender, NULL, WNOHANG) == sender) {
			run->quiet = false;
			send_ack(run, run->received);
		} else if (poll(&frames, 1, 20) > 0) {
			return;
		}
	}
}

/* The worst client: all its input comes first, and each ACK would have to queue behind it. */
static void input_before_which_no_acknowledgement_can_come_does_not_lock_up(void)
{
	struct exec_run *run = open_run(NULL);
	pid_t sender;

	send_request(run, request_within("cat", "outputLimitBytes", 8 * 1024 * 1024));
	must(await_started(run));
	run->quiet = true;
	sender = send_flood(run);
	do
		acknowledge_once_all_is_sent(run, sender);
	while (take_frame(run));
	ok(!run->quiet);
	is_number(run->received, FLOOD_BYTES);
	is_code(run, 0);
	(void) close_run(run);
}

static void a_command_over_its_time_is_asked_to_end(void)
{
	struct exec_run *run = run_exec(NULL, request_within("trap 'echo asked; exit 7' TERM; sleep 987011 & wait", "timeoutMs", 200));

	ok(is_true(run, "timedOut"));
	is_code(run, 7);
	is_string(run->out, "asked\n");
	is_number(close_run(run), 0);
	is_number(count_processes("987011"), 0);
}

static void one_that_does_not_listen_is_killed(void)
{
	struct exec_run *run = run_exec(NULL, request_within("trap '' TERM; echo deaf; while :; do sleep 0.1; done", "timeoutMs", 200));

	ok(is_true(run, "timedOut"));
	is_string(text_in(run->end, "signal"), "SIGKILL");
	is_string(run->out, "deaf\n");
	is_number(close_run(run), 0);
}

static void output_over_the_limit_is_thrown_away_and_that_is_told(void)
{
	struct exec_run *run = run_exec(NULL, request_within("head -c 3000000 /dev/zero; echo x >&2", "outputLimitBytes", 1000));

	is_number(run->out_length + run->err_length, 1000);
	ok(is_true(run, "truncated"));
	is_code(run, 0);
	is_number(number_in(json_object_get(run->end, "bytes"), "stdout"), 3000000);
	is_number(number_in(json_object_get(run->end, "bytes"), "stderr"), 2);
	(void) close_run(run);
	run = run_exec(NULL, request_within("printf 12345", "outputLimitBytes", 5));
	is_string(run->out, "12345");
	ok(!is_true(run, "truncated"));
	(void) close_run(run);
}

/* --- back-pressure */

static void a_reader_that_acknowledges_nothing_gets_one_window_and_no_more(void)
{
	struct exec_run *run = open_run(NULL);

	send_request(run, request_of(target.pid, namespaces_of(target.pid, "uts"), (const char *const []) { "cat", "/dev/zero", NULL }));
	must(await_started(run));
	run->quiet = true;
	while (run->received < RELAY_WINDOW_BYTES && take_frame(run))
		;
	is_number(run->received, RELAY_WINDOW_BYTES);
	ok(comes_true(has_stalled(run)));
	is_number(waiting_bytes(run->fd), 0);
	/* 100 KiB taken, 100 KiB more. */
	send_ack(run, 100 * 1024);
	while (run->received < RELAY_WINDOW_BYTES + 100 * 1024 && take_frame(run))
		;
	ok(comes_true(has_stalled(run)));
	is_number(run->received, RELAY_WINDOW_BYTES + 100 * 1024);
	(void) close_run(run);
}

static void the_helper_does_not_grow_with_what_it_carries(void)
{
	struct exec_run *run = open_run(NULL);
	json_t *request = request_within("exec cat /dev/zero", "outputLimitBytes", 8 * 1024 * 1024);
	long before, after;

	send_request(run, request);
	while (run->received < 1024 * 1024 && take_frame(run))
		;
	before = resident_kib(run->helper);
	while (run->received < 8 * 1024 * 1024 && take_frame(run))
		;
	/* From here on it reads and throws away, at full speed. */
	ok(comes_true(state_of(command_of(run)) == 'R'));
	after = resident_kib(run->helper);
	if (!ok(after - before < 1024))
		printf("# %ld KiB before, %ld after\n", before, after);
	(void) close_run(run);
}

/* --- the other side */

static void a_client_that_leaves_ends_the_command(void)
{
	struct exec_run *run = open_run(NULL);

	send_request(run, request_for("echo started; exec sleep 987021"));
	must(await_started(run));
	ok(comes_true(count_processes("987021") > 0));
	(void) close_run(run);
	is_number(count_processes("987021"), 0);
}

static void one_that_leaves_while_its_output_is_stuck_does_too(void)
{
	struct exec_run *run = open_run(NULL);

	send_request(run, request_for("cat /dev/zero; exec sleep 987022"));
	must(await_started(run));
	ok(comes_true(waiting_bytes(run->fd) > 0 && state_of(run->helper) == 'S'));
	(void) close_run(run);
	is_number(count_processes("987022"), 0);
}

static void a_signal_to_the_helper_ends_the_command_and_is_answered(void)
{
	struct exec_run *run = open_run(NULL);

	send_request(run, request_for("exec sleep 987023"));
	must(await_started(run));
	(void) kill(run->helper, SIGTERM);
	await_end(run);
	is_string(text_in(run->end, "signal"), "SIGTERM");
	ok(!is_true(run, "timedOut"));
	(void) close_run(run);
	is_number(count_processes("987023"), 0);
}

static void a_broken_frame_ends_the_command_and_is_named(void)
{
	static const char *const headers[] = {
		"\0\0\0\0\2\0\0\0",	/* a second REQUEST */
		"\0\0\0\0\6\0\0\0",	/* OUTPUT is the helper's */
		"\0\0\0\0\17\0\0\0",	/* no such kind */
		"\1\200\0\0\5\0\0\0",	/* INPUT of one byte too many */
		"\0\0\0\0\10\0\0\0",	/* ACK without its number */
		"\0\0\0\0\5\2\0\0",	/* an unknown flag */
	};

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		struct exec_run *run = open_run(NULL);

		send_request(run, request_for("exec sleep 987024"));
		must(await_started(run));
		(void) send(run->fd, headers[i], FRAME_HEADER_SIZE, MSG_NOSIGNAL);
		await_end(run);
		is_failure(run, "usage", "run");
		is_number(close_run(run), 1);
	}
	is_number(count_processes("987024"), 0);
}

static void an_acknowledgement_of_what_was_not_sent_is_refused(void)
{
	struct exec_run *run = open_run(NULL);

	send_request(run, request_for("exec sleep 987025"));
	must(await_started(run));
	send_ack(run, 1);
	await_end(run);
	is_failure(run, "usage", "run");
	is_number(close_run(run), 1);
}

static void input_after_its_last_frame_is_refused(void)
{
	struct exec_run *run = open_run(NULL);

	send_request(run, request_for("exec sleep 987026"));
	must(await_started(run));
	send_frame(run, FRAME_INPUT, FRAME_LAST, "", 0);
	send_frame(run, FRAME_INPUT, 0, "x", 1);
	await_end(run);
	is_failure(run, "usage", "run");
	is_number(close_run(run), 1);
}

/* --- after the end of the main process */

static void a_background_process_that_holds_the_output_is_not_waited_for(void)
{
	struct exec_run *run = run_exec(NULL, request_for("sleep 987031 & echo done"));

	is_string(run->out, "done\n");
	is_code(run, 0);
	is_number(close_run(run), 0);
	is_number(count_processes("987031"), 0);
}

static void one_that_writes_for_ever_neither(void)
{
	struct exec_run *run = run_exec(NULL, request_within("cat /dev/zero & echo done", "outputLimitBytes", 5));

	is_string(run->out, "done\n");
	is_code(run, 0);
	is_number(close_run(run), 0);
}

static void everything_the_main_process_wrote_arrives(void)
{
	struct exec_run *run = run_exec(NULL, request_for("head -c 900000 /dev/zero"));

	is_number(run->received, 900000);
	ok(!is_true(run, "truncated"));
	(void) close_run(run);
}

int main(void)
{
	copy_programs();
	target = start_target(TARGET("unshare", "-u"), 0);
	TEST(the_exit_status_is_told);
	TEST(the_signal_that_ended_it_is_told);
	TEST(stdout_and_stderr_stay_apart);
	TEST(input_reaches_the_command_and_its_end_too);
	TEST(input_that_nobody_reads_is_dropped);
	TEST(input_before_which_no_acknowledgement_can_come_does_not_lock_up);
	TEST(a_command_over_its_time_is_asked_to_end);
	TEST(one_that_does_not_listen_is_killed);
	TEST(output_over_the_limit_is_thrown_away_and_that_is_told);
	TEST(a_reader_that_acknowledges_nothing_gets_one_window_and_no_more);
	TEST(the_helper_does_not_grow_with_what_it_carries);
	TEST(a_client_that_leaves_ends_the_command);
	TEST(one_that_leaves_while_its_output_is_stuck_does_too);
	TEST(a_signal_to_the_helper_ends_the_command_and_is_answered);
	TEST(a_broken_frame_ends_the_command_and_is_named);
	TEST(an_acknowledgement_of_what_was_not_sent_is_refused);
	TEST(input_after_its_last_frame_is_refused);
	TEST(a_background_process_that_holds_the_output_is_not_waited_for);
	TEST(one_that_writes_for_ever_neither);
	TEST(everything_the_main_process_wrote_arrives);
	end_target(&target);
	return tap_done();
}
