/* The environment of a target behind a variable of ours: what comes of it is within its limits, has no name twice, and ours first. */
#include "fuzz.h"

#include <string.h>

#include "exec-variables.h"

static size_t name_length(const char *variable)
{
	const char *equals = strchr(variable, '=');

	holds(equals && equals > variable);
	return (size_t) (equals - variable);
}

static bool is_last_of_its_name(const char *variable, const char *end)
{
	size_t length = name_length(variable) + 1;

	for (const char *at = variable + strlen(variable) + 1; at < end; at += strlen(at) + 1)
		if (strncmp(at, variable, length) == 0)
			return false;
	return true;
}

/* Each name is looked for among all: more than this takes long. */
enum { FUZZ_BYTES_MAX = 2048 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct exec_variables variables;
	const char *at = variables.bytes, *end;
	uint32_t count = 0;

	if (length > FUZZ_BYTES_MAX)
		return 0;
	exec_variables_init(&variables);
	exec_variables_add(&variables, "A=ours", strlen("A=ours"));
	exec_variables_add_environ(&variables, (const char *) bytes, length);
	holds(variables.count <= JOIN_ENVIRONMENT_LIMIT && variables.length <= sizeof(variables.bytes));
	holds(strcmp(variables.bytes, "A=ours") == 0);
	for (end = at + variables.length; at < end; at += strlen(at) + 1, count++)
		holds(is_last_of_its_name(at, end));
	holds(at == end && count == variables.count);
	return 0;
}
