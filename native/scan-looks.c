#define _GNU_SOURCE
#include "scan-looks.h"

#include <string.h>

static const char *const names[SCAN_LOOK_COUNT] = {
	[SCAN_LOOK_THREADS] = "threads",
	[SCAN_LOOK_DESCRIPTORS] = "descriptors",
	[SCAN_LOOK_SOCKETS] = "sockets",
	[SCAN_LOOK_QUEUES] = "queues",
	[SCAN_LOOK_MOUNTS] = "mounts",
	[SCAN_LOOK_KERNEL] = "kernel",
};

/* There are fewer sentences than places for them. */
void scan_looked(struct scan_looks *looks, enum scan_look look, const char *why, uint64_t count)
{
	struct scan_miss *miss = looks->missed[look];

	if (!why)
		looks->done[look] += count;
	if (!why || count == 0)
		return;
	for (size_t i = 0; i < SCAN_LOOK_REASONS_MAX; i++, miss++) {
		if (miss->why && strcmp(miss->why, why) != 0)
			continue;
		miss->why = why;
		miss->count += count;
		return;
	}
}

static void write_look(const struct scan_looks *looks, enum scan_look look, struct jsonout *out)
{
	const struct scan_miss *missed = looks->missed[look];

	jsonout_object_begin(out, NULL);
	jsonout_string(out, "what", names[look]);
	jsonout_unsigned(out, "done", looks->done[look]);
	jsonout_array_begin(out, "missed");
	for (size_t i = 0; i < SCAN_LOOK_REASONS_MAX && missed[i].why; i++) {
		jsonout_object_begin(out, NULL);
		jsonout_string(out, "why", missed[i].why);
		jsonout_unsigned(out, "count", missed[i].count);
		jsonout_object_end(out);
	}
	jsonout_array_end(out);
	jsonout_object_end(out);
}

/* How many namespaces lists have that are not to be had, nobody can count. */
void scan_write_looks(const struct scan_looks *looks, struct jsonout *out)
{
	jsonout_array_begin(out, "looks");
	for (enum scan_look look = 0; look < SCAN_LOOK_COUNT; look++)
		if (look != SCAN_LOOK_KERNEL || looks->done[look] > 0)
			write_look(looks, look, out);
	jsonout_array_end(out);
}
