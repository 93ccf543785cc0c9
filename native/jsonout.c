#define _GNU_SOURCE
#include "jsonout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int jsonout_init(struct jsonout *json, int fd)
{
	memset(json, 0, sizeof(*json));
	json->fd = fd;
	json->room = FRAME_DATA_LIMIT;
	json->buffer = malloc(json->room);
	return json->buffer ? 0 : -ENOMEM;
}

void jsonout_free(struct jsonout *json)
{
	free(json->buffer);
	json->buffer = NULL;
}

static void make_room(struct jsonout *json)
{
	if (json->fd >= 0) {
		json->error = frame_write(json->fd, FRAME_ANSWER, 0, json->buffer, json->length);
		json->length = 0;
	} else {
		char *larger = realloc(json->buffer, json->room * 2);

		if (!larger) {
			json->error = -ENOMEM;
			return;
		}
		json->buffer = larger;
		json->room *= 2;
	}
}

static void put(struct jsonout *json, const char *bytes, size_t length)
{
	while (length > 0 && json->error == 0) {
		size_t part = json->room - json->length;

		if (part == 0) {
			make_room(json);
			continue;
		}
		if (part > length)
			part = length;
		memcpy(json->buffer + json->length, bytes, part);
		json->length += part;
		bytes += part;
		length -= part;
	}
}

static void put_byte(struct jsonout *json, char byte)
{
	if (json->length < json->room && json->error == 0)
		json->buffer[json->length++] = byte;
	else
		put(json, &byte, 1);
}

int jsonout_finish(struct jsonout *json)
{
	if (json->error == 0 && json->fd >= 0)
		json->error = frame_write(json->fd, FRAME_ANSWER, FRAME_LAST, json->buffer, json->length);
	return json->error;
}

int jsonout_send(struct jsonout *json, int out, enum frame_kind kind, uint8_t flags)
{
	int r = json->error;

	if (r == 0)
		r = frame_write(out, kind, flags, json->buffer, json->length);
	jsonout_free(json);
	return r;
}

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c != 0x7f && c != '"' && c != '\\';
}

static void put_escape(struct jsonout *json, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	const char special[2] = { '\\', (char) c };
	const char control[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

	if (c == '"' || c == '\\')
		put(json, special, sizeof(special));
	else
		put(json, control, sizeof(control));
}

static void put_escaped(struct jsonout *json, const char *bytes, size_t length)
{
	put_byte(json, '"');
	for (size_t done = 0, end; done < length; done = end + 1) {
		for (end = done; end < length && is_plain((unsigned char) bytes[end]); end++)
			;
		put(json, bytes + done, end - done);
		if (end < length)
			put_escape(json, (unsigned char) bytes[end]);
	}
	put_byte(json, '"');
}

/* The comma before a value, and its name inside an object, which is a plain word of ours. */
static void put_name(struct jsonout *json, const char *name)
{
	if (json->comma[json->depth])
		put_byte(json, ',');
	json->comma[json->depth] = true;
	if (!name)
		return;
	put_byte(json, '"');
	put(json, name, strlen(name));
	put(json, "\":", 2);
}

static void open_level(struct jsonout *json, const char *name, char bracket)
{
	put_name(json, name);
	put_byte(json, bracket);
	if (json->depth + 1 >= JSON_DEPTH_LIMIT) {
		json->error = -E2BIG;
		return;
	}
	json->comma[++json->depth] = false;
}

static void close_level(struct jsonout *json, char bracket)
{
	if (json->depth > 0)
		json->depth--;
	put_byte(json, bracket);
}

void jsonout_object_begin(struct jsonout *json, const char *name)
{
	open_level(json, name, '{');
}

void jsonout_object_end(struct jsonout *json)
{
	close_level(json, '}');
}

void jsonout_array_begin(struct jsonout *json, const char *name)
{
	open_level(json, name, '[');
}

void jsonout_array_end(struct jsonout *json)
{
	close_level(json, ']');
}

/* Not snprintf(3), which is most of what a row of numbers costs. */
static void put_digits(struct jsonout *json, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char) ('0' + value % 10);
	while ((value /= 10) > 0);
	put(json, digits + at, sizeof(digits) - at);
}

void jsonout_number(struct jsonout *json, const char *name, int64_t value)
{
	put_name(json, name);
	if (value < 0)
		put_byte(json, '-');
	put_digits(json, value < 0 ? -(uint64_t) value : (uint64_t) value);
}

void jsonout_unsigned(struct jsonout *json, const char *name, uint64_t value)
{
	put_name(json, name);
	put_digits(json, value);
}

void jsonout_bool(struct jsonout *json, const char *name, bool value)
{
	put_name(json, name);
	put(json, value ? "true" : "false", value ? 4 : 5);
}

void jsonout_null(struct jsonout *json, const char *name)
{
	put_name(json, name);
	put(json, "null", 4);
}

void jsonout_string(struct jsonout *json, const char *name, const char *value)
{
	if (!value) {
		jsonout_null(json, name);
		return;
	}
	put_name(json, name);
	put_escaped(json, value, strlen(value));
}

void jsonout_foreign(struct jsonout *json, const char *name, const char *text)
{
	if (text)
		jsonout_text(json, name, text, strlen(text));
	else
		jsonout_null(json, name);
}

void jsonout_u64_text(struct jsonout *json, const char *name, uint64_t value)
{
	put_name(json, name);
	put_byte(json, '"');
	put_digits(json, value);
	put_byte(json, '"');
}

/* How long the well-formed sequence at bytes is, 0 if there is none (RFC 3629, section 4). */
static size_t utf8_sequence(const unsigned char *bytes, size_t length)
{
	unsigned char first = bytes[0];
	unsigned char low = 0x80, high = 0xbf;
	size_t want;

	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		want = 2;
	else if (first >= 0xe0 && first <= 0xef)
		want = 3;
	else if (first >= 0xf0 && first <= 0xf4)
		want = 4;
	else
		return 0;
	if (length < want)
		return 0;
	if (first == 0xe0)
		low = 0xa0;
	else if (first == 0xed)
		high = 0x9f;
	else if (first == 0xf0)
		low = 0x90;
	else if (first == 0xf4)
		high = 0x8f;
	if (bytes[1] < low || bytes[1] > high)
		return 0;
	for (size_t i = 2; i < want; i++)
		if (bytes[i] < 0x80 || bytes[i] > 0xbf)
			return 0;
	return want;
}

bool jsonout_is_utf8(const char *bytes, size_t length)
{
	size_t done = 0;

	while (done < length) {
		size_t step = utf8_sequence((const unsigned char *) bytes + done, length - done);

		if (step == 0)
			return false;
		done += step;
	}
	return true;
}

static void put_base64(struct jsonout *json, const char *bytes, size_t length)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	put_byte(json, '"');
	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i;
		uint32_t bits = (uint32_t) (unsigned char) bytes[i] << 16;
		char group[4];

		if (left > 1)
			bits |= (uint32_t) (unsigned char) bytes[i + 1] << 8;
		if (left > 2)
			bits |= (uint32_t) (unsigned char) bytes[i + 2];
		group[0] = digits[bits >> 18];
		group[1] = digits[bits >> 12 & 63];
		group[2] = left > 1 ? digits[bits >> 6 & 63] : '=';
		group[3] = left > 2 ? digits[bits & 63] : '=';
		put(json, group, sizeof(group));
	}
	put_byte(json, '"');
}

void jsonout_text(struct jsonout *json, const char *name, const char *bytes, size_t length)
{
	put_name(json, name);
	if (jsonout_is_utf8(bytes, length)) {
		put_escaped(json, bytes, length);
		return;
	}
	put(json, "{\"b64\":", 7);
	put_base64(json, bytes, length);
	put_byte(json, '}');
}

void jsonout_value(struct jsonout *json, const char *name, const char *value, size_t length)
{
	put_name(json, name);
	put(json, value, length);
}
