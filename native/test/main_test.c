/* What both helpers do with a request before its verb: HELLO, and one FAILURE frame for whatever is wrong. */
#define _GNU_SOURCE
#include "helper.h"

static void frame_is_refused(const void *bytes, size_t length, const char *failure)
{
	struct answer answer = ask_bytes("nsatlas-inspect", bytes, length);

	ok(answer.whole);
	is_string(string_in(answer.failure, "failure"), failure);
	is_string(string_in(answer.failure, "stage"), "request");
	is_number(WEXITSTATUS(answer.status), 1);
	ok(!answer.document);
	free_answer(&answer);
}

static void request_is_refused(const char *request, const char *failure, const char *message)
{
	struct answer answer = ask_as("nsatlas-inspect", request, NULL);

	ok(answer.whole);
	if (!is_string(string_in(answer.failure, "failure"), failure) || (message && !is_string(string_in(answer.failure, "message"), message)))
		printf("# %s\n", request);
	is_number(WEXITSTATUS(answer.status), 1);
	free_answer(&answer);
}

static void each_program_says_what_it_speaks(void)
{
	static const struct { const char *program, *verbs; } cases[] = {
		{ "nsatlas-inspect", "[\"scan\",\"watch\",\"inspect\"]" },
		{ "nsatlas-exec", "[\"exec\",\"create\",\"remove\",\"sandboxes\"]" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answer answer = ask_as(cases[i].program, "{}", NULL);
		char *verbs = json_dumps(json_object_get(answer.hello, "verbs"), JSON_COMPACT);

		is_number(number_in(answer.hello, "protocol"), 1);
		is_string(string_in(answer.hello, "program"), cases[i].program);
		is_string(verbs, cases[i].verbs);
		free(verbs);
		free_answer(&answer);
	}
}

static void a_bad_frame_is_a_usage_failure(void)
{
	static const struct { uint8_t bytes[12]; size_t length; } cases[] = {
		{ { 0, 0, 0, 0, 0, 0, 0, 0 }, 8 },
		{ { 0, 0, 0, 0, FRAME_KIND_COUNT, 0, 0, 0 }, 8 },
		{ { 0, 0, 0, 0, FRAME_REQUEST, 2, 0, 0 }, 8 },
		{ { 0, 0, 0, 0, FRAME_REQUEST, 0, 1, 0 }, 8 },
		{ { 1, 0, 1, 0, FRAME_REQUEST, 0, 0, 0 }, 8 },
		{ { 0xff, 0xff, 0xff, 0xff, FRAME_REQUEST, 0, 0, 0 }, 8 },
		{ { 0, 0, 0, 0, FRAME_INPUT, 0, 0, 0 }, 8 },
		{ { 0, 0, 0, 0, FRAME_HELLO, 0, 0, 0 }, 8 },
		{ { 8, 0, 0, 0, FRAME_ACK, 0, 0, 0, 1, 0, 0, 0 }, 12 },
		{ { 4, 0, 0, 0, FRAME_REQUEST, 0, 0, 0, '{' }, 9 },
		{ { 4, 0, 0 }, 3 },
		{ { 0, 0, 0, 0, FRAME_REQUEST, 0, 0, 0 }, 8 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		frame_is_refused(cases[i].bytes, cases[i].length, "usage");
}

static void a_connection_without_a_request_ends_without_a_word(void)
{
	struct answer answer = ask_bytes("nsatlas-inspect", "", 0);

	ok(answer.hello && !answer.failure && !answer.document);
	is_number(WEXITSTATUS(answer.status), 1);
	free_answer(&answer);
}

static void a_request_that_is_no_json_object_is_refused(void)
{
	static const char *const requests[] = { "[]", "7", "\"scan\"", "null", "{", "{}x", "{\"protocol\":1,\"verb\":\"scan\",}", "\xff\xfe",
		"{\"verb\":\"\\u0000\"}", "{\"protocol\":1,\"protocol\":1,\"verb\":\"scan\"}", "" };

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		request_is_refused(requests[i], "usage", NULL);
}

static void a_deeply_nested_request_is_refused(void)
{
	static char request[60001];

	memset(request, '[', sizeof(request) - 1);
	request_is_refused(request, "usage", NULL);
}

static void protocol_and_verb_are_needed(void)
{
	request_is_refused("{\"verb\":\"scan\"}", "usage", ".protocol: not a whole number from 0 to 4294967295");
	request_is_refused("{\"protocol\":2,\"verb\":\"scan\"}", "usage", "the request: protocol 2 is not spoken here");
	request_is_refused("{\"protocol\":1}", "usage", ".verb: not a string");
	request_is_refused("{\"protocol\":1,\"verb\":7}", "usage", ".verb: not a string");
}

static void the_inspect_door_has_no_exec(void)
{
	request_is_refused("{\"protocol\":1,\"verb\":\"exec\"}", "unsupported", "this program has no such verb");
	request_is_refused("{\"protocol\":1,\"verb\":\"\"}", "unsupported", NULL);
	request_is_refused("{\"protocol\":1,\"verb\":\"scan \"}", "unsupported", NULL);
}

static void a_misspelt_field_is_refused(void)
{
	request_is_refused("{\"protocol\":1,\"verb\":\"scan\",\"fast\":true}", "usage", ".fast: no such field");
}

/* What a helper leaves falls to the next above who takes orphans: here to us. */
static void nothing_of_a_look_is_left_to_others(void)
{
	struct answer answer;

	must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
	answer = ask_as("nsatlas-inspect", SCAN_REQUEST, NULL);
	ok(answer.document);
	free_answer(&answer);
	ok(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

int main(void)
{
	TEST(each_program_says_what_it_speaks);
	TEST(a_bad_frame_is_a_usage_failure);
	TEST(a_connection_without_a_request_ends_without_a_word);
	TEST(a_request_that_is_no_json_object_is_refused);
	TEST(a_deeply_nested_request_is_refused);
	TEST(protocol_and_verb_are_needed);
	TEST(the_inspect_door_has_no_exec);
	TEST(a_misspelt_field_is_refused);
	TEST(nothing_of_a_look_is_left_to_others);
	return tap_done();
}
