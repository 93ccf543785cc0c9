/* A property of the ids of a request: what is accepted is the number that was written, from 0 to 2^32-2, and whatever is refused
 * leaves no id behind, 0 least of all. The oracle reads the text digit by digit and knows nothing of the parser. */
#define _GNU_SOURCE
#include <jansson.h>

#include "exec-request.h"
#include "tap.h"

enum { ROUNDS = 200000 };

/* The number that a JSON text of digits stands for, -1 if it is no id. */
static long long oracle(const char *text)
{
	const char *digit = text[0] == '-' ? text + 1 : text;
	long long number = 0;

	if (!*digit || (digit[0] == '0' && digit[1]))
		return -1;
	for (; *digit; digit++) {
		if (*digit < '0' || *digit > '9')
			return -1;
		number = number * 10 + (*digit - '0');
		if (number > 4294967294)
			return -1;
	}
	return text[0] == '-' && number > 0 ? -1 : number;
}

/* What became of the id: the number, or -1 for a refusal that left none. */
static long long decoded(const char *field, const char *text)
{
	static struct exec_request request;
	struct refusal refusal;
	char whole[512];
	long long id = -1;
	json_t *json;

	(void) snprintf(whole, sizeof(whole), "{\"protocol\":1,\"verb\":\"exec\",\"target\":null,\"namespaces\":[{\"type\":\"net\",\"ino\":1}],\"argv\":[\"id\"],"
			"\"as\":{\"%s\":%s,\"%s\":7},\"timeoutMs\":100,\"outputLimitBytes\":0}", field, text, strcmp(field, "uid") == 0 ? "gid" : "uid");
	json = json_loads(whole, JSON_REJECT_DUPLICATES, NULL);
	if (!json)
		return -1;
	if (exec_request_decode(json, &request, &refusal) == 0)
		id = strcmp(field, "uid") == 0 ? request.options.uid : request.options.gid;
	else if (strcmp(field, "uid") == 0 ? request.options.uid != JOIN_ID_KEPT : request.options.gid != JOIN_ID_KEPT)
		id = -2;
	exec_request_free(&request);
	json_decref(json);
	return id;
}

static bool holds(const char *text)
{
	long long want = oracle(text), uid = decoded("uid", text), gid = decoded("gid", text);

	if (uid == want && gid == want)
		return true;
	printf("# %s: uid %lld, gid %lld, want %lld\n", text, uid, gid, want);
	return false;
}

static void what_people_and_attackers_write_is_a_number_or_refused(void)
{
	static const char *const texts[] = {
		"0", "1", "1000", "65534", "65535", "2147483647", "2147483648", "4294967294", "4294967295", "4294967296", "4294967297",
		"9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "18446744073709551617", "-1", "-0",
		"-4294967295", "-9223372036854775808", "00", "01", "+1", "0x0", "0x1", "1e3", "1E3", "0e0", "1.0", "1.5", "0.0", "-0.0", "1e-9", "1e400", "NaN",
		"Infinity", "", "\"\"", "\"0\"", "\"0x0\"", "\"root\"", "\" \"", "null", "true", "false", "[]", "[0]", "{}", "{\"uid\":0}", "1 1", "1,1",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ok(holds(texts[i]));
}

/* The same numbers in each run: xorshift from a fixed seed. */
static uint64_t next_random(void)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* Mostly digits, sometimes near the limits, and now and then what a number must not hold. */
static void random_text(char *text)
{
	static const char letters[] = "0123456789012345678901234567890123456789-+.eEx \"";
	static const char *const limits[] = { "4294967", "429496729", "1844674407370955161", "922337203685477580", "-", "0", "" };
	size_t length = (size_t) sprintf(text, "%s", limits[next_random() % 7]);

	for (size_t more = next_random() % 8; more > 0; more--)
		text[length++] = letters[next_random() % (next_random() % 4 == 0 ? sizeof(letters) - 1 : 10)];
	text[length] = '\0';
}

/* A blank around a number is JSON's and no part of it. */
static void strip(char *text)
{
	size_t skip = strspn(text, " ");

	memmove(text, text + skip, strlen(text + skip) + 1);
	for (size_t end = strlen(text); end > 0 && text[end - 1] == ' '; end--)
		text[end - 1] = '\0';
}

static void so_is_whatever_else_is_written(void)
{
	bool all = true;

	for (int round = 0; round < ROUNDS && all; round++) {
		char text[64];

		random_text(text);
		strip(text);
		all = holds(text);
	}
	ok(all);
}

int main(void)
{
	TEST(what_people_and_attackers_write_is_a_number_or_refused);
	TEST(so_is_whatever_else_is_written);
	return tap_done();
}
