#define _GNU_SOURCE
#include "create-map.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "kernel-file.h"
#include "procfs.h"

enum { LINE_ROOM = 3 * 11 };

static const uint64_t id_limit = UINT32_MAX - 1;

static int decode_id(const struct request *range, const char *name, uint32_t *ret_id)
{
	uint64_t id;
	int r = request_number(range, name, id_limit, &id);

	*ret_id = r < 0 ? 0 : (uint32_t) id;
	return r;
}

static int decode_range(const struct request *at, struct create_range *ret_range)
{
	static const char *const names[] = { "inside", "outside", "count", NULL };
	int r;

	r = request_allow(at, names);
	if (r == 0)
		r = decode_id(at, "inside", &ret_range->inside);
	if (r == 0)
		r = decode_id(at, "outside", &ret_range->outside);
	if (r == 0)
		r = decode_id(at, "count", &ret_range->count);
	if (r < 0)
		return r;
	if (ret_range->count == 0)
		return request_refuse(at, "maps nobody: count is 0");
	if ((uint64_t) ret_range->inside + ret_range->count - 1 > id_limit || (uint64_t) ret_range->outside + ret_range->count - 1 > id_limit)
		return request_refuse(at, "goes beyond the last id, %llu", (unsigned long long) id_limit);
	return 0;
}

static bool overlaps(uint32_t left, uint32_t left_count, uint32_t right, uint32_t right_count)
{
	return left < (uint64_t) right + right_count && right < (uint64_t) left + left_count;
}

static int check_overlap(const struct request *at, const struct create_map *map, const struct create_range *range)
{
	for (size_t i = 0; i < map->count; i++) {
		const struct create_range *other = &map->ranges[i];

		if (overlaps(other->inside, other->count, range->inside, range->count))
			return request_refuse(at, "gives an id inside that another range gives already");
		if (overlaps(other->outside, other->count, range->outside, range->count))
			return request_refuse(at, "gives away an id outside that another range gives already");
	}
	return 0;
}

int create_map_decode(const struct request *root, const char *name, struct create_map *ret_map)
{
	struct request array;
	int r;

	ret_map->count = 0;
	if (!request_has(root, name))
		return 0;
	r = request_array(root, name, CREATE_MAP_LIMIT, &array);
	if (r < 0)
		return r;
	for (size_t i = 0; i < request_count(&array); i++) {
		struct request element = request_element(&array, i);
		struct create_range range;

		r = decode_range(&element, &range);
		if (r == 0)
			r = check_overlap(&element, ret_map, &range);
		if (r < 0)
			return r;
		ret_map->ranges[ret_map->count++] = range;
	}
	return 0;
}

void create_map_fill(struct create_map *map, bool may_choose, unsigned int slot, uint32_t own)
{
	if (map->count > 0)
		return;
	map->count = 1;
	if (may_choose)
		map->ranges[0] = (struct create_range) { 0, CREATE_MAP_FIRST + slot * CREATE_MAP_COUNT, CREATE_MAP_COUNT };
	else
		map->ranges[0] = (struct create_range) { 0, own, 1 };
}

uint32_t create_map_first(const struct create_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->ranges[i].inside == 0)
			return 0;
	return map->ranges[0].inside;
}

int create_map_outside(const struct create_map *map, uint32_t inside, uint32_t *ret_outside)
{
	for (size_t i = 0; i < map->count; i++) {
		const struct create_range *range = &map->ranges[i];

		if (inside < range->inside || inside - range->inside >= range->count)
			continue;
		*ret_outside = range->outside + (inside - range->inside);
		return 0;
	}
	return -ENOENT;
}

bool create_map_holds_root(const struct create_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->ranges[i].outside == 0)
			return true;
	return false;
}

/* The kernel takes a map in one write(2), once. */
static int write_map(int proc_fd, const char *name, const struct create_map *map)
{
	char text[CREATE_MAP_LIMIT * LINE_ROOM + 1];
	size_t length = 0;

	for (size_t i = 0; i < map->count; i++)
		length += (size_t) snprintf(text + length, sizeof(text) - length, "%u %u %u\n", map->ranges[i].inside, map->ranges[i].outside,
					    map->ranges[i].count);
	return kernel_file_write(proc_fd, name, text);
}

static int refuse_map(struct refusal *ret_refusal, const char *name, int error)
{
	if (error == -EPERM)
		return refuse(ret_refusal, FAILURE_DENIED, "make", error,
			      "the kernel refuses this %s: the helper has no right over the ids outside, or does not know them", name);
	return refuse(ret_refusal, failure_from_errno(error), "make", error, "the %s could not be written", name);
}

int create_map_write(pid_t pid, bool may_choose, const struct create_map *uids, const struct create_map *gids, struct refusal *ret_refusal)
{
	CLEANUP_FD int proc_fd = -1;
	int r;

	r = procfs_open(pid, &proc_fd);
	if (r == 0 && !may_choose)
		r = kernel_file_write(proc_fd, "setgroups", "deny");
	if (r < 0)
		return refuse_map(ret_refusal, "setgroups", r);
	r = write_map(proc_fd, "uid_map", uids);
	if (r < 0)
		return refuse_map(ret_refusal, "uid_map", r);
	r = write_map(proc_fd, "gid_map", gids);
	return r < 0 ? refuse_map(ret_refusal, "gid_map", r) : 0;
}
