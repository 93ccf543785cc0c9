/* A command that root on the host has to confirm: what is shown, what an answer is, and what ends the waiting. */
#define _GNU_SOURCE
#include "rights-door.h"

static struct target_child target;

static struct exec_run *ask(const char *const argv[])
{
	struct exec_run *run = connect_run();

	write_rules("permit exec any as any in any auth confirm\n");
	send_request(run, request_of(target.pid, namespaces_of(target.pid, "uts"), argv));
	while (!run->waiting && take_frame(run))
		;
	must(run->waiting);
	return run;
}

/* The rest of the conversation. */
static const char *finish(struct exec_run *run)
{
	send_frame(run, FRAME_INPUT, FRAME_LAST, "", 0);
	await_end(run);
	is_number(count_files(pending_path), 0);
	return outcome_of(run);
}

static void nothing_runs_before_it_is_confirmed_and_then_it_does(void)
{
	struct exec_run *run = ask(SHELL("echo ran"));
	long long number = number_in(run->waiting, "number");
	char command[64];
	struct stat status;
	char path[128];

	(void) snprintf(command, sizeof(command), "sudo npx nsatlas approve %lld", number);
	is_string(text_in(run->waiting, "command"), command);
	(void) snprintf(path, sizeof(path), "%s/%lld", pending_path, number);
	must(stat(path, &status) == 0);
	is_number(status.st_mode & 07777, 0600);
	(void) poll(NULL, 0, 200);
	ok(poll(&(struct pollfd) { .fd = run->fd, .events = POLLIN }, 1, 0) == 0);
	answer(number, "permit", read_question(number));
	is_string(finish(run), "ran");
	is_string(run->out, "ran\n");
	drop_run(run);
}

static void what_is_shown_is_all_that_will_run(void)
{
	struct exec_run *run = ask((const char *const []) { "sh", "-c", "echo \x1b[2J\n\"x\"; \xc3\xbc\x7f", "one argument", NULL });
	const char *text = read_question(number_in(run->waiting, "number"));
	char line[128];

	ok(strstr(text, "\ncommand \"sh\" \"-c\" \"echo \\x1b[2J\\x0a\\x22x\\x22; \\xc3\\xbc\\x7f\" \"one argument\"\n"));
	(void) snprintf(line, sizeof(line), "\ntarget process %d, started at tick %llu, called \"cat\"\n", (int) target.pid,
			(unsigned long long) start_time_of(target.pid));
	ok(strstr(text, line));
	(void) snprintf(line, sizeof(line), "\njoins uts:[%llu]\n", (unsigned long long) ino_of(target.pid, "uts"));
	ok(strstr(text, line));
	ok(strstr(text, "\nplace the host\n"));
	ok(strstr(text, "\nas uid 0 on the host, root where it runs\n"));
	ok(strstr(text, "\nasked by a process of uid 0; nobody was recognised\n"));
	ok(strstr(text, "\"timeoutMs\":15000"));
	for (const char *at = text; *at; at++)
		if (*at != '\n' && (*at < 0x20 || *at == 0x7f || (unsigned char) *at >= 0x80))
			ok(false);
	(void) close(run->fd);
	run->fd = -1;
	ok(comes_true(count_files(pending_path) == 0));
	drop_run(run);
}

static void further_commands_and_who_is_said_to_ask_are_shown(void)
{
	json_t *request = request_of(target.pid, namespaces_of(target.pid, "uts"), SHELL("echo ran"));
	struct exec_run *run = connect_run();
	const char *text;

	write_rules("permit exec any as any in any auth confirm\n");
	(void) json_object_set_new(request, "otherwise", json_pack("[[s, s]]", "busybox", "true"));
	(void) json_object_set_new(request, "viewer", json_string("al\x1bice"));
	send_request(run, request);
	while (!run->waiting && take_frame(run))
		;
	must(run->waiting);
	text = read_question(number_in(run->waiting, "number"));
	ok(strstr(text, "\nor, where there is no such program, \"busybox\" \"true\"\n"));
	ok(strstr(text, "\nviewer, says the web process, \"al\\x1bice\"\n"));
	(void) shutdown(run->fd, SHUT_WR);
	await_end(run);
	drop_run(run);
}

static void who_was_recognised_is_shown_and_the_ticket_is_not(void)
{
	char token[TICKET_TOKEN + 1];
	struct exec_run *run = connect_run();
	const char *text;

	make_ticket("daemon", 1, 0, token);
	write_rules("permit exec user daemon as any in any auth confirm\n");
	send_request(run, with_ticket(request_of(target.pid, namespaces_of(target.pid, "uts"), SHELL("true")), token, SESSION));
	while (!run->waiting && take_frame(run))
		;
	must(run->waiting);
	text = read_question(number_in(run->waiting, "number"));
	ok(strstr(text, "\nasked by daemon (uid 1), recognised by nsatlas-auth\n"));
	ok(!strstr(text, token));
	answer(number_in(run->waiting, "number"), "permit", text);
	is_string(finish(run), "ran");
	drop_run(run);
}

static void a_no_is_a_no(void)
{
	struct exec_run *run = ask(SHELL("echo ran"));
	long long number = number_in(run->waiting, "number");

	answer(number, "deny", read_question(number));
	is_string(finish(run), "ECANCELED");
	is_number(run->out_length, 0);
	drop_run(run);
}

static void a_yes_to_another_text_is_no_yes(void)
{
	struct exec_run *run = ask(SHELL("echo ran"));

	answer(number_in(run->waiting, "number"), "permit", "some other question\n");
	is_string(finish(run), "ECANCELED");
	drop_run(run);
}

static void an_answer_that_others_could_have_written_is_none(void)
{
	struct exec_run *run = ask(SHELL("echo ran"));
	long long number = number_in(run->waiting, "number");
	char path[128];

	must(chmod(pending_path, 0777) == 0);
	(void) snprintf(path, sizeof(path), "%s/%lld", pending_path, number);
	answer(number, "permit", read_question(number));
	await_end(run);
	is_string(outcome_of(run), "EPERM");
	must(chmod(pending_path, 0700) == 0);
	free(output_of((const char *const []) { "find", pending_path, "-type", "f", "-delete", NULL }));
	drop_run(run);
}

static void whoever_hangs_up_is_not_waited_for(void)
{
	struct exec_run *run = ask(SHELL("echo ran"));

	must(shutdown(run->fd, SHUT_WR) == 0);
	await_end(run);
	is_string(outcome_of(run), "EPIPE");
	is_number(count_files(pending_path), 0);
	drop_run(run);
}

static void two_questions_have_two_numbers(void)
{
	struct exec_run *first = ask(SHELL("echo first")), *second = ask(SHELL("echo second"));
	long long number = number_in(second->waiting, "number");

	ok(number != number_in(first->waiting, "number"));
	answer(number, "permit", read_question(number));
	send_frame(second, FRAME_INPUT, FRAME_LAST, "", 0);
	await_end(second);
	is_string(second->out, "second\n");
	number = number_in(first->waiting, "number");
	answer(number, "permit", read_question(number));
	is_string(finish(first), "ran");
	is_string(first->out, "first\n");
	drop_run(first);
	drop_run(second);
}

static void nobody_is_waited_for_longer_than_said(void)
{
	const struct pending_question unanswered = { .directory = pending_path, .asker = "x", .what = "command \"true\"\n", .wait_ms = 50 };
	struct connection connection;
	struct refusal refusal;
	int ends[2], never[2];

	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 && pipe2(never, O_CLOEXEC) == 0);
	connection = (struct connection) { .in = ends[0], .out = ends[0] };
	is_number(pending_ask(&unanswered, &connection, never[0], &refusal), -1);
	is_number(refusal.error, ETIMEDOUT);
	is_number(refusal.failure, FAILURE_DENIED);
	is_number(count_files(pending_path), 0);
	for (int i = 0; i < 2; i++) {
		(void) close(ends[i]);
		(void) close(never[i]);
	}
}

static void a_signal_ends_the_waiting(void)
{
	const struct pending_question unanswered = { .directory = pending_path, .asker = "x", .what = "command \"true\"\n", .wait_ms = 60000 };
	struct connection connection;
	struct refusal refusal;
	int ends[2], signals[2];

	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 && pipe2(signals, O_CLOEXEC) == 0 && write(signals[1], "+", 1) == 1);
	connection = (struct connection) { .in = ends[0], .out = ends[0] };
	is_number(pending_ask(&unanswered, &connection, signals[0], &refusal), -1);
	is_number(refusal.error, EINTR);
	is_number(count_files(pending_path), 0);
	for (int i = 0; i < 2; i++) {
		(void) close(ends[i]);
		(void) close(signals[i]);
	}
}

int main(void)
{
	copy_programs();
	open_rights_door("65534");
	target = start_target(TARGET("unshare", "--uts"), 0);
	TEST(nothing_runs_before_it_is_confirmed_and_then_it_does);
	TEST(what_is_shown_is_all_that_will_run);
	TEST(further_commands_and_who_is_said_to_ask_are_shown);
	TEST(who_was_recognised_is_shown_and_the_ticket_is_not);
	TEST(a_no_is_a_no);
	TEST(a_yes_to_another_text_is_no_yes);
	TEST(an_answer_that_others_could_have_written_is_none);
	TEST(whoever_hangs_up_is_not_waited_for);
	TEST(two_questions_have_two_numbers);
	TEST(nobody_is_waited_for_longer_than_said);
	TEST(a_signal_ends_the_waiting);
	end_target(&target);
	return tap_done();
}
