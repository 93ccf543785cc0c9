/* Requests: what is taken, and with which path what is not is refused. */
#define _GNU_SOURCE
#include "request.h"

#include <errno.h>

#include "cleanup.h"
#include "tap.h"

static json_t *load(const char *text)
{
	json_t *value = json_loads(text, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);

	must(value);
	return value;
}

typedef int reader(const struct request *root);

/* The message with which this reader refuses the text; "" if it takes it. */
static const char *refusal(const char *text, reader *read)
{
	static struct request_problem problem;
	json_t *value = load(text);
	struct request root = request_root(value, &problem);
	int r = read(&root);

	json_decref(value);
	is_number(r, problem.message[0] == '\0' ? 0 : -EINVAL);
	return problem.message;
}

static int read_pid(const struct request *root)
{
	pid_t pid;

	return request_pid(root, "pid", &pid);
}

static void a_pid_is_a_whole_number_in_range(void)
{
	static const char *const bad[] = { "{}", "{\"pid\":0}", "{\"pid\":-1}", "{\"pid\":4194305}", "{\"pid\":1.5}", "{\"pid\":1.0}", "{\"pid\":\"1\"}",
		"{\"pid\":null}", "{\"pid\":true}", "{\"pid\":[1]}", "{\"pid\":4294967297}", "[]", "1", "null" };

	is_string(refusal("{\"pid\":1}", read_pid), "");
	is_string(refusal("{\"pid\":4194304}", read_pid), "");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_string(refusal(bad[i], read_pid), ".pid: not a whole number from 1 to 4194304");
}

static int read_text(const struct request *root)
{
	CLEANUP_FREE char *text = NULL;

	return request_text(root, "text", &text);
}

static void text_is(const char *json, const char *want)
{
	struct request_problem problem;
	json_t *value = load(json);
	struct request root = request_root(value, &problem);
	CLEANUP_FREE char *text = NULL;

	if (is_number(request_text(&root, "text", &text), 0))
		is_string(text, want);
	json_decref(value);
}

static void text_is_a_string_or_base64(void)
{
	text_is("{\"text\":\"\"}", "");
	text_is("{\"text\":\"gr\xc3\xbc\xc3\x9f\"}", "gr\xc3\xbc\xc3\x9f");
	text_is("{\"text\":{\"b64\":\"\"}}", "");
	text_is("{\"text\":{\"b64\":\"/w==\"}}", "\xff");
	text_is("{\"text\":{\"b64\":\"Yf8=\"}}", "a\xff");
	text_is("{\"text\":{\"b64\":\"YWL/\"}}", "ab\xff");
}

static void what_is_no_text_is_refused(void)
{
	static const struct { const char *json, *want; } cases[] = {
		{ "{}", ".text: neither a string nor {\"b64\": ...}" },
		{ "{\"text\":1}", ".text: neither a string nor {\"b64\": ...}" },
		{ "{\"text\":{}}", ".text: neither a string nor {\"b64\": ...}" },
		{ "{\"text\":{\"b64\":1}}", ".text: neither a string nor {\"b64\": ...}" },
		{ "{\"text\":{\"b64\":\"YQ==\",\"x\":1}}", ".text: neither a string nor {\"b64\": ...}" },
		{ "{\"text\":{\"b64\":\"YQ\"}}", ".text: not base64" },
		{ "{\"text\":{\"b64\":\"YQ=\"}}", ".text: not base64" },
		{ "{\"text\":{\"b64\":\"Y===\"}}", ".text: not base64" },
		{ "{\"text\":{\"b64\":\"====\"}}", ".text: not base64" },
		{ "{\"text\":{\"b64\":\"Y=Q=\"}}", ".text: not base64" },
		{ "{\"text\":{\"b64\":\"YR==\"}}", ".text: not base64" },
		{ "{\"text\":{\"b64\":\"Yf9=\"}}", ".text: not base64" },
		{ "{\"text\":{\"b64\":\"Y-_=\"}}", ".text: not base64" },
		{ "{\"text\":{\"b64\":\"YQ==YQ==\"}}", ".text: not base64" },
		{ "{\"text\":{\"b64\":\"AA==\"}}", ".text: holds a NUL" },
		{ "{\"text\":{\"b64\":\"YQBi\"}}", ".text: holds a NUL" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_string(refusal(cases[i].json, read_text), cases[i].want);
}

static void a_text_over_its_limit_is_refused(void)
{
	static char json[REQUEST_TEXT_MAX + 64];

	(void) snprintf(json, sizeof(json), "{\"text\":\"%0*d\"}", REQUEST_TEXT_MAX, 0);
	is_string(refusal(json, read_text), "");
	(void) snprintf(json, sizeof(json), "{\"text\":\"%0*d\"}", REQUEST_TEXT_MAX + 1, 0);
	is_string(refusal(json, read_text), ".text: longer than 4096 bytes");
}

static int read_known(const struct request *root)
{
	static const char *const names[] = { "a", "b", NULL };

	return request_allow(root, names);
}

static void an_unknown_field_is_refused_by_name(void)
{
	is_string(refusal("{\"a\":1}", read_known), "");
	is_string(refusal("{\"a\":1,\"c\":2}", read_known), ".c: no such field");
	is_string(refusal("[1]", read_known), "the request: not an object");
}

static int read_namespace(const struct request *root)
{
	struct ns_identity identity;

	return request_namespace(root, &identity);
}

static void a_namespace_is_read_whole(void)
{
	struct request_problem problem;
	json_t *value = load("{\"type\":\"net\",\"ino\":4026532311,\"id\":\"18446744073709551615\"}");
	struct request root = request_root(value, &problem);
	struct ns_identity identity;

	is_number(request_namespace(&root, &identity), 0);
	is_number(identity.type, NSTYPE_NET);
	is_number(identity.ino, 4026532311);
	ok(identity.has_id && identity.id == UINT64_MAX);
	json_decref(value);
}

static void a_namespace_may_have_no_id(void)
{
	is_string(refusal("{\"type\":\"uts\",\"ino\":1}", read_namespace), "");
	is_string(refusal("{\"type\":\"uts\",\"ino\":1,\"id\":null}", read_namespace), "");
}

static void a_bad_namespace_is_refused(void)
{
	static const struct { const char *json, *want; } cases[] = {
		{ "[]", "the request: not an object" },
		{ "{}", ".type: not a string" },
		{ "{\"type\":\"nets\",\"ino\":1}", "the request: no such type: nets" },
		{ "{\"type\":\"net\"}", ".ino: not a whole number from 0 to 4294967295" },
		{ "{\"type\":\"net\",\"ino\":4294967296}", ".ino: not a whole number from 0 to 4294967295" },
		{ "{\"type\":\"net\",\"ino\":1,\"id\":5}", ".id: not a string" },
		{ "{\"type\":\"net\",\"ino\":1,\"id\":\"\"}", "the request: id is not a decimal number" },
		{ "{\"type\":\"net\",\"ino\":1,\"id\":\"05\"}", "the request: id is not a decimal number" },
		{ "{\"type\":\"net\",\"ino\":1,\"id\":\"-5\"}", "the request: id is not a decimal number of 64 bits" },
		{ "{\"type\":\"net\",\"ino\":1,\"id\":\"18446744073709551616\"}", "the request: id is not a decimal number of 64 bits" },
		{ "{\"type\":\"net\",\"ino\":1,\"name\":\"x\"}", ".name: no such field" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_string(refusal(cases[i].json, read_namespace), cases[i].want);
}

static int read_places(const struct request *root)
{
	struct ns_place *places;
	size_t count;
	int r = request_places(root, NSTYPE_NET, &places, &count);

	if (r == 0)
		request_free_places(places, count);
	return r;
}

static void places_are_read_in_their_order(void)
{
	struct request_problem problem;
	json_t *value = load("{\"places\":[{\"pid\":7,\"startTime\":88},{\"path\":\"/run/netns/a\",\"pid\":8,\"startTime\":99},"
			     "{\"path\":{\"b64\":\"L/8=\"},\"type\":\"uts\"}]}");
	struct request root = request_root(value, &problem);
	struct ns_place *places;
	size_t count;

	must(request_places(&root, NSTYPE_NET, &places, &count) == 0);
	is_number(count, 3);
	is_number(places[0].pid, 7);
	is_number(places[0].start_time, 88);
	ok(places[0].path == NULL && places[0].type == NSTYPE_NET);
	is_string(places[1].path, "/run/netns/a");
	is_number(places[1].pid, 8);
	is_string(places[2].path, "/\xff");
	is_number(places[2].pid, 0);
	is_number(places[2].type, NSTYPE_UTS);
	request_free_places(places, count);
	json_decref(value);
}

static void bad_places_are_refused_with_their_index(void)
{
	static const struct { const char *json, *want; } cases[] = {
		{ "{}", "" },
		{ "{\"places\":null}", "" },
		{ "{\"places\":[]}", "" },
		{ "{\"places\":{}}", ".places: not an array" },
		{ "{\"places\":[1]}", ".places[0]: not an object" },
		{ "{\"places\":[{}]}", ".places[0]: neither pid nor path" },
		{ "{\"places\":[{\"pid\":1}]}", ".places[0].startTime: not a whole number from 0 to 9223372036854775807" },
		{ "{\"places\":[{\"path\":\"/a\"},{\"pid\":0,\"startTime\":1}]}", ".places[1].pid: not a whole number from 1 to 4194304" },
		{ "{\"places\":[{\"path\":\"/a\"},{\"path\":\"a\"}]}", ".places[1]: path does not begin with /" },
		{ "{\"places\":[{\"path\":\"/a\",\"mode\":1}]}", ".places[0].mode: no such field" },
		{ "{\"places\":[{\"path\":\"/a\",\"type\":\"x\"}]}", ".places[0]: no such type: x" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_string(refusal(cases[i].json, read_places), cases[i].want);
}

static void too_many_places_are_refused(void)
{
	json_t *root = json_object(), *places = json_array();
	CLEANUP_FREE char *text = NULL;

	for (int i = 0; i <= REQUEST_PLACES_MAX; i++)
		(void) json_array_append_new(places, json_pack("{s:s}", "path", "/a"));
	(void) json_object_set_new(root, "places", places);
	text = json_dumps(root, 0);
	must(text);
	is_string(refusal(text, read_places), ".places: more than 256 elements");
	json_decref(root);
}

int main(void)
{
	TEST(a_pid_is_a_whole_number_in_range);
	TEST(text_is_a_string_or_base64);
	TEST(what_is_no_text_is_refused);
	TEST(a_text_over_its_limit_is_refused);
	TEST(an_unknown_field_is_refused_by_name);
	TEST(a_namespace_is_read_whole);
	TEST(a_namespace_may_have_no_id);
	TEST(a_bad_namespace_is_refused);
	TEST(places_are_read_in_their_order);
	TEST(bad_places_are_refused_with_their_index);
	TEST(too_many_places_are_refused);
	return tap_done();
}
