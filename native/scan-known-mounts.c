#define _GNU_SOURCE
#include "scan-known-mounts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "scan-markers.h"

struct scan_known_mount {
	struct scan_mounts_version version;
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

/* Those that are read again in this look follow one another, and may begin anew with the first. */
static bool is_due(const struct scan_known_mounts *known, size_t index)
{
	const size_t distance = index >= known->first_due ? index - known->first_due : index + known->kept_count - known->first_due;

	return distance < known->due_count;
}

static struct scan_known_mount *find_usable(const struct scan_known_mounts *known, const struct scan_mounts_version *version)
{
	struct scan_known_mount *found = version->of == 0 ? NULL : find(known, version->of);

	return found && found->lines.bytes && found->version.event == version->event && !is_due(known, (size_t) (found - known->kept)) ? found : NULL;
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
	found->lines = (struct procfs_buffer) { 0 };
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

/* As long as what it has. NULL: no memory. */
static char *shrink(struct procfs_buffer *lines)
{
	char *smaller = realloc(lines->bytes, lines->length + 1);

	lines->room = lines->length + 1;
	return smaller;
}

void scan_known_mounts_keep(struct scan_known_mounts *known, const struct scan_mounts_version *version, const struct procfs_buffer *mountinfo)
{
	struct procfs_buffer lines = { .bytes = version->of == 0 ? NULL : malloc(mountinfo->length + 2) };
	struct scan_known_mount *seen;

	if (!lines.bytes)
		return;
	copy_lines(mountinfo, &lines);
	lines.bytes = shrink(&lines);
	seen = lines.bytes && known->bytes + lines.room <= SCAN_KNOWN_MOUNTS_BYTES_MAX ? add_seen(known) : NULL;
	if (!seen) {
		free(lines.bytes);
		return;
	}
	*seen = (struct scan_known_mount) { .version = *version, .lines = lines };
	known->bytes += lines.room;
}

/* Those after the last that were due. */
static void choose_due(struct scan_known_mounts *known)
{
	const size_t share = (known->kept_count + SCAN_KNOWN_MOUNTS_LOOKS - 1) / SCAN_KNOWN_MOUNTS_LOOKS;
	size_t first = 0;

	while (first < known->kept_count && known->kept[first].version.of <= known->last_due)
		first++;
	known->first_due = first < known->kept_count ? first : 0;
	known->due_count = share > SCAN_KNOWN_MOUNTS_LEAST ? share : SCAN_KNOWN_MOUNTS_LEAST;
	if (known->kept_count > 0)
		known->last_due = known->kept[(known->first_due + known->due_count - 1) % known->kept_count].version.of;
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
	choose_due(known);
}
