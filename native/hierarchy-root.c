#define _GNU_SOURCE
#include "hierarchy-root.h"

#include <errno.h>
#include <string.h>

/* What is left of a path from its end: the last component, with its slash, is taken off. False: there is none. */
static bool take_last(const char *path, size_t *length, const char **ret_name, size_t *ret_length)
{
	const char *slash = *length > 1 ? memrchr(path, '/', *length) : NULL;

	if (!slash)
		return false;
	*ret_name = slash;
	*ret_length = *length - (size_t) (slash - path);
	*length -= *ret_length;
	return true;
}

static bool is_up(const char *name, size_t length)
{
	return length == 3 && memcmp(name, "/..", 3) == 0;
}

static bool leads_up(const char *path, size_t length)
{
	return length >= 3 && is_up(path, 3) && (length == 3 || path[3] == '/');
}

/* What is left of the path outside, and one level up for each component that only the path inside has. */
static int write_root(const char *outside, size_t left, size_t levels_up, char *root, size_t room, size_t *ret_length)
{
	size_t length = left + 3 * levels_up;

	if (length + 1 > room)
		return -ENAMETOOLONG;
	memcpy(root, outside, left);
	for (size_t i = 0; i < levels_up; i++)
		memcpy(root + left + 3 * i, "/..", 3);
	if (length == 0)
		root[length++] = '/';
	*ret_length = length;
	return 0;
}

int hierarchy_find_root(const char *outside, size_t outside_length, const char *inside, size_t inside_length,
			char *root, size_t room, size_t *ret_length)
{
	size_t levels_up = 0, name_length, other_length;
	const char *name, *other;

	if (leads_up(inside, inside_length))
		return -EXDEV;
	while (take_last(inside, &inside_length, &name, &name_length)) {
		size_t before = outside_length;

		/* The root of the other namespace lies above ours. */
		if (levels_up > 0 || !take_last(outside, &outside_length, &other, &other_length) || is_up(other, other_length)) {
			outside_length = before;
			levels_up++;
		} else if (other_length != name_length || memcmp(other, name, name_length) != 0) {
			return -EBADMSG;
		}
	}
	if (outside_length == 1)
		outside_length = 0;
	return write_root(outside, outside_length, levels_up, root, room, ret_length);
}
