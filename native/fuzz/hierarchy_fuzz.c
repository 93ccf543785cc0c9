/* The first line as one of /proc/PID/cgroup, the rest as mountinfo. */
#include "fuzz.h"

#include <errno.h>
#include <string.h>

#include "hierarchy-root.h"

static void compare(const struct hierarchy_line *line, const struct hierarchy_mount *mount)
{
	const char *below;
	size_t length;
	int r = hierarchy_place(line, mount, &below, &length);

	(void) hierarchy_is_mounted_at(line, mount);
	holds(r == 0 || r == -EXDEV);
	if (r == 0)
		holds(below >= line->path && below + length <= line->path + line->path_length && (length == 0 || *below == '/'));
}

/* The mount's root in place of the path inside: both are paths of the kernel, or look like them. */
static void find_root(const struct hierarchy_line *line, const struct hierarchy_mount *mount)
{
	char root[256];
	size_t length;

	if (hierarchy_find_root(line->path, line->path_length, mount->root, mount->root_length, root, sizeof(root), &length) == 0)
		holds(length > 0 && length <= sizeof(root));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const char *text = (const char *) bytes, *newline = length > 0 ? memchr(text, '\n', length) : NULL;
	size_t first = newline ? (size_t) (newline - text) : length;
	size_t rest = newline ? length - first - 1 : 0;
	struct hierarchies hierarchies = { .mountinfo = { .bytes = malloc(rest + 1), .length = rest } };
	struct hierarchy_line line;

	holds(hierarchies.mountinfo.bytes);
	if (rest > 0)
		memcpy(hierarchies.mountinfo.bytes, newline + 1, rest);
	hierarchies.mountinfo.bytes[rest] = '\0';
	holds(hierarchies_find(&hierarchies) == 0);
	if (hierarchy_parse_line(text, first, &line) == 0)
		for (size_t i = 0; i < hierarchies.count; i++) {
			compare(&line, &hierarchies.mounts[i]);
			find_root(&line, &hierarchies.mounts[i]);
		}
	hierarchies_free(&hierarchies);
	return 0;
}
