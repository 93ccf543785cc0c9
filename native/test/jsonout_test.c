/* JSON out: escapes, Text, base64, pieces. jansson is the other witness: what we write, it reads. */
#define _GNU_SOURCE
#include "jsonout.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

/* The one value written by write, as bytes. Free with jsonout_free. */
static struct jsonout collect(void)
{
	struct jsonout out;

	must(jsonout_init(&out, -1) == 0);
	return out;
}

#define TEXT_IS(bytes, want) text_is((bytes), sizeof(bytes) - 1, (want))

static void text_is(const char *bytes, size_t length, const char *want)
{
	struct jsonout out = collect();

	jsonout_text(&out, NULL, bytes, length);
	is_number(out.error, 0);
	is_bytes(out.buffer, out.length, want);
	jsonout_free(&out);
}

static void control_characters_quotes_and_backslashes_are_escaped(void)
{
	TEXT_IS("a\"b\\c", "\"a\\\"b\\\\c\"");
	TEXT_IS("\n\t\r\b\f", "\"\\u000a\\u0009\\u000d\\u0008\\u000c\"");
	TEXT_IS("\x1b[31m", "\"\\u001b[31m\"");
	TEXT_IS("\x7f", "\"\\u007f\"");
	TEXT_IS("a\0b", "\"a\\u0000b\"");
	TEXT_IS("", "\"\"");
}

static void well_formed_utf8_stays_as_it_is(void)
{
	TEXT_IS("gr\xc3\xbc\xc3\x9f", "\"gr\xc3\xbc\xc3\x9f\"");
	TEXT_IS("\xe2\x82\xac", "\"\xe2\x82\xac\"");
	TEXT_IS("\xf0\x9f\x9a\x80", "\"\xf0\x9f\x9a\x80\"");
	TEXT_IS("\xf4\x8f\xbf\xbf", "\"\xf4\x8f\xbf\xbf\"");
}

static void anything_else_is_base64(void)
{
	TEXT_IS("\xff", "{\"b64\":\"/w==\"}");
	TEXT_IS("a\xff", "{\"b64\":\"Yf8=\"}");
	TEXT_IS("ab\xff", "{\"b64\":\"YWL/\"}");
	TEXT_IS("ab\xff" "c", "{\"b64\":\"YWL/Yw==\"}");
	TEXT_IS("\xfb\xef\xbe", "{\"b64\":\"++++\"}");
}

static void utf8_that_is_not_well_formed_is_told(void)
{
	static const struct { const char *bytes; bool good; } cases[] = {
		{ "\x80", false }, { "\xc3", false }, { "\xc0\x80", false }, { "\xc1\xbf", false }, { "\xe0\x9f\xbf", false }, { "\xe0\xa0\x80", true },
		{ "\xed\xa0\x80", false }, { "\xed\x9f\xbf", true }, { "\xef\xbf\xbf", true }, { "\xf0\x8f\xbf\xbf", false }, { "\xf0\x90\x80\x80", true },
		{ "\xf4\x90\x80\x80", false }, { "\xf5\x80\x80\x80", false }, { "\xe2\x82", false }, { "\xe2\x28\xa1", false }, { "a\xc3\xa4z", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!is_number(jsonout_is_utf8(cases[i].bytes, strlen(cases[i].bytes)), cases[i].good))
			printf("# case %zu\n", i);
}

/* Decodes with the product's own counterpart of the contract, RFC 4648 done by hand. */
static size_t decode(const char *text, unsigned char *bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t length = 0;
	unsigned int bits = 0, count = 0;

	for (; *text && *text != '='; text++) {
		bits = bits << 6 | (unsigned int) (strchr(digits, *text) - digits);
		count += 6;
		if (count >= 8) {
			count -= 8;
			bytes[length++] = (unsigned char) (bits >> count);
		}
	}
	return length;
}

static void every_byte_survives_at_every_length(void)
{
	char bytes[300];
	unsigned char back[300];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char) (0xff - i);
	for (size_t length = 1; length <= sizeof(bytes); length++) {
		struct jsonout out = collect();
		json_t *value;

		jsonout_text(&out, NULL, bytes, length);
		value = json_loadb(out.buffer, out.length, JSON_DECODE_ANY, NULL);
		must(json_is_object(value));
		if (!is_number(decode(json_string_value(json_object_get(value, "b64")), back), length))
			break;
		ok(memcmp(back, bytes, length) == 0);
		json_decref(value);
		jsonout_free(&out);
	}
}

static void commas_and_names_stand_where_they_must(void)
{
	struct jsonout out = collect();

	jsonout_object_begin(&out, NULL);
	jsonout_array_begin(&out, "a");
	jsonout_number(&out, NULL, -1);
	jsonout_unsigned(&out, NULL, UINT64_MAX);
	jsonout_object_begin(&out, NULL);
	jsonout_object_end(&out);
	jsonout_array_end(&out);
	jsonout_bool(&out, "b", true);
	jsonout_null(&out, "c");
	jsonout_string(&out, "d", NULL);
	jsonout_u64_text(&out, "e", UINT64_MAX);
	jsonout_object_end(&out);
	is_bytes(out.buffer, out.length,
		"{\"a\":[-1,18446744073709551615,{}],\"b\":true,\"c\":null,\"d\":null,\"e\":\"18446744073709551615\"}");
	jsonout_free(&out);
}

static void too_deep_is_an_error_and_no_crash(void)
{
	struct jsonout out = collect();

	for (int i = 0; i < JSON_DEPTH_LIMIT + 5; i++)
		jsonout_array_begin(&out, NULL);
	is_number(out.error, -E2BIG);
	jsonout_free(&out);
}

/* Joins the pieces of a streamed answer, as the other side does. */
static char *join_pieces(int fd, size_t *ret_length, int *ret_pieces)
{
	static char body[FRAME_DATA_LIMIT + 1];
	char *all = NULL;
	size_t length = 0;
	struct frame frame;

	*ret_pieces = 0;
	do {
		must(frame_read(fd, &frame, body, FRAME_DATA_LIMIT) == 0 && frame.kind == FRAME_ANSWER);
		all = realloc(all, length + frame.length + 1);
		must(all);
		memcpy(all + length, body, frame.length);
		length += frame.length;
		++*ret_pieces;
	} while (!(frame.flags & FRAME_LAST));
	*ret_length = length;
	return all;
}

static void write_many(int fd)
{
	struct jsonout out;

	must(jsonout_init(&out, fd) == 0);
	jsonout_array_begin(&out, NULL);
	for (int i = 0; i < 20000; i++)
		jsonout_number(&out, NULL, i);
	jsonout_array_end(&out);
	must(jsonout_finish(&out) == 0);
	jsonout_free(&out);
}

static void a_long_answer_comes_in_pieces_of_one_document(void)
{
	int ends[2], pieces, status;
	size_t length;
	json_t *value;
	pid_t writer;
	char *all;

	must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	writer = fork();
	must(writer >= 0);
	if (writer == 0) {
		write_many(ends[1]);
		_exit(0);
	}
	must(close(ends[1]) == 0);
	all = join_pieces(ends[0], &length, &pieces);
	ok(pieces > 3);
	value = json_loadb(all, length, 0, NULL);
	is_number(json_array_size(value), 20000);
	is_number(json_integer_value(json_array_get(value, 19999)), 19999);
	json_decref(value);
	free(all);
	must(waitpid(writer, &status, 0) == writer && status == 0);
	must(close(ends[0]) == 0);
}

static void after_the_first_error_nothing_more_is_written(void)
{
	struct jsonout out;
	int ends[2];

	must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && close(ends[1]) == 0);
	must(jsonout_init(&out, ends[0]) == 0);
	jsonout_array_begin(&out, NULL);
	for (int i = 0; i < 20000; i++)
		jsonout_number(&out, NULL, i);
	is_number(out.error, -EPIPE);
	is_number(jsonout_finish(&out), -EPIPE);
	jsonout_free(&out);
	must(close(ends[0]) == 0);
}

int main(void)
{
	(void) signal(SIGPIPE, SIG_IGN);
	TEST(control_characters_quotes_and_backslashes_are_escaped);
	TEST(well_formed_utf8_stays_as_it_is);
	TEST(anything_else_is_base64);
	TEST(utf8_that_is_not_well_formed_is_told);
	TEST(every_byte_survives_at_every_length);
	TEST(commas_and_names_stand_where_they_must);
	TEST(too_deep_is_an_error_and_no_crash);
	TEST(a_long_answer_comes_in_pieces_of_one_document);
	TEST(after_the_first_error_nothing_more_is_written);
	return tap_done();
}
