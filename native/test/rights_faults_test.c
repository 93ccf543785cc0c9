/* System calls of the helper that fail while it decides: then what is permitted runs or does not, and what is not permitted never
 * does. The helper alone with its guard, without a listener, with a policy and tickets as at a door. */
#define _GNU_SOURCE
#include "rights-door.h"

#include "fault-sweep.h"

#define MARK "nsatlas-rights-faults-mark"

static struct target_child target;
static char token[TICKET_TOKEN + 1];
static const char *const arguments[] = { "--policy", policy_path, "--tickets", tickets_path, "--guard", NULL };

static json_t *plain_request(void)
{
	return request_of(target.pid, namespaces_of(target.pid, "uts"), SHELL(": " MARK "; echo ran"));
}

static json_t *permitted_with_a_ticket(void)
{
	write_rules("permit exec user root as any in any auth ticket\npermit exec group root as root in host auth none cmd /bin/true\nlimit per-user 2\n");
	return with_ticket(plain_request(), token, SESSION);
}

static json_t *denied_to_this_user(void)
{
	write_rules("permit exec user nobody as any in any auth ticket\npermit exec group daemon as any in any auth ticket\n");
	return with_ticket(plain_request(), token, SESSION);
}

static json_t *with_a_ticket_of_another_session(void)
{
	write_rules("permit exec user root as any in any auth ticket\n");
	return with_ticket(plain_request(), token, OTHER_SESSION);
}

static json_t *to_be_confirmed(void)
{
	write_rules("permit exec any as any in any auth confirm\n");
	return plain_request();
}

static bool is_asked(struct exec_run *run)
{
	while (!run->waiting && take_frame(run))
		;
	return run->waiting != NULL;
}

/* The helper may have given up meanwhile, and taken its question back. */
static void say_yes(struct exec_run *run)
{
	const char *text;
	long long number;

	if (!is_asked(run))
		return;
	number = number_in(run->waiting, "number");
	text = find_question(number);
	if (text)
		answer(number, "permit", text);
}

static void say_nothing(struct exec_run *run)
{
	if (is_asked(run))
		(void) shutdown(run->fd, SHUT_WR);
}

static void what_a_ticket_permits_runs_or_does_not(void)
{
	static struct sweep_case of = { .name = "ticket", .request = permitted_with_a_ticket, .in_helper = true };

	sweep_case(&of);
	is_string(of.expected, "ran\n");
}

static void what_the_policy_denies_never_runs(void)
{
	static struct sweep_case of = { .name = "denied", .request = denied_to_this_user, .in_helper = true, .is_denied = true };

	sweep_case(&of);
}

static void nor_what_a_foreign_ticket_asks_for(void)
{
	static struct sweep_case of = { .name = "foreign", .request = with_a_ticket_of_another_session, .in_helper = true, .is_denied = true };

	sweep_case(&of);
}

static void nor_what_nobody_confirmed(void)
{
	static struct sweep_case of = {
		.name = "unanswered", .request = to_be_confirmed, .talk = say_nothing, .in_helper = true, .is_denied = true,
	};

	sweep_case(&of);
}

static void what_was_confirmed_runs_or_does_not(void)
{
	static struct sweep_case of = { .name = "confirmed", .request = to_be_confirmed, .talk = say_yes, .in_helper = true };

	sweep_case(&of);
	is_string(of.expected, "ran\n");
}

static void nothing_of_all_that_is_left(void)
{
	ok(comes_true(count_processes(programs) == 0 && count_processes(MARK) == 0));
	/* Also where the helper could not remove its own: then its guard did. */
	ok(comes_true(!has_groups()));
}

static void remove_rights_directory(void)
{
	free(output_of((const char *const []) { "rm", "-r", rights_directory, NULL }));
}

int main(int argc, char *argv[])
{
	int status = failing_call(argc, argv);

	if (status >= 0)
		return status;
	copy_plain_programs();
	make_rights_directory();
	must(atexit(remove_rights_directory) == 0);
	helper_arguments = arguments;
	make_ticket("root", 0, 0, token);
	target = start_target(TARGET("unshare", "--uts"), 0);
	enter_group("rights-faults");
	TEST(what_a_ticket_permits_runs_or_does_not);
	TEST(what_the_policy_denies_never_runs);
	TEST(nor_what_a_foreign_ticket_asks_for);
	TEST(nor_what_nobody_confirmed);
	TEST(what_was_confirmed_runs_or_does_not);
	TEST(nothing_of_all_that_is_left);
	leave_group();
	end_target(&target);
	return tap_done();
}
