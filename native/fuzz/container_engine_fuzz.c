/* The arguments of an engine's process: whatever they are, what is taken from them is a path or nothing. */
#define _GNU_SOURCE
#include <limits.h>
#include <string.h>

#include "container-engine.h"
#include "fuzz.h"

static void is_path(const char *path)
{
	holds(path[0] == '\0' || path[0] == '/');
	holds(memchr(path, '\0', PATH_MAX));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct container_reader reader;
	char *arguments = malloc(length + 1);

	holds(arguments);
	if (length > 0)
		memcpy(arguments, bytes, length);
	arguments[length] = '\0';
	reader = (struct container_reader) { 0 };
	container_engine_take_arguments(arguments, length, &reader);
	is_path(reader.storage);
	is_path(reader.data_root);
	free(arguments);
	return 0;
}
