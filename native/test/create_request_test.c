/* What a request to create may say, and where the fault is when it says anything else. */
#define _GNU_SOURCE
#include "create-request.h"
#include "exec-client.h"

/* A request that is right, with all there is, and with field replaced by the JSON text value, or left out for NULL. */
static json_t *request_with(const char *field, const char *value)
{
	static const char whole[] =
		"{\"protocol\":1,\"verb\":\"create\",\"name\":\"blue\",\"types\":[\"net\",\"uts\",\"user\",\"mnt\",\"pid\"],\"hostname\":\"blue.example\","
		"\"uidMap\":[{\"inside\":0,\"outside\":100000,\"count\":65536}],\"gidMap\":[{\"inside\":0,\"outside\":100000,\"count\":1}],"
		"\"root\":{\"kind\":\"directory\",\"path\":\"/srv\"},\"network\":{\"kind\":\"bridge\",\"address\":\"10.213.0.9\"},\"argv\":[\"sh\"],"
		"\"otherwise\":[[\"bash\"]],\"terminal\":{\"rows\":24,\"columns\":80,\"term\":\"xterm\",\"idleMs\":60000},\"pin\":false,\"viewer\":\"x\"}";
	json_t *request = json_loads(whole, 0, NULL), *replacement = value ? json_loads(value, JSON_DECODE_ANY, NULL) : NULL;

	must(request && (!value || replacement));
	if (replacement)
		(void) json_object_set_new(request, field, replacement);
	else
		(void) json_object_del(request, field);
	return request;
}

/* The message of the refusal; empty: it was accepted. */
static const char *refusal_of(json_t *json, struct create_request *request)
{
	static struct refusal refusal;

	memset(&refusal, 0, sizeof(refusal));
	if (create_request_decode(json, request, &refusal) == 0)
		refusal.message[0] = '\0';
	else
		is_string(refusal.stage, "request");
	json_decref(json);
	return refusal.message;
}

static void a_whole_request_is_understood_word_for_word(void)
{
	static struct create_request request;

	is_string(refusal_of(request_with("none", NULL), &request), "");
	is_string(request.name, "blue");
	is_string(request.hostname, "blue.example");
	is_string(request.directory, "/srv");
	is_number(request.root, MAKE_ROOT_DIRECTORY);
	is_number(request.address, 9);
	ok(request.has_bridge && request.has_command && !request.is_pinned && request.command.terminal.is_wanted);
	is_number(request.command.command_count, 2);
	for (int type = 0; type < NSTYPE_COUNT; type++)
		ok(create_request_asks(&request, (enum nstype) type) ==
		   (type == NSTYPE_NET || type == NSTYPE_UTS || type == NSTYPE_USER || type == NSTYPE_MNT || type == NSTYPE_PID));
	create_request_free(&request);
}

static void whatever_is_not_needed_may_be_absent_or_said_as_it_is_anyway(void)
{
	static const struct { const char *field, *value; } good[] = {
		{ "hostname", NULL }, { "uidMap", NULL }, { "gidMap", "[]" }, { "root", NULL }, { "root", "{\"kind\":\"host\"}" }, { "root", "{\"kind\":\"own\"}" },
		{ "network", NULL }, { "network", "{\"kind\":\"none\"}" }, { "network", "{\"kind\":\"bridge\"}" }, { "pin", NULL }, { "pin", "true" },
		{ "terminal", NULL }, { "otherwise", NULL }, { "viewer", NULL },
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		static struct create_request request;

		if (!is_string(refusal_of(request_with(good[i].field, good[i].value), &request), ""))
			printf("# %s: %s\n", good[i].field, good[i].value);
		create_request_free(&request);
	}
}

#define LONG_NAME "a2345678901234567890123456789012"
#define LONG_HOST "\"h234567890123456789012345678901234567890123456789012345678901234h\""

static const struct { const char *field, *value, *where; } bad[] = {
	{ "nonsense", "1", "nonsense" },
	{ "name", NULL, "name" }, { "name", "7", "name" }, { "name", "\"\"", "name" }, { "name", "\"Blue\"", "name" }, { "name", "\"-a\"", "name" },
	{ "name", "\"a/b\"", "name" }, { "name", "\"" LONG_NAME "\"", "name" },
	{ "types", NULL, "types" }, { "types", "[]", "types" }, { "types", "[7]", "types[0]" }, { "types", "[\"mount\"]", "types[0]" },
	{ "types", "[\"uts\",\"uts\"]", "types[1]" }, { "types", "[\"net\"]", "needs" },
	{ "types", "[\"net\",\"net\",\"net\",\"net\",\"net\",\"net\",\"net\",\"net\",\"net\"]", "types" },
	{ "hostname", "7", "hostname" }, { "hostname", "\"\"", "hostname" }, { "hostname", "\"-a\"", "hostname" }, { "hostname", "\"a.\"", "hostname" },
	{ "hostname", "\"a b\"", "hostname" }, { "hostname", LONG_HOST, "hostname" },
	{ "uidMap", "{}", "uidMap" }, { "uidMap", "[7]", "uidMap[0]" }, { "gidMap", "[{\"inside\":0,\"outside\":0,\"count\":0}]", "gidMap[0]" },
	{ "gidMap", "[{\"inside\":0,\"outside\":0}]", "gidMap[0].count" },
	{ "root", "7", "root" }, { "root", "{}", "root.kind" }, { "root", "{\"kind\":7}", "root.kind" }, { "root", "{\"kind\":\"other\"}", "root" },
	{ "root", "{\"kind\":\"host\",\"path\":\"/\"}", "root.path" }, { "root", "{\"kind\":\"own\",\"path\":\"/\"}", "root.path" },
	{ "root", "{\"kind\":\"directory\"}", "root.path" }, { "root", "{\"kind\":\"directory\",\"path\":\"/\"}", "root" },
	{ "root", "{\"kind\":\"directory\",\"path\":\"srv\"}", "root" }, { "root", "{\"kind\":\"directory\",\"path\":\"/srv\",\"mode\":1}", "root.mode" },
	{ "network", "7", "network" }, { "network", "{}", "network.kind" }, { "network", "{\"kind\":7}", "network.kind" },
	{ "network", "{\"kind\":\"veth\"}", "network" }, { "network", "{\"kind\":\"none\",\"address\":\"10.213.0.9\"}", "network.address" },
	{ "network", "{\"kind\":\"bridge\",\"mtu\":1}", "network.mtu" }, { "network", "{\"kind\":\"bridge\",\"address\":7}", "network.address" },
	{ "network", "{\"kind\":\"bridge\",\"address\":\"10.214.0.9\"}", "network" }, { "network", "{\"kind\":\"bridge\",\"address\":\"10.213.0.1\"}", "network" },
	{ "network", "{\"kind\":\"bridge\",\"address\":\"10.213.0.255\"}", "network" }, { "network", "{\"kind\":\"bridge\",\"address\":\"10.213.0.09\"}", "network" },
	{ "network", "{\"kind\":\"bridge\",\"address\":\"10.213.0.9x\"}", "network" },
	{ "argv", "[]", "argv" }, { "argv", NULL, "argv" }, { "otherwise", "7", "otherwise" }, { "terminal", "7", "terminal" },
	{ "pin", "1", "pin" }, { "pin", "null", "pin" }, { "viewer", "7", "viewer" }, { "ticket", "\"x\"", "ticket" }, { "session", "\"x\"", "session" },
};

static void a_bad_request_is_refused_with_the_place_of_the_fault(void)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		static struct create_request request;
		const char *message = refusal_of(request_with(bad[i].field, bad[i].value), &request);

		if (!ok(strstr(message, bad[i].where)))
			printf("# %s: %s: \"%s\"\n", bad[i].field, bad[i].value ? bad[i].value : "left out", message);
		create_request_free(&request);
	}
}

/* A hostname without uts would be the host's, a cable without net the host's own. */
static void what_needs_another_type_is_refused_by_its_name(void)
{
	static const struct { const char *types, *where; } needs[] = {
		{ "[\"net\",\"user\",\"mnt\",\"pid\"]", "needs uts" }, { "[\"net\",\"uts\",\"mnt\",\"pid\"]", "needs user" },
		{ "[\"net\",\"uts\",\"user\",\"pid\"]", "needs mnt" }, { "[\"net\",\"uts\",\"user\",\"mnt\"]", "needs pid" },
		{ "[\"uts\",\"user\",\"mnt\",\"pid\"]", "needs net" },
	};

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		static struct create_request request;
		const char *message = refusal_of(request_with("types", needs[i].types), &request);

		if (!ok(strstr(message, needs[i].where)))
			printf("# %s: %s\n", needs[i].types, message);
		create_request_free(&request);
	}
}

static void without_a_command_neither_another_nor_a_terminal(void)
{
	json_t *request = request_with("argv", NULL);
	static struct create_request decoded;

	must(json_object_del(request, "otherwise") == 0);
	ok(strstr(refusal_of(json_incref(request), &decoded), "argv"));
	create_request_free(&decoded);
	must(json_object_del(request, "terminal") == 0);
	is_string(refusal_of(request, &decoded), "");
	ok(!decoded.has_command);
	create_request_free(&decoded);
}

int main(void)
{
	TEST(a_whole_request_is_understood_word_for_word);
	TEST(whatever_is_not_needed_may_be_absent_or_said_as_it_is_anyway);
	TEST(a_bad_request_is_refused_with_the_place_of_the_fault);
	TEST(what_needs_another_type_is_refused_by_its_name);
	TEST(without_a_command_neither_another_nor_a_terminal);
	return tap_done();
}
