#define _GNU_SOURCE
#include "exec-variables.h"

#include <string.h>

void exec_variables_init(struct exec_variables *variables)
{
	variables->count = 0;
	variables->length = 0;
	variables->is_full = false;
}

static bool has_name(const struct exec_variables *variables, const char *variable, size_t name_length)
{
	const char *at = variables->bytes, *end = at + variables->length;

	for (; at < end; at += strlen(at) + 1)
		if (strncmp(at, variable, name_length) == 0 && at[name_length] == '=')
			return true;
	return false;
}

void exec_variables_add(struct exec_variables *variables, const char *variable, size_t length)
{
	const char *equals = memchr(variable, '=', length);

	if (!equals || equals == variable || has_name(variables, variable, (size_t) (equals - variable)))
		return;
	if (variables->count == JOIN_ENVIRONMENT_LIMIT || length + 1 > sizeof(variables->bytes) - variables->length) {
		variables->is_full = true;
		return;
	}
	memcpy(variables->bytes + variables->length, variable, length);
	variables->bytes[variables->length + length] = '\0';
	variables->length += (uint32_t) length + 1;
	variables->count++;
}

void exec_variables_add_environ(struct exec_variables *variables, const char *bytes, size_t length)
{
	for (size_t at = 0, one; at < length && !variables->is_full; at += one + 1) {
		one = strnlen(bytes + at, length - at);
		exec_variables_add(variables, bytes + at, one);
	}
}
