/* The format of uid_map and gid_map. */
#define _GNU_SOURCE
#include "user-maps.h"

#include <errno.h>

#include "procfs-parse.h"

static int parse_row(const char *line, size_t length, struct user_map_row *ret_row)
{
	struct span span = { line, line + length };
	uint64_t inside, outside, count;

	if (procfs_take_number(&span, UINT32_MAX, &inside) < 0 || procfs_take_number(&span, UINT32_MAX, &outside) < 0)
		return -EBADMSG;
	if (procfs_take_number(&span, UINT32_MAX, &count) < 0)
		return -EBADMSG;
	*ret_row = (struct user_map_row) { (uint32_t) inside, (uint32_t) outside, (uint32_t) count };
	return 0;
}

int user_map_parse(const char *bytes, size_t length, struct user_map *ret_map)
{
	const struct procfs_buffer text = { .bytes = (char *) (uintptr_t) bytes, .length = length };
	size_t cursor = 0, line_length;
	const char *line;

	ret_map->count = 0;
	while (procfs_next_line(&text, &cursor, &line, &line_length)) {
		int r;

		if (ret_map->count == USER_MAP_LIMIT)
			return -E2BIG;
		r = parse_row(line, line_length, &ret_map->rows[ret_map->count]);
		if (r < 0)
			return r;
		ret_map->count++;
	}
	return 0;
}

uint32_t user_map_outside(const struct user_map *map, uint32_t inside)
{
	for (size_t i = 0; i < map->count; i++) {
		const struct user_map_row *row = &map->rows[i];

		if (inside < row->inside || inside - row->inside >= row->count)
			continue;
		return row->outside == UINT32_MAX ? USER_OVERFLOW_ID : row->outside + (inside - row->inside);
	}
	return USER_OVERFLOW_ID;
}
