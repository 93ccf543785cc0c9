#define _GNU_SOURCE
#include "join-spec.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Cuts bytes into count texts that each end with a NUL, all within it, and says how many bytes they take. */
static int point_at_texts(char *bytes, size_t length, uint32_t count, char **ret_texts, size_t *ret_taken)
{
	size_t at = 0;

	for (uint32_t i = 0; i < count; i++) {
		char *end = at < length ? memchr(bytes + at, '\0', length - at) : NULL;

		if (!end)
			return -EBADMSG;
		ret_texts[i] = bytes + at;
		at = (size_t) (end - bytes) + 1;
	}
	ret_texts[count] = NULL;
	*ret_taken = at;
	return 0;
}

static int point_at_commands(struct join *join)
{
	struct join_spec *spec = &join->spec;
	char **next = join->arguments;
	uint32_t left = spec->argument_count;
	size_t at = 0, taken;

	for (uint32_t i = 0; i < spec->command_count; i++) {
		uint32_t count = spec->command_arguments[i];

		if (count < 1 || count > left || point_at_texts(spec->arguments + at, spec->argument_bytes - at, count, next, &taken) < 0)
			return -EBADMSG;
		at += taken;
		join->commands[i] = next;
		next += count + 1;
		left -= count;
	}
	return 0;
}

static bool is_within_limits(const struct join_spec *spec)
{
	if (spec->size != sizeof(*spec) || spec->types >= 1u << NSTYPE_COUNT || spec->group_count > JOIN_GROUP_LIMIT)
		return false;
	if (spec->command_count < 1 || spec->command_count > JOIN_COMMAND_LIMIT)
		return false;
	if (spec->argument_count < 1 || spec->argument_count > JOIN_ARGUMENT_LIMIT || spec->argument_bytes > JOIN_ARGUMENT_BYTES)
		return false;
	if (spec->environment_count > JOIN_ENVIRONMENT_LIMIT || spec->environment_bytes > JOIN_ENVIRONMENT_BYTES)
		return false;
	return memchr(spec->root, '\0', sizeof(spec->root)) && memchr(spec->directory, '\0', sizeof(spec->directory));
}

int join_spec_read(struct join *join)
{
	return is_within_limits(&join->spec) ? point_at_commands(join) : -EBADMSG;
}

int join_spec_read_environment(struct join *join)
{
	size_t taken;

	return point_at_texts(join->environment_bytes, join->spec.environment_bytes, join->spec.environment_count, join->environment, &taken);
}
