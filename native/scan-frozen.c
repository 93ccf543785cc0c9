#define _GNU_SOURCE
#include "scan-frozen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "count.h"

enum { STATE_FILE_MAX = 4096 };

struct frozen_group {
	char *path;		/* NULL: the slot is free */
	size_t length;
	bool is_v2;
	bool is_frozen;
};

int scan_frozen_begin(struct scan_frozen *frozen, struct procfs_buffer *own_mountinfo)
{
	frozen->hierarchies.mountinfo = *own_mountinfo;
	*own_mountinfo = (struct procfs_buffer) { 0 };
	return hierarchies_find(&frozen->hierarchies);
}

void scan_frozen_free(struct scan_frozen *frozen)
{
	for (size_t i = 0; i < frozen->slot_count; i++)
		free(frozen->slots[i].path);
	free(frozen->slots);
	hierarchies_free(&frozen->hierarchies);
	*frozen = (struct scan_frozen) { 0 };
}

/* FNV-1a. */
static size_t slot_of(const struct scan_frozen *frozen, const char *path, size_t length, bool is_v2)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ (is_v2 ? 1u : 0u);

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char) path[i]) * UINT64_C(0x100000001b3);
	return (size_t) (hash ^ hash >> 32) & (frozen->slot_count - 1);
}

/* The slot in which it is, or the free one in which it would be. */
static struct frozen_group *find_group(const struct scan_frozen *frozen, const char *path, size_t length, bool is_v2)
{
	size_t slot = slot_of(frozen, path, length, is_v2);

	while (frozen->slots[slot].path) {
		const struct frozen_group *group = &frozen->slots[slot];

		if (group->is_v2 == is_v2 && group->length == length && memcmp(group->path, path, length) == 0)
			break;
		slot = (slot + 1) & (frozen->slot_count - 1);
	}
	return &frozen->slots[slot];
}

static int grow_slots(struct scan_frozen *frozen)
{
	struct scan_frozen larger = { .slot_count = frozen->slot_count == 0 ? 256 : frozen->slot_count * 2 };

	larger.slots = calloc(larger.slot_count, sizeof(*larger.slots));
	if (!larger.slots)
		return -ENOMEM;
	for (size_t i = 0; i < frozen->slot_count; i++) {
		const struct frozen_group *group = &frozen->slots[i];

		if (group->path)
			*find_group(&larger, group->path, group->length, group->is_v2) = *group;
	}
	free(frozen->slots);
	frozen->slots = larger.slots;
	frozen->slot_count = larger.slot_count;
	return 0;
}

/* FREEZING: some of its tasks still run for a moment, because they sleep where they cannot be stopped. */
static bool says_frozen(const struct procfs_buffer *text, bool is_v2)
{
	static const char *const words[] = { "FROZEN\n", "FREEZING\n" };
	size_t cursor = 0, length;
	const char *line;

	for (size_t i = 0; !is_v2 && i < COUNT(words); i++)
		if (strcmp(text->bytes, words[i]) == 0)
			return true;
	while (is_v2 && procfs_next_line(text, &cursor, &line, &length))
		if (length == 8 && memcmp(line, "frozen 1", length) == 0)
			return true;
	return false;
}

static int ask_group(const struct scan_frozen *frozen, const struct hierarchy_line *line, bool *ret_is_frozen)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	CLEANUP_FD int fd = -1;
	bool is_v2 = line->number == 0;
	int r = hierarchy_open_group(&frozen->hierarchies, line, &fd);

	if (r == 0)
		r = procfs_read(fd, is_v2 ? "cgroup.events" : "freezer.state", STATE_FILE_MAX, &text);
	if (r == 0)
		*ret_is_frozen = says_frozen(&text, is_v2);
	return r;
}

/* A group that ended, or a kernel without a freezer, leaves nothing to know. */
static int add_group(struct scan_frozen *frozen, struct frozen_group *slot, const struct hierarchy_line *line)
{
	struct frozen_group group = { .length = line->path_length, .is_v2 = line->number == 0 };
	int r;

	group.path = malloc(line->path_length);
	if (!group.path)
		return -ENOMEM;
	memcpy(group.path, line->path, line->path_length);
	r = ask_group(frozen, line, &group.is_frozen);
	frozen->unknown += r < 0 && r != -ESRCH && r != -ENODEV;
	frozen->count++;
	*slot = group;
	return 0;
}

/* What is in the helper's own root runs, as the helper does. */
static bool can_be_frozen(const struct hierarchy_line *line)
{
	return line->path_length > 1 && (line->number == 0 || hierarchy_has_controller(line, "freezer"));
}

static int is_group_frozen(struct scan_frozen *frozen, const struct hierarchy_line *line, bool *ret_is_frozen)
{
	struct frozen_group *group;
	int r = frozen->count * 2 >= frozen->slot_count ? grow_slots(frozen) : 0;

	if (r < 0)
		return r;
	group = find_group(frozen, line->path, line->path_length, line->number == 0);
	if (!group->path && frozen->count == SCAN_FROZEN_GROUPS_MAX) {
		frozen->unknown++;
		return 0;
	}
	if (!group->path)
		r = add_group(frozen, group, line);
	if (r == 0)
		*ret_is_frozen |= group->is_frozen;
	return r;
}

int scan_is_frozen(struct scan_frozen *frozen, const struct procfs_buffer *cgroup, bool *ret_is_frozen)
{
	struct hierarchy_line row;
	size_t cursor = 0, length;
	const char *line;
	int r = 0;

	*ret_is_frozen = false;
	while (r == 0 && procfs_next_line(cgroup, &cursor, &line, &length))
		if (hierarchy_parse_line(line, length, &row) == 0 && can_be_frozen(&row))
			r = is_group_frozen(frozen, &row, ret_is_frozen);
	return r;
}
