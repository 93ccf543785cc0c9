/* For tests: what bpftool(8) sees of us in the kernel. */
#ifndef NSATLAS_TEST_BPF_LEFT_H
#define NSATLAS_TEST_BPF_LEFT_H

#include <poll.h>

#include "helper.h"

/* Ids of our programs, maps and links, as bpftool(8) lists them. */
static inline json_t *ids_in_kernel(void)
{
	static const char *const commands[] = { "bpftool -j prog show", "bpftool -j map show", "bpftool -j link show" };
	json_t *ids = json_object();

	for (size_t i = 0; i < 3; i++) {
		FILE *file = popen(commands[i], "re");
		json_t *rows = json_loadf(file, 0, NULL), *row;
		size_t j;
		char key[64];

		must(rows);
		(void) pclose(file);
		json_array_foreach(rows, j, row) {
			const char *name = string_in(row, "name");

			if (i < 2 && (!name || (strncmp(name, "nsatlas_", 8) != 0 && strncmp(name, "iterator", 8) != 0)))
				continue;
			if (i == 2 && !string_in(row, "target_name"))
				continue;
			(void) snprintf(key, sizeof(key), "%zu:%lld", i, number_in(row, "id"));
			json_object_set_new(ids, key, json_true());
		}
		json_decref(rows);
	}
	return ids;
}

/* How many of these are still there; other helpers may have theirs. */
static inline size_t count_left(const json_t *ids)
{
	json_t *now = ids_in_kernel(), *value;
	const char *key;
	size_t left = 0;

	json_object_foreach((json_t *) (uintptr_t) ids, key, value)
		left += json_object_get(now, key) != NULL;
	json_decref(now);
	return left;
}

static inline bool are_gone(const json_t *ids)
{
	for (int tries = 0; tries < 100 && count_left(ids) > 0; tries++)
		(void) poll(NULL, 0, 50);
	return count_left(ids) == 0;
}

#endif
