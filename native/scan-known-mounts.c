#define _GNU_SOURCE
#include "scan-known-mounts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "scan-markers.h"

struct scan_known_mount {
	struct scan_mounts_version version;
	uint32_t looks_left;	/* in which it may be used */
	struct procfs_buffer lines;
};

static void free_all(struct scan_known_mount *mounts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		procfs_buffer_free(&mounts[i].lines);
	free(mounts);
}

void scan_known_mounts_free(struct scan_known_mounts *known)
{
	free_all(known->kept, known->kept_count);
	free_all(known->seen, known->seen_count);
	*known = (struct scan_known_mounts) { 0 };
}

static int by_number(const void *left, const void *right)
{
	const struct scan_known_mount *a = left, *b = right;

	return (a->version.of > b->version.of) - (a->version.of < b->version.of);
}

static struct scan_known_mount *find(const struct scan_known_mounts *known, uint64_t of)
{
	const struct scan_known_mount wanted = { .version.of = of };

	return known->kept_count == 0 ? NULL : bsearch(&wanted, known->kept, known->kept_count, sizeof(wanted), by_number);
}

/* NULL: no memory. */
static struct scan_known_mount *add_seen(struct scan_known_mounts *known)
{
	if (known->seen_count == known->seen_room) {
		size_t room = known->seen_room == 0 ? 64 : known->seen_room * 2;
		struct scan_known_mount *larger = reallocarray(known->seen, room, sizeof(*larger));

		if (!larger)
			return NULL;
		known->seen = larger;
		known->seen_room = room;
	}
	return &known->seen[known->seen_count++];
}

static struct scan_known_mount *find_usable(const struct scan_known_mounts *known, const struct scan_mounts_version *version)
{
	struct scan_known_mount *found = version->of == 0 ? NULL : find(known, version->of);

	return found && found->lines.bytes && found->version.event == version->event && found->looks_left > 0 ? found : NULL;
}

const struct procfs_buffer *scan_known_mounts_find(const struct scan_known_mounts *known, const struct scan_mounts_version *version)
{
	const struct scan_known_mount *found = find_usable(known, version);

	return found ? &found->lines : NULL;
}

/* Where there is no memory for it it is forgotten with the others. */
void scan_known_mounts_use(struct scan_known_mounts *known, const struct scan_mounts_version *version)
{
	struct scan_known_mount *found = find_usable(known, version);
	struct scan_known_mount *seen = found ? add_seen(known) : NULL;

	if (!seen)
		return;
	*seen = *found;
	seen->looks_left--;
	found->lines = (struct procfs_buffer) { 0 };
}

/* Not all in the same look. The constant is 2^64 / phi. */
static uint32_t first_looks(uint64_t of)
{
	return SCAN_KNOWN_MOUNTS_LOOKS / 2 + (uint32_t) (of * UINT64_C(0x9e3779b97f4a7c15) >> 32) % (SCAN_KNOWN_MOUNTS_LOOKS / 2);
}

static bool matters(const char *line, size_t length)
{
	struct procfs_mount mount;

	return procfs_parse_mount(line, length, &mount) == 0 && (procfs_is_nsfs(&mount) || scan_is_marker(&mount));
}

static void copy_lines(const struct procfs_buffer *from, struct procfs_buffer *to)
{
	size_t cursor = 0, length;
	const char *line;

	while (procfs_next_line(from, &cursor, &line, &length)) {
		if (!matters(line, length))
			continue;
		memcpy(to->bytes + to->length, line, length);
		to->length += length;
		to->bytes[to->length++] = '\n';
	}
	to->bytes[to->length] = '\0';
}

static size_t length_of_lines(const struct procfs_buffer *from)
{
	size_t cursor = 0, length, sum = 0;
	const char *line;

	while (procfs_next_line(from, &cursor, &line, &length))
		sum += matters(line, length) ? length + 1 : 0;
	return sum;
}

void scan_known_mounts_keep(struct scan_known_mounts *known, const struct scan_mounts_version *version, const struct procfs_buffer *mountinfo)
{
	const size_t room = length_of_lines(mountinfo) + 1;
	struct scan_known_mount *seen;
	char *bytes;

	if (version->of == 0 || known->bytes + room > SCAN_KNOWN_MOUNTS_BYTES_MAX)
		return;
	bytes = malloc(room);
	seen = bytes ? add_seen(known) : NULL;
	if (!seen) {
		free(bytes);
		return;
	}
	*seen = (struct scan_known_mount) { .version = *version, .looks_left = first_looks(version->of), .lines = { .bytes = bytes, .room = room } };
	copy_lines(mountinfo, &seen->lines);
	known->bytes += room;
}

void scan_known_mounts_end_look(struct scan_known_mounts *known)
{
	free_all(known->kept, known->kept_count);
	known->kept = known->seen;
	known->kept_count = known->seen_count;
	if (known->kept_count > 0)
		qsort(known->kept, known->kept_count, sizeof(*known->kept), by_number);
	known->seen = NULL;
	known->seen_count = 0;
	known->seen_room = 0;
	known->bytes = 0;
	for (size_t i = 0; i < known->kept_count; i++)
		known->bytes += known->kept[i].lines.room;
}
