/* Who asks, and how the decision ends where something is not as it ought to be; without a door, in the test's own process. */
#define _GNU_SOURCE
#include "rights-door.h"

#include "rights-missing.h"
#include "rights.h"

enum { NOBODYS_UID = 3999999 };

static struct connection connection;
static int ends[2];

/* As if a process of this user had connected. */
static void connect_as(uid_t uid)
{
	must(seteuid(uid) == 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 && seteuid(0) == 0);
	connection = (struct connection) { .in = ends[0], .out = ends[0] };
}

static void disconnect(void)
{
	(void) close(ends[0]);
	(void) close(ends[1]);
}

static const struct policy_facts command = { .verb = POLICY_EXEC, .places = POLICY_IN_HOST, .is_target = true, .command_count = 1, .commands = { "/bin/true" }, .is_plain = true };

/* The errno of the refusal, 0: permitted. */
static int decide(const char *token, const char *session, struct rights *rights)
{
	struct refusal refusal = { .error = 0 };
	enum policy_auth auth;

	if (rights_begin(&connection, token, session, rights, &refusal) == 0)
		(void) rights_require(rights, &command, &auth, &refusal);
	return refusal.error < 0 ? -refusal.error : refusal.error;
}

static void without_a_policy_everything_may_be_done(void)
{
	struct rights rights;

	connect_as(0);
	is_number(decide(NULL, NULL, &rights), 0);
	ok(!rights.governed);
	rights_end(&rights);
	disconnect();
}

static void a_uid_without_a_name_is_in_no_group(void)
{
	struct rights rights;

	rights_govern(policy_path, tickets_path);
	connect_as(NOBODYS_UID);
	write_rules("permit exec any as any in any auth none\n");
	is_number(decide(NULL, NULL, &rights), 0);
	is_number(rights.who.uid, NOBODYS_UID);
	is_number(rights.who.group_count, 0);
	rights_end(&rights);
	write_rules("permit exec group root as any in any auth none\n");
	is_number(decide(NULL, NULL, &rights), ENOKEY);
	rights_end(&rights);
	disconnect();
}

/* Somebody who was recognised and is not known any more has no rights at all. */
static void a_ticket_of_somebody_who_is_gone_is_worth_nothing(void)
{
	char token[TICKET_TOKEN + 1];
	struct rights rights;

	connect_as(0);
	write_rules("permit exec any as any in any auth none\n");
	make_ticket("gone", NOBODYS_UID, 0, token);
	is_number(decide(token, SESSION, &rights), ENOENT);
	rights_end(&rights);
	is_number(decide(token, NULL, &rights), EKEYREJECTED);
	rights_end(&rights);
	disconnect();
}

static void where_runs_cannot_be_counted_there_are_none(void)
{
	struct rights rights;
	char run[128];

	connect_as(0);
	write_rules("permit exec any as any in any auth none\nlimit per-user 1\n");
	(void) snprintf(run, sizeof(run), "%s/run-0-0", tickets_path);
	must(symlink("/dev/null", run) == 0);
	is_number(decide(NULL, NULL, &rights), ELOOP);
	rights_end(&rights);
	must(unlink(run) == 0 && chmod(tickets_path, 0755) == 0);
	is_number(decide(NULL, NULL, &rights), EPERM);
	rights_end(&rights);
	must(chmod(tickets_path, 0700) == 0);
	disconnect();
}

static void a_time_of_the_policy_only_shortens(void)
{
	struct rights rights = { .policy = { .limits = { .max_ms = 1000, .idle_ms = 0 } } };

	is_number(rights_shorten_run(&rights, 2000), 1000);
	is_number(rights_shorten_run(&rights, 500), 500);
	is_number(rights_shorten_idle(&rights, 500), 500);
}

static void a_path_that_is_too_long_is_asked_nothing(void)
{
	static char longer[PATH_MAX];
	struct rights rights = { .governed = true };
	struct refusal refusal;

	memset(longer, 'x', sizeof(longer) - 1);
	rights_govern(policy_path, longer);
	is_number(rights_confirm(&rights, &connection, -1, "command \"true\"\n", &refusal), -1);
	is_number(refusal.error < 0 ? -refusal.error : refusal.error, ENAMETOOLONG);
	rights_govern(policy_path, tickets_path);
}

static int ask_pending(const char *what)
{
	const struct pending_question asked = { .directory = pending_path, .asker = "x", .what = what, .wait_ms = 50 };
	struct refusal refusal;

	connect_as(0);
	is_number(pending_ask(&asked, &connection, ends[1], &refusal), -1);
	disconnect();
	return refusal.error < 0 ? -refusal.error : refusal.error;
}

static void no_more_is_asked_than_there_are_numbers(void)
{
	CLEANUP_FD int directory = open(pending_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	char number[16];

	for (int i = PENDING_LEAST; i <= PENDING_MOST; i++) {
		(void) snprintf(number, sizeof(number), "%d", i);
		must(mknodat(directory, number, S_IFREG | 0600, 0) == 0);
	}
	is_number(ask_pending("command \"true\"\n"), EBUSY);
	is_number(count_files(pending_path), PENDING_MOST - PENDING_LEAST + 1);
	free(output_of((const char *const []) { "find", pending_path, "-type", "f", "-delete", NULL }));
}

static void a_question_that_nobody_could_read_is_not_asked(void)
{
	char *what = malloc(PENDING_TEXT_LIMIT + 1);

	must(what);
	memset(what, 'x', PENDING_TEXT_LIMIT);
	what[PENDING_TEXT_LIMIT] = '\0';
	is_number(ask_pending(what), E2BIG);
	is_number(count_files(pending_path), 0);
	free(what);
}

static const struct { struct policy_facts facts; const char *rule; } missing[] = {
	{ { .verb = POLICY_EXEC, .is_target = true, .places = POLICY_IN_CONTAINER }, "permit exec WHO as target in container auth ticket" },
	{ { .verb = POLICY_EXEC, .is_root = true, .places = POLICY_IN_NET_ONLY }, "permit exec WHO as root in net-only auth ticket" },
	{ { .verb = POLICY_EXEC, .has_uid = true, .uid = 7, .has_owner = true, .owner = 7, .places = POLICY_IN_HOST }, "permit exec WHO as self in own-userns auth ticket" },
	{ { .verb = POLICY_EXEC, .has_uid = true, .uid = 8, .has_owner = true, .owner = 8, .places = POLICY_IN_HOST }, "permit exec WHO as any in host auth ticket" },
	{ { .verb = POLICY_EXEC, .places = POLICY_IN_HOST, .caps = POLICY_CAPS_ALL }, "permit exec WHO as any in host auth ticket caps all" },
};

static void the_rule_that_is_missing_is_no_wider_than_it_must_be(void)
{
	struct rights rights = { .who = { .uid = 7 } };

	for (size_t i = 0; i < sizeof(missing) / sizeof(missing[0]); i++) {
		char rule[RIGHTS_MISSING_ROOM];

		rights_missing(&rights, &missing[i].facts, rule);
		is_string(rule, missing[i].rule);
	}
}

static void remove_rights_directory(void)
{
	free(output_of((const char *const []) { "rm", "-r", rights_directory, NULL }));
}

int main(void)
{
	make_rights_directory();
	must(atexit(remove_rights_directory) == 0);
	TEST(without_a_policy_everything_may_be_done);
	TEST(a_uid_without_a_name_is_in_no_group);
	TEST(a_ticket_of_somebody_who_is_gone_is_worth_nothing);
	TEST(where_runs_cannot_be_counted_there_are_none);
	TEST(a_time_of_the_policy_only_shortens);
	TEST(a_path_that_is_too_long_is_asked_nothing);
	TEST(no_more_is_asked_than_there_are_numbers);
	TEST(a_question_that_nobody_could_read_is_not_asked);
	TEST(the_rule_that_is_missing_is_no_wider_than_it_must_be);
	return tap_done();
}
