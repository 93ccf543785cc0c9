#define _GNU_SOURCE
#include "exec-client.h"
#include "exec-request.h"

static struct target_child target;

/* A request that is right, and with field replaced by the JSON text value, or left out for NULL. */
static json_t *request_with(const char *field, const char *value)
{
	json_t *request = request_of(target.pid, namespaces_of(target.pid, "uts"), SHELL("echo ran"));
	json_t *replacement = value ? json_loads(value, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL) : NULL;

	must(!value || replacement);
	if (replacement)
		(void) json_object_set_new(request, field, replacement);
	else
		(void) json_object_del(request, field);
	return request;
}

static void the_request_of_these_tests_is_right_as_it_stands(void)
{
	struct exec_run *run = run_exec(NULL, request_with("none", NULL));

	is_string(run->out, "ran\n");
	is_number(close_run(run), 0);
}

struct bad {
	const char *field;
	const char *value;
	const char *where;	/* what the message names */
};

static void expect_usage(struct exec_run *run, const char *what, const char *where)
{
	const char *message = text_in(run->failure, "message");

	if (!ok(strcmp(text_in(run->failure, "failure"), "usage") == 0 && strstr(message, where)))
		printf("# %s: %s: %s\n", what, text_in(run->failure, "failure"), message);
	is_number(run->out_length, 0);
	is_number(close_run(run), 1);
}

static void expect_bad(const struct bad *row)
{
	expect_usage(run_exec(NULL, request_with(row->field, row->value)), row->value ? row->value : "left out", row->where);
}

static const struct bad bad[] = {
	{ "protocol", "2", "protocol" },
	{ "nonsense", "1", "nonsense" },
	{ "target", "{\"pid\":0,\"startTime\":1}", "target.pid" },
	{ "target", "{\"pid\":-1,\"startTime\":1}", "target.pid" },
	{ "target", "{\"pid\":4294967297,\"startTime\":1}", "target.pid" },
	{ "target", "{\"pid\":1.0,\"startTime\":1}", "target.pid" },
	{ "target", "{\"pid\":1}", "target.startTime" },
	{ "target", "{\"pid\":1,\"startTime\":1,\"uid\":0}", "target" },
	{ "target", "[]", "target" },
	{ "namespaces", "[]", "namespaces" },
	{ "namespaces", NULL, "namespaces" },
	{ "namespaces", "[{\"type\":\"mount\",\"ino\":1,\"id\":null}]", "namespaces[0]" },
	{ "namespaces", "[{\"type\":\"net\",\"ino\":-1,\"id\":null}]", "namespaces[0].ino" },
	{ "namespaces", "[{\"type\":\"net\",\"ino\":1,\"id\":\"x\"}]", "namespaces[0]" },
	{ "namespaces", "[{\"type\":\"net\",\"ino\":1,\"id\":null},{\"type\":\"net\",\"ino\":2,\"id\":null}]", "namespaces[1]" },
	{ "places", "[{\"type\":\"uts\",\"path\":\"/run/x\"}]", "places" },
	{ "places", "7", "places" },
	{ "argv", "[]", "argv" },
	{ "argv", "[\"\"]", "argv" },
	{ "argv", "\"ip addr\"", "argv" },
	{ "argv", "[\"ip\",7]", "argv[1]" },
	{ "argv", "[\"a\\u0000b\"]", "\\u0000" },
	{ "argv", "[{\"b64\":\"?\"}]", "argv[0]" },
	{ "as", "\"nobody\"", "as" },
	{ "as", "0", "as" },
	{ "as", NULL, "as" },
	{ "as", "{\"uid\":1}", "as.gid" },
	{ "as", "{\"gid\":1}", "as.uid" },
	{ "as", "{\"uid\":1,\"gid\":1,\"groups\":[]}", "as.groups" },
	{ "as", "[0,0]", "as" },
	{ "capabilities", "\"some\"", "capabilities" },
	{ "capabilities", "{}", "capabilities" },
	{ "root", "\"namespace\"", "mnt" },
	{ "root", "{\"path\":\"/\"}", "mnt" },
	{ "root", "\"/\"", "root" },
	{ "root", "{\"path\":\"usr\"}", "root" },
	{ "root", "{\"path\":\"\"}", "root" },
	{ "root", "{}", "root.path" },
	{ "directory", "\"namespace\"", "directory" },
	{ "directory", "{\"path\":\"../etc\"}", "directory" },
	{ "directory", "{\"path\":\"/a\\u0000b\"}", "\\u0000" },
	{ "directory", "{\"path\":\"/\",\"mode\":1}", "directory.mode" },
	{ "environment", "{\"from\":\"target\"}", "mnt" },
	{ "environment", "{\"from\":\"helper\"}", "from" },
	{ "environment", "[]", "environment" },
	{ "environment", "{\"set\":\"A=1\"}", "environment.set" },
	{ "environment", "{\"set\":[\"A=1\",\"A\"]}", "environment.set[1]" },
	{ "environment", "{\"set\":[\"=1\"]}", "environment.set[0]" },
	{ "environment", "{\"set\":[\"1A=1\"]}", "environment.set[0]" },
	{ "environment", "{\"set\":[\"A B=1\"]}", "environment.set[0]" },
	{ "environment", "{\"set\":[\"BASH_FUNC_x%%=() { :; }\"]}", "environment.set[0]" },
	{ "environment", "{\"unset\":[]}", "environment.unset" },
	{ "cgroup", "\"other\"", "cgroup" },
	{ "cgroup", "{}", "cgroup" },
	{ "timeoutMs", "99", "timeoutMs" },
	{ "timeoutMs", "600001", "timeoutMs" },
	{ "timeoutMs", "\"100\"", "timeoutMs" },
	{ "outputLimitBytes", "8388609", "outputLimitBytes" },
	{ "outputLimitBytes", "-1", "outputLimitBytes" },
	{ "ticket", "\"../../etc/passwd\"", "ticket" },
	{ "ticket", "\"0011\"", "ticket" },
	{ "session", "\"0011\"", "session" },
	{ "session", "7", "session" },
	{ "otherwise", "[\"sh\"]", "otherwise[0]" },
	{ "otherwise", "[[]]", "otherwise[0]" },
	{ "otherwise", "[[\"sh\"],[\"\"]]", "otherwise[1]" },
	{ "otherwise", "[[\"sh\",7]]", "otherwise[0][1]" },
	{ "otherwise", "[[\"a\"],[\"b\"],[\"c\"],[\"d\"],[\"e\"]]", "otherwise" },
	{ "otherwise", "{}", "otherwise" },
	{ "viewer", "7", "viewer" },
};

static void a_bad_request_is_refused_with_the_place_of_the_fault(void)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect_bad(&bad[i]);
}

#define TERMINAL(rows, columns, term, idle) \
	"{\"rows\":" rows ",\"columns\":" columns ",\"term\":\"" term "\",\"idleMs\":" idle "}"

static const struct bad bad_terminals[] = {
	{ "terminal", "true", "terminal" },
	{ "terminal", "{}", "terminal.rows" },
	{ "terminal", TERMINAL("0", "80", "vt100", "10000"), "terminal: rows" },
	{ "terminal", TERMINAL("1001", "80", "vt100", "10000"), "terminal.rows" },
	{ "terminal", TERMINAL("24", "65616", "vt100", "10000"), "terminal.columns" },
	{ "terminal", TERMINAL("24", "80", "", "10000"), "terminal: term" },
	{ "terminal", TERMINAL("24", "80", "../vt100", "10000"), "terminal: term" },
	{ "terminal", TERMINAL("24", "80", "vt 100", "10000"), "terminal: term" },
	{ "terminal", TERMINAL("24", "80", "vt100", "9999"), "terminal: idleMs" },
	{ "terminal", TERMINAL("24", "80", "vt100", "28800001"), "terminal.idleMs" },
	{ "terminal", TERMINAL("24", "80", "vt100", "10000,\"x\":1"), "terminal.x" },
	/* Right, but for a terminal there is no limit of output. */
	{ "terminal", TERMINAL("24", "80", "vt100", "10000"), "outputLimitBytes" },
};

static void a_terminal_that_cannot_be_is_refused(void)
{
	for (size_t i = 0; i < sizeof(bad_terminals) / sizeof(bad_terminals[0]); i++)
		expect_bad(&bad_terminals[i]);
}

/* count arguments of length bytes each. */
static json_t *request_with_arguments(int count, int length)
{
	json_t *request = request_with("none", NULL), *argv = json_array();
	char *argument = malloc((size_t) length + 1);

	must(argument);
	memset(argument, 'x', (size_t) length);
	argument[length] = '\0';
	(void) json_array_append_new(argv, json_string("true"));
	while (--count > 0)
		(void) json_array_append_new(argv, json_string(argument));
	free(argument);
	(void) json_object_set_new(request, "argv", argv);
	return request;
}

static void argv_holds_256_arguments_and_24_KiB_and_no_more(void)
{
	struct exec_run *run = run_exec(NULL, request_with_arguments(256, 90));

	is_code(run, 0);
	(void) close_run(run);
	run = run_exec(NULL, request_with_arguments(2, 24 * 1024 - 4));
	is_code(run, 0);
	(void) close_run(run);
	expect_usage(run_exec(NULL, request_with_arguments(257, 1)), "257 arguments", "argv");
	expect_usage(run_exec(NULL, request_with_arguments(2, 24 * 1024 - 3)), "one byte too many", "argv[1]");
	expect_usage(run_exec(NULL, request_with_arguments(200, 200)), "40000 bytes", "argv[");
}

static void the_limits_are_of_all_commands_together(void)
{
	json_t *request = request_with_arguments(255, 1);
	struct exec_run *run;

	(void) json_object_set_new(request, "otherwise", json_pack("[[s]]", "x"));
	run = run_exec(NULL, json_deep_copy(request));
	is_code(run, 0);
	(void) close_run(run);
	(void) json_object_set_new(request, "otherwise", json_pack("[[s, s]]", "x", "y"));
	expect_usage(run_exec(NULL, request), "257 arguments", "otherwise[0]");
	request = request_with_arguments(2, 24 * 1024 - 5);
	(void) json_object_set_new(request, "otherwise", json_pack("[[s, s]]", "x", "y"));
	expect_usage(run_exec(NULL, request), "one byte too many", "otherwise[0][1]");
}

static void names_are_no_longer_than_they_may_be(void)
{
	char name[EXEC_VIEWER_MAX_BYTES + 2];
	json_t *request = request_with("outputLimitBytes", NULL);
	struct exec_run *run;

	memset(name, 'x', sizeof(name));
	name[EXEC_VIEWER_MAX_BYTES] = '\0';
	run = run_exec(NULL, request_with("viewer", "null"));
	is_code(run, 0);
	(void) close_run(run);
	(void) json_object_set_new(request, "outputLimitBytes", json_integer(9));
	(void) json_object_set_new(request, "viewer", json_string(name));
	run = run_exec(NULL, json_deep_copy(request));
	is_code(run, 0);
	(void) close_run(run);
	name[EXEC_VIEWER_MAX_BYTES] = 'x';
	name[EXEC_VIEWER_MAX_BYTES + 1] = '\0';
	(void) json_object_set_new(request, "viewer", json_string(name));
	expect_usage(run_exec(NULL, request), "a long viewer", "viewer");
	request = request_with("outputLimitBytes", NULL);
	name[TERMINAL_NAME_MAX + 1] = '\0';
	(void) json_object_set_new(request, "terminal", json_pack("{s:i, s:i, s:s, s:i}", "rows", 1, "columns", 1, "term", name, "idleMs", 10000));
	expect_usage(run_exec(NULL, json_deep_copy(request)), "a long name", "term");
	name[TERMINAL_NAME_MAX] = '\0';
	(void) json_object_set_new(json_object_get(request, "terminal"), "term", json_string(name));
	/* As long as a day's work, which a command without a terminal may not be. */
	(void) json_object_set_new(request, "timeoutMs", json_integer(TERMINAL_LIMIT_MS));
	run = run_exec(NULL, json_deep_copy(request));
	is_code(run, 0);
	(void) close_run(run);
	(void) json_object_set_new(request, "timeoutMs", json_integer(TERMINAL_LIMIT_MS + 1));
	expect_usage(run_exec(NULL, request), "more than a day's work", "timeoutMs");
}

static void arguments_are_bytes_and_reach_the_command_as_they_are(void)
{
	/* printf '%s' with $HOME;`id` and a quotation mark, and 0xff 0x41. */
	struct exec_run *run = run_exec(NULL, request_with("argv", "[\"printf\", \"%s|\", \"$HOME;`id` '\\\"\\n\", {\"b64\":\"/0E=\"}, \"\"]"));

	is_bytes(run->out, run->out_length, "$HOME;`id` '\"\n|\xff" "A||");
	(void) close_run(run);
}

static void what_is_no_request_frame_is_refused(void)
{
	static const char *const headers[] = {
		"\1\0\1\0\2\0\0\0",		/* one byte over 64 KiB */
		"\0\0\0\0\0\0\0\0",		/* kind 0 */
		"\0\0\0\0\13\0\0\0",		/* kind 11 */
		"\0\0\0\0\2\2\0\0",		/* an unknown flag */
		"\0\0\0\0\2\0\1\0",		/* a reserved bit */
		"\0\0\0\0\5\0\0\0",		/* INPUT out of turn */
		"\0\0\0\0\1\0\0\0",		/* HELLO is the helper's */
	};

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		struct exec_run *run = open_run(NULL);

		(void) send(run->fd, headers[i], FRAME_HEADER_SIZE, MSG_NOSIGNAL);
		await_end(run);
		is_failure(run, "usage", "request");
		is_number(close_run(run), 1);
	}
}

static void a_request_that_is_no_json_or_says_a_thing_twice_is_refused(void)
{
	static const char *const bodies[] = { "", "{", "[]", "{\"protocol\":1,\"verb\":\"exec\",\"verb\":\"exec\"}", "\"\xff\"", "{\"protocol\":1}" };

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct exec_run *run = open_run(NULL);

		send_frame(run, FRAME_REQUEST, 0, bodies[i], strlen(bodies[i]));
		await_end(run);
		is_failure(run, "usage", "request");
		is_number(close_run(run), 1);
	}
}

static void a_command_that_is_not_there_is_named(void)
{
	struct exec_run *run = run_exec(NULL, request_with("argv", "[\"nsatlas-no-such\\u001b[31m\"]"));

	is_failure(run, "join", "run");
	is_string(text_in(run->failure, "errno"), "ENOENT");
	is_string(text_in(run->failure, "message"), "no such command in that mount namespace: \"nsatlas-no-such\\x1b[31m\"");
	is_number(close_run(run), 1);
	run = run_exec(NULL, request_with("argv", "[\"/etc/passwd\"]"));
	is_string(text_in(run->failure, "errno"), "EACCES");
	(void) close_run(run);
}

int main(void)
{
	copy_programs();
	target = start_target(TARGET("unshare", "-u"), 0);
	TEST(the_request_of_these_tests_is_right_as_it_stands);
	TEST(a_bad_request_is_refused_with_the_place_of_the_fault);
	TEST(a_terminal_that_cannot_be_is_refused);
	TEST(argv_holds_256_arguments_and_24_KiB_and_no_more);
	TEST(the_limits_are_of_all_commands_together);
	TEST(names_are_no_longer_than_they_may_be);
	TEST(arguments_are_bytes_and_reach_the_command_as_they_are);
	TEST(what_is_no_request_frame_is_refused);
	TEST(a_request_that_is_no_json_or_says_a_thing_twice_is_refused);
	TEST(a_command_that_is_not_there_is_named);
	end_target(&target);
	return tap_done();
}
