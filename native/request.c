#define _GNU_SOURCE
#include "request.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* PID_MAX_LIMIT of the kernel. */
enum { REQUEST_PID_MAX = 4 * 1024 * 1024 };

struct request request_root(const json_t *value, struct request_problem *problem)
{
	problem->message[0] = '\0';
	return (struct request) { .value = value, .problem = problem };
}

int request_refuse(const struct request *at, const char *why, ...)
{
	char *message = at->problem->message;
	size_t room = sizeof(at->problem->message);
	int length = snprintf(message, room, "%s: ", at->path[0] == '\0' ? "the request" : at->path);
	va_list arguments;

	va_start(arguments, why);
	if (length > 0 && (size_t) length < room)
		(void) vsnprintf(message + length, room - (size_t) length, why, arguments);
	va_end(arguments);
	return -EINVAL;
}

bool request_has(const struct request *object, const char *name)
{
	const json_t *value = json_object_get(object->value, name);

	return value && !json_is_null(value);
}

/* The field, present or not. */
static struct request field_of(const struct request *object, const char *name)
{
	struct request field = { .value = json_object_get(object->value, name), .problem = object->problem };

	/* What does not fit is cut: a path is for a person to read. */
	if (snprintf(field.path, sizeof(field.path), "%s.%s", object->path, name) < 0)
		field.path[0] = '\0';
	return field;
}

static bool is_allowed(const char *name, const char *const names[])
{
	for (; *names; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

int request_allow(const struct request *object, const char *const names[])
{
	const char *name;
	json_t *value;

	if (!json_is_object(object->value))
		return request_refuse(object, "not an object");
	json_object_foreach((json_t *) (uintptr_t) object->value, name, value) {
		struct request field = field_of(object, name);

		if (!is_allowed(name, names))
			return request_refuse(&field, "no such field");
	}
	return 0;
}

int request_object(const struct request *object, const char *name, struct request *ret_object)
{
	struct request field = field_of(object, name);

	if (!json_is_object(field.value))
		return request_refuse(&field, "not an object");
	*ret_object = field;
	return 0;
}

int request_array(const struct request *object, const char *name, size_t limit, struct request *ret_array)
{
	struct request field = field_of(object, name);

	if (!json_is_array(field.value))
		return request_refuse(&field, "not an array");
	if (json_array_size(field.value) > limit)
		return request_refuse(&field, "more than %zu elements", limit);
	*ret_array = field;
	return 0;
}

static int read_number(const struct request *at, uint64_t least, uint64_t limit, uint64_t *ret_number)
{
	json_int_t number = json_integer_value(at->value);

	if (!json_is_integer(at->value) || number < 0 || (uint64_t) number < least || (uint64_t) number > limit)
		return request_refuse(at, "not a whole number from %llu to %llu", (unsigned long long) least, (unsigned long long) limit);
	*ret_number = (uint64_t) number;
	return 0;
}

int request_number(const struct request *object, const char *name, uint64_t limit, uint64_t *ret_number)
{
	struct request field = field_of(object, name);

	return read_number(&field, 0, limit, ret_number);
}

int request_bool(const struct request *object, const char *name, bool *ret_bool)
{
	struct request field = field_of(object, name);

	if (!json_is_boolean(field.value))
		return request_refuse(&field, "neither true nor false");
	*ret_bool = json_is_true(field.value);
	return 0;
}

int request_pid(const struct request *object, const char *name, pid_t *ret_pid)
{
	struct request field = field_of(object, name);
	uint64_t pid;
	int r = read_number(&field, 1, REQUEST_PID_MAX, &pid);

	if (r < 0)
		return r;
	*ret_pid = (pid_t) pid;
	return 0;
}

int request_string(const struct request *object, const char *name, const char **ret_string)
{
	struct request field = field_of(object, name);

	if (!json_is_string(field.value))
		return request_refuse(&field, "not a string");
	*ret_string = json_string_value(field.value);
	return 0;
}

size_t request_count(const struct request *array)
{
	return json_array_size(array->value);
}

struct request request_element(const struct request *array, size_t index)
{
	struct request element = { .value = json_array_get(array->value, index), .problem = array->problem };

	if (snprintf(element.path, sizeof(element.path), "%s[%zu]", array->path, index) < 0)
		element.path[0] = '\0';
	return element;
}

static int base64_digit(char byte)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = byte == '\0' ? NULL : strchr(digits, byte);

	return found ? (int) (found - digits) : -1;
}

/* RFC 4648 with padding; the unused bits of the last digit are zero. Room: three bytes for each four of length. */
static int decode_base64(const char *text, size_t length, char *bytes, size_t *ret_length)
{
	size_t out = 0, padding = 0;
	unsigned int bits = 0;

	if (length % 4 != 0)
		return -EINVAL;
	while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
		padding++;
	for (size_t i = 0; i < length; i++) {
		int digit = i < length - padding ? base64_digit(text[i]) : 0;

		if (digit < 0)
			return -EINVAL;
		bits = bits << 6 | (unsigned int) digit;
		if (i % 4 != 3)
			continue;
		bytes[out++] = (char) (bits >> 16);
		bytes[out++] = (char) (bits >> 8);
		bytes[out++] = (char) bits;
		bits = 0;
	}
	for (size_t i = 0; i < padding; i++)
		if (bytes[--out] != '\0')
			return -EINVAL;
	*ret_length = out;
	return 0;
}

/* A copy, so that both forms are freed alike. */
static int copy_text(const struct request *at, char **ret_bytes, size_t *ret_length)
{
	const json_t *coded = json_is_object(at->value) && json_object_size(at->value) == 1 ? json_object_get(at->value, "b64") : NULL;
	const json_t *source = json_is_string(at->value) ? at->value : coded;
	size_t length = json_string_length(source);
	char *bytes;

	if (!json_is_string(source))
		return request_refuse(at, "neither a string nor {\"b64\": ...}");
	bytes = malloc(length + 1);
	if (!bytes)
		return -ENOMEM;
	if (!coded) {
		memcpy(bytes, json_string_value(source), length);
	} else if (decode_base64(json_string_value(source), length, bytes, &length) < 0) {
		free(bytes);
		return request_refuse(at, "not base64");
	}
	bytes[length] = '\0';
	*ret_bytes = bytes;
	*ret_length = length;
	return 0;
}

int request_value_text(const struct request *at, size_t limit, char **ret_text)
{
	size_t length = 0;
	char *bytes = NULL;
	int r = copy_text(at, &bytes, &length);

	if (r < 0)
		return r;
	if (length > limit)
		r = request_refuse(at, "longer than %zu bytes", limit);
	else if (memchr(bytes, '\0', length))
		r = request_refuse(at, "holds a NUL");
	if (r < 0)
		free(bytes);
	else
		*ret_text = bytes;
	return r;
}

int request_text(const struct request *object, const char *name, char **ret_text)
{
	struct request field = field_of(object, name);

	return request_value_text(&field, REQUEST_TEXT_MAX, ret_text);
}
