/* nsatlas-auth with PAM itself, in a directory of services of the test's own, and with a user of the test's own. */
#define _GNU_SOURCE
#include "rights-door.h"

#include <pwd.h>

#include "lockout.h"

#define USER "nsatlas-rights"
#define PASSWORD "correct horse 7"

/* A no comes after NO_MS; what a busy machine adds tells nothing of whom it is about. */
enum { NO_MS = 2000, SLACK_MS = 3000 };

static char pam_path[64], audit_path[64];

static void write_service(const char *name, const char *rules)
{
	char path[128];
	FILE *file;

	(void) snprintf(path, sizeof(path), "%s/%s", pam_path, name);
	file = fopen(path, "we");
	must(file && fputs(rules, file) >= 0 && fclose(file) == 0);
}

#define UNIX "auth required pam_unix.so\naccount required pam_unix.so\n"
#define PERMIT "auth required pam_permit.so\naccount required pam_permit.so\n"

/* Starts a conversation; a socket whose other end the helper has. */
static int start_auth(const char *program_name, json_t *request, pid_t *ret_pid)
{
	char program[4096], *body = json_dumps(request, JSON_COMPACT);
	int ends[2];

	(void) snprintf(program, sizeof(program), "%s/%s", getenv("NSATLAS_BUILD"), program_name);
	must(body && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
	*ret_pid = fork();
	must(*ret_pid >= 0);
	if (*ret_pid == 0) {
		(void) dup2(ends[1], STDIN_FILENO);
		(void) dup2(ends[1], STDOUT_FILENO);
		quieten();
		(void) setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
		(void) execl(program, program, "--policy", policy_path, "--tickets", tickets_path, "--audit", audit_path, "--pam-dir", pam_path, NULL);
		_exit(127);
	}
	(void) close(ends[1]);
	must(frame_write(ends[0], FRAME_REQUEST, 0, body, strlen(body)) == 0);
	free(body);
	json_decref(request);
	return ends[0];
}

struct talk {
	json_t *prompt;		/* the last one */
	json_t *answer;
	json_t *failure;
	int prompts;
	int64_t ms;		/* from the last answer to the end */
};

static void free_talk(struct talk *talk)
{
	json_decref(talk->prompt);
	json_decref(talk->answer);
	json_decref(talk->failure);
}

static void send_reply(int fd, json_t *reply)
{
	char *body = json_dumps(reply, JSON_COMPACT);

	must(body);
	(void) frame_write(fd, FRAME_REPLY, 0, body, strlen(body));
	free(body);
	json_decref(reply);
}

/* Says the same to every prompt. */
static struct talk converse(int fd, pid_t pid, json_t *reply)
{
	static char body[FRAME_CONTROL_LIMIT + 1];
	struct talk talk = { .ms = test_now_ms() };
	struct frame frame;

	while (frame_read(fd, &frame, body, FRAME_CONTROL_LIMIT) == 0) {
		json_t *value = json_loadb(body, frame.length, 0, NULL);

		if (frame.kind == FRAME_PROMPT) {
			json_decref(talk.prompt);
			talk.prompt = json_incref(value);
			talk.prompts++;
			if (json_array_size(json_object_get(value, "prompts")) > 0) {
				talk.ms = test_now_ms();
				send_reply(fd, json_deep_copy(reply));
			}
		}
		if (frame.kind == FRAME_ANSWER)
			talk.answer = json_incref(value);
		if (frame.kind == FRAME_FAILURE)
			talk.failure = json_incref(value);
		json_decref(value);
	}
	talk.ms = test_now_ms() - talk.ms;
	json_decref(reply);
	(void) close(fd);
	must(waitpid(pid, NULL, 0) == pid);
	return talk;
}

static json_t *request_for(const char *user)
{
	return json_pack("{s:i, s:s, s:s, s:s, s:s}", "protocol", 1, "verb", "authenticate", "user", user, "session", SESSION, "viewer", "session 1");
}

static struct talk authenticate(const char *user, const char *password)
{
	pid_t pid;
	int fd = start_auth("nsatlas-auth", request_for(user), &pid);

	return converse(fd, pid, json_pack("{s:[s]}", "answers", password));
}

static struct talk ask(const char *verb, const char *ticket, const char *session)
{
	pid_t pid;
	int fd = start_auth("nsatlas-auth", json_pack("{s:i, s:s, s:s, s:s}", "protocol", 1, "verb", verb, "ticket", ticket, "session", session), &pid);

	return converse(fd, pid, json_null());
}

#define PERMITS_USER "permit exec user " USER " as any in any auth ticket\n"

static void forget_failures(void)
{
	free(output_of((const char *const []) { "find", tickets_path, "-type", "f", "-delete", NULL }));
}

/* The next line of the audit; NULL: there is none. */
static json_t *next_record(FILE *audit)
{
	char line[8192];

	return fgets(line, sizeof(line), audit) ? json_loads(line, 0, NULL) : NULL;
}

static void is_record(FILE *audit, const char *event, const char *user, const char *as)
{
	json_t *record = next_record(audit);

	is_string(text_in(record, "verb"), "authenticate");
	is_string(text_in(record, "event"), event);
	is_string(text_in(record, "as"), as);
	if (user)
		is_string(text_in(record, "user"), user);
	else
		ok(json_is_null(json_object_get(record, "user")));
	ok(json_is_integer(json_object_get(json_object_get(record, "peer"), "pid")));
	json_decref(record);
}

static void a_right_password_gets_a_ticket_until_it_is_given_back(void)
{
	struct talk talk, looked;
	const char *ticket;
	FILE *audit;

	write_service("nsatlas", UNIX);
	write_rules(PERMITS_USER);
	talk = authenticate(USER, PASSWORD);
	ticket = text_in(talk.answer, "ticket");
	is_number(talk.prompts, 1);
	ok(json_is_false(json_object_get(json_array_get(json_object_get(talk.prompt, "prompts"), 0), "echo")));
	is_string(text_in(json_array_get(json_object_get(talk.prompt, "prompts"), 0), "text"), "Password: ");
	ok(ticket_is_hexadecimal(ticket));
	is_string(text_in(talk.answer, "user"), USER);
	is_number(number_in(talk.answer, "uid"), getpwnam(USER)->pw_uid);
	is_number(number_in(talk.answer, "idleMs"), TICKET_IDLE_MS);
	is_number(number_in(talk.answer, "ms"), TICKET_MS);
	looked = ask("status", ticket, SESSION);
	is_string(text_in(looked.answer, "user"), USER);
	ok(number_in(looked.answer, "ms") > TICKET_MS - 60000 && number_in(looked.answer, "ms") <= TICKET_MS);
	free_talk(&looked);
	looked = ask("status", ticket, OTHER_SESSION);
	is_string(text_in(looked.failure, "errno"), "EKEYREJECTED");
	free_talk(&looked);
	(void) unlink(audit_path);
	looked = ask("release", ticket, SESSION);
	ok(looked.answer && json_object_size(looked.answer) == 0);
	free_talk(&looked);
	audit = fopen(audit_path, "re");
	must(audit);
	is_record(audit, "given-back", USER, "");
	(void) fclose(audit);
	looked = ask("status", ticket, SESSION);
	is_string(text_in(looked.failure, "errno"), "EKEYREJECTED");
	free_talk(&looked);
	free_talk(&talk);
}

/* What is typed where a name is asked for may be a password. */
static void the_audit_says_who_was_recognised_and_no_secret(void)
{
	struct talk talk;
	char *whole;
	FILE *audit;

	write_service("nsatlas", UNIX);
	write_rules(PERMITS_USER);
	(void) unlink(audit_path);
	talk = authenticate(USER, PASSWORD);
	free_talk(&talk);
	talk = authenticate("hunter2-as-a-name", "another-secret-8");
	free_talk(&talk);
	talk = authenticate(USER, "another-secret-9");
	free_talk(&talk);
	audit = fopen(audit_path, "re");
	must(audit);
	is_record(audit, "granted", USER, "");
	is_record(audit, "refused", NULL, "");
	is_record(audit, "refused", NULL, USER);
	ok(!next_record(audit));
	(void) fclose(audit);
	whole = output_of((const char *const []) { "cat", audit_path, NULL });
	ok(strstr(whole, "session 1") && !strstr(whole, "hunter2") && !strstr(whole, "secret") && !strstr(whole, PASSWORD));
	free(whole);
	forget_failures();
}

static void what_cannot_be_recorded_is_not_granted(void)
{
	struct talk talk;

	write_service("nsatlas", UNIX);
	write_rules(PERMITS_USER);
	must(unlink(audit_path) == 0 && mkdir(audit_path, 0700) == 0);
	talk = authenticate(USER, PASSWORD);
	is_string(text_in(talk.failure, "failure"), "fault");
	/* That is the count of this process; a ticket would be another. */
	is_number(count_files(tickets_path), 1);
	forget_failures();
	free_talk(&talk);
	must(rmdir(audit_path) == 0);
}

static void is_no(struct talk *talk, const char *whose)
{
	if (!is_string(text_in(talk->failure, "failure"), "denied") || !is_string(text_in(talk->failure, "message"), "not recognised") ||
	    !is_string(text_in(talk->failure, "errno"), "EACCES") || !is_number(talk->prompts, 1) || !ok(talk->ms >= NO_MS && talk->ms < NO_MS + SLACK_MS))
		printf("# %s: after %lld ms\n", whose, (long long) talk->ms);
	free_talk(talk);
}

/* A wrong password, nobody, one without any right, and one whose account is over: nothing tells one from the other. */
static void a_no_is_the_same_no_after_the_same_time_for_everybody(void)
{
	struct talk talk;

	write_service("nsatlas", UNIX);
	write_rules(PERMITS_USER);
	talk = authenticate(USER, "wrong");
	is_no(&talk, "a wrong password");
	talk = authenticate("no-such-user-here", PASSWORD);
	is_no(&talk, "nobody");
	write_rules("permit exec user daemon as any in any auth ticket\n");
	talk = authenticate(USER, PASSWORD);
	is_no(&talk, "without any right");
	write_rules(PERMITS_USER);
	free(output_of((const char *const []) { "usermod", "--expiredate", "1", USER, NULL }));
	talk = authenticate(USER, PASSWORD);
	is_no(&talk, "an account that is over");
	free(output_of((const char *const []) { "usermod", "--expiredate", "", USER, NULL }));
	write_service("nsatlas", "auth required pam_unix.so\naccount required pam_deny.so\n");
	talk = authenticate(USER, PASSWORD);
	is_no(&talk, "an account that is refused");
	is_number(count_files(tickets_path), 3);
	forget_failures();
}

static void five_failures_of_a_name_shut_it_for_the_right_password_too(void)
{
	struct talk talk;

	write_service("nsatlas", "auth required pam_unix.so\naccount required pam_deny.so\n");
	write_rules(PERMITS_USER);
	/* As if four had failed already: each takes 2 s. */
	for (int i = 0; i < 4; i++) {
		uint64_t left;

		must(lockout_begin(tickets_path, "user " USER, LOCKOUT_OF_NAME, ticket_now_ms(), &left) == 0);
	}
	talk = authenticate(USER, PASSWORD);
	is_string(text_in(talk.failure, "failure"), "denied");
	free_talk(&talk);
	write_service("nsatlas", UNIX);
	talk = authenticate(USER, PASSWORD);
	is_string(text_in(talk.failure, "failure"), "limit");
	ok(strncmp(text_in(talk.failure, "message"), "too many failures: try again in ", 32) == 0);
	is_number(talk.prompts, 0);
	free_talk(&talk);
	forget_failures();
	talk = authenticate(USER, PASSWORD);
	ok(talk.answer);
	free_talk(&talk);
}

static void a_success_is_no_failure_and_forgets_earlier_ones(void)
{
	uint64_t left;

	write_service("nsatlas", UNIX);
	write_rules(PERMITS_USER);
	for (int i = 0; i < 12; i++) {
		struct talk talk;

		if (i % 4 != 0)
			must(lockout_begin(tickets_path, "user " USER, LOCKOUT_OF_NAME, ticket_now_ms(), &left) == 0);
		talk = authenticate(USER, PASSWORD);
		ok(talk.answer);
		free_talk(&talk);
	}
	forget_failures();
}

static void a_service_that_asks_nothing_counts_only_where_it_is_meant_for_nsatlas(void)
{
	struct talk talk;
	char path[128];

	write_rules(PERMITS_USER);
	write_service("nsatlas", PERMIT);
	talk = authenticate(USER, "");
	ok(talk.answer);
	is_number(talk.prompts, 0);
	free_talk(&talk);
	(void) snprintf(path, sizeof(path), "%s/nsatlas", pam_path);
	must(unlink(path) == 0);
	write_service("other", PERMIT);
	talk = authenticate(USER, "");
	is_string(text_in(talk.failure, "message"), "not recognised");
	free_talk(&talk);
	write_service("other", UNIX);
	talk = authenticate(USER, PASSWORD);
	ok(talk.answer);
	free_talk(&talk);
	write_service("other", "auth required pam_deny.so\naccount required pam_deny.so\n");
	talk = authenticate(USER, PASSWORD);
	is_string(text_in(talk.failure, "message"), "not recognised");
	free_talk(&talk);
	forget_failures();
}

static void what_is_only_said_wants_no_answer(void)
{
	struct talk talk;

	write_rules(PERMITS_USER);
	write_service("nsatlas", "auth optional pam_echo.so Touch the key.\n" PERMIT);
	talk = authenticate(USER, "");
	ok(talk.answer);
	is_number(talk.prompts, 1);
	is_number(json_array_size(json_object_get(talk.prompt, "prompts")), 0);
	is_string(json_string_value(json_array_get(json_object_get(talk.prompt, "notes"), 0)), "Touch the key.");
	free_talk(&talk);
}

static void a_reply_that_is_none_ends_the_conversation(void)
{
	static const char *const replies[] = { "{\"answers\":[]}", "{\"answers\":[\"a\",\"b\"]}", "{\"answers\":[7]}", "{}", "[]", "{\"answers\":[\"a\"],\"x\":1}" };

	write_rules(PERMITS_USER);
	write_service("nsatlas", UNIX);
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		pid_t pid;
		int fd = start_auth("nsatlas-auth", request_for(USER), &pid);
		struct talk talk = converse(fd, pid, json_loads(replies[i], 0, NULL));

		is_string(text_in(talk.failure, "failure"), "usage");
		free_talk(&talk);
	}
	is_number(count_files(tickets_path) <= 2, 1);
	forget_failures();
}

static void a_bad_request_is_refused(void)
{
	static const char *const users[] = { "", "a\nb", "../x", "a:b", "0123456789012345678901234567890123456789012345678901234567890123" };

	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		struct talk talk = authenticate(users[i], "x");

		is_string(text_in(talk.failure, "failure"), "usage");
		free_talk(&talk);
	}
}

/* The text of every page that is not shared code: a wiped answer is nowhere. */
static bool holds_text(pid_t pid, const char *text)
{
	char path[64], line[512];
	CLEANUP_FILE FILE *maps = NULL;
	CLEANUP_FD int memory = -1;
	bool found = false;

	(void) snprintf(path, sizeof(path), "/proc/%d/maps", (int) pid);
	maps = fopen(path, "re");
	(void) snprintf(path, sizeof(path), "/proc/%d/mem", (int) pid);
	memory = open(path, O_RDONLY | O_CLOEXEC);
	must(maps && memory >= 0);
	while (fgets(line, sizeof(line), maps)) {
		unsigned long long start, end;
		char rights[8];

		if (sscanf(line, "%llx-%llx %7s", &start, &end, rights) != 3 || strncmp(rights, "rw", 2) != 0 || end - start > 64ull << 20)
			continue;
		for (; start < end; start += 1 << 16) {
			static char bytes[(1 << 16) + 64];
			ssize_t n = pread(memory, bytes, sizeof(bytes), (off_t) start);

			found |= n > 0 && memmem(bytes, (size_t) n, text, strlen(text)) != NULL;
		}
	}
	return found;
}

/* In the 2 s before a no. What the module itself keeps is its own: this one keeps nothing. */
static void an_answer_is_in_no_memory_of_ours_afterwards(void)
{
	static const char secret[] = "s3cret-of-nobody-7731";
	char body[FRAME_CONTROL_LIMIT + 1];
	struct frame frame;
	pid_t pid;
	int fd;

	write_rules(PERMITS_USER);
	write_service("nsatlas", UNIX);
	fd = start_auth("nsatlas-auth", request_for("no-such-user-here"), &pid);
	do
		must(frame_read(fd, &frame, body, FRAME_CONTROL_LIMIT) == 0);
	while (frame.kind != FRAME_PROMPT);
	send_reply(fd, json_pack("{s:[s]}", "answers", secret));
	(void) poll(NULL, 0, 1200);
	/* However long the look takes. */
	must(kill(pid, SIGSTOP) == 0);
	ok(!holds_text(pid, secret));
	/* The witness can see: the name is still there. */
	ok(holds_text(pid, "no-such-user-here"));
	(void) close(fd);
	(void) kill(pid, SIGKILL);
	must(waitpid(pid, NULL, 0) == pid);
	forget_failures();
}

static void remove_all(void)
{
	free(output_of((const char *const []) { "userdel", USER, NULL }));
	free(output_of((const char *const []) { "rm", "-r", rights_directory, NULL }));
}

static void add_user(void)
{
	struct program_child child;

	free(output_of((const char *const []) { "userdel", USER, NULL }));
	free(output_of((const char *const []) { "useradd", "--system", "--no-create-home", USER, NULL }));
	child = spawn((const char *const []) { "chpasswd", NULL });
	must(dprintf(child.input, "%s:%s\n", USER, PASSWORD) > 0);
	(void) close(child.input);
	must(waitpid(child.pid, NULL, 0) == child.pid);
	must(getpwnam(USER));
}

int main(void)
{
	make_rights_directory();
	must(atexit(remove_all) == 0);
	(void) snprintf(pam_path, sizeof(pam_path), "%s/pam", rights_directory);
	(void) snprintf(audit_path, sizeof(audit_path), "%s/audit.jsonl", rights_directory);
	must(mkdir(pam_path, 0755) == 0);
	add_user();
	TEST(a_right_password_gets_a_ticket_until_it_is_given_back);
	TEST(the_audit_says_who_was_recognised_and_no_secret);
	TEST(what_cannot_be_recorded_is_not_granted);
	TEST(a_no_is_the_same_no_after_the_same_time_for_everybody);
	TEST(five_failures_of_a_name_shut_it_for_the_right_password_too);
	TEST(a_success_is_no_failure_and_forgets_earlier_ones);
	TEST(a_service_that_asks_nothing_counts_only_where_it_is_meant_for_nsatlas);
	TEST(what_is_only_said_wants_no_answer);
	TEST(a_reply_that_is_none_ends_the_conversation);
	TEST(a_bad_request_is_refused);
	TEST(an_answer_is_in_no_memory_of_ours_afterwards);
	return tap_done();
}
