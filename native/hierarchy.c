#define _GNU_SOURCE
#include "hierarchy.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "procfs-parse.h"

/* --- lines of /proc/PID/cgroup */

int hierarchy_parse_line(const char *line, size_t length, struct hierarchy_line *ret_line)
{
	const char *end = line + length;
	const char *first = memchr(line, ':', length);
	/* A path may hold colons, a controller or name cannot. */
	const char *second = first ? memchr(first + 1, ':', (size_t) (end - first) - 1) : NULL;
	uint64_t number;

	if (!second || second + 1 == end || second[1] != '/')
		return -EBADMSG;
	if (procfs_parse_number(line, (size_t) (first - line), INT_MAX, &number) < 0)
		return -EBADMSG;
	*ret_line = (struct hierarchy_line) {
		.number = number,
		.controllers = first + 1, .controllers_length = (size_t) (second - first) - 1,
		.path = second + 1, .path_length = (size_t) (end - second) - 1,
	};
	return 0;
}

bool hierarchy_next_word(const char *list, size_t length, size_t *cursor, const char **ret_word, size_t *ret_length)
{
	const char *start = list + *cursor, *comma;

	if (*cursor >= length)
		return false;
	comma = memchr(start, ',', length - *cursor);
	*ret_word = start;
	*ret_length = comma ? (size_t) (comma - start) : length - *cursor;
	*cursor += *ret_length + 1;
	return true;
}

static bool has_word(const char *list, size_t list_length, const char *word, size_t length)
{
	size_t cursor = 0, found_length;
	const char *found;

	while (hierarchy_next_word(list, list_length, &cursor, &found, &found_length))
		if (found_length == length && memcmp(found, word, length) == 0)
			return true;
	return false;
}

bool hierarchy_has_controller(const struct hierarchy_line *line, const char *controller)
{
	return has_word(line->controllers, line->controllers_length, controller, strlen(controller));
}

/* --- the mounts */

void hierarchies_free(struct hierarchies *hierarchies)
{
	procfs_buffer_free(&hierarchies->mountinfo);
	free(hierarchies->mounts);
	*hierarchies = (struct hierarchies) { 0 };
}

static bool is_word(const char *word, size_t length, const char *wanted)
{
	return length == strlen(wanted) && memcmp(word, wanted, length) == 0;
}

/* A blank follows both fields: there is room for the NUL. */
static void unescape(struct hierarchies *hierarchies, const char *field, size_t *length)
{
	char *bytes = hierarchies->mountinfo.bytes + (field - hierarchies->mountinfo.bytes);

	*length = procfs_unescape(bytes, *length);
	bytes[*length] = '\0';
}

static void take_mount(struct hierarchies *hierarchies, struct procfs_mount *mount)
{
	bool is_v2 = is_word(mount->fstype, mount->fstype_length, "cgroup2");

	if ((!is_v2 && !is_word(mount->fstype, mount->fstype_length, "cgroup")) || hierarchies->count == HIERARCHY_MOUNTS_MAX)
		return;
	unescape(hierarchies, mount->root, &mount->root_length);
	unescape(hierarchies, mount->path, &mount->path_length);
	hierarchies->mounts[hierarchies->count++] = (struct hierarchy_mount) {
		.id = mount->id,
		.is_v2 = is_v2,
		.options = mount->super_options, .options_length = mount->super_options_length,
		.root = mount->root, .root_length = mount->root_length,
		.path = mount->path,
	};
}

int hierarchies_find(struct hierarchies *hierarchies)
{
	struct procfs_mount mount;
	size_t cursor = 0, length;
	const char *line;

	hierarchies->mounts = calloc(HIERARCHY_MOUNTS_MAX, sizeof(*hierarchies->mounts));
	if (!hierarchies->mounts)
		return -ENOMEM;
	while (procfs_next_line(&hierarchies->mountinfo, &cursor, &line, &length))
		if (procfs_parse_mount(line, length, &mount) == 0)
			take_mount(hierarchies, &mount);
	return 0;
}

int hierarchies_read(struct hierarchies *ret_hierarchies)
{
	CLEANUP_FD int fd = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int r;

	if (fd < 0)
		return -errno;
	r = procfs_read(fd, "mountinfo", PROCFS_FILE_LIMIT, &ret_hierarchies->mountinfo);
	return r < 0 ? r : hierarchies_find(ret_hierarchies);
}

/* --- from the one to the other */

bool hierarchy_is_mounted_at(const struct hierarchy_line *line, const struct hierarchy_mount *mount)
{
	size_t cursor = 0, length;
	const char *word;

	if (line->number == 0 || mount->is_v2)
		return line->number == 0 && mount->is_v2;
	while (hierarchy_next_word(line->controllers, line->controllers_length, &cursor, &word, &length))
		if (!has_word(mount->options, mount->options_length, word, length))
			return false;
	return cursor > 0;
}

/* Leaves what follows the `/..` that a path begins with, and returns how many there are. */
static size_t take_levels_up(const char **path, size_t *length)
{
	size_t levels = 0;

	while (*length >= 3 && memcmp(*path, "/..", 3) == 0 && (*length == 3 || (*path)[3] == '/')) {
		*path += 3;
		*length -= 3;
		levels++;
	}
	if (*length == 1)
		*length = 0;
	return levels;
}

int hierarchy_place(const struct hierarchy_line *line, const struct hierarchy_mount *mount, const char **ret_below, size_t *ret_length)
{
	const char *path = line->path, *root = mount->root;
	size_t length = line->path_length, root_length = mount->root_length;
	size_t levels = take_levels_up(&path, &length);

	if (take_levels_up(&root, &root_length) != levels)
		return -EXDEV;
	if (length < root_length || memcmp(path, root, root_length) != 0 || (length > root_length && path[root_length] != '/'))
		return -EXDEV;
	*ret_below = path + root_length;
	*ret_length = length - root_length;
	return 0;
}

/* -ESTALE: another mount hides it. Kernels before 5.8 do not tell. */
static int check_is_on(int fd, const struct hierarchy_mount *mount)
{
	struct statx status;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &status) < 0)
		return -errno;
	if (!(status.stx_mask & STATX_MNT_ID))
		return 0;
	return status.stx_mnt_id == (uint64_t) mount->id ? 0 : -ESTALE;
}

/* One step down. The name comes from the kernel, which makes no other groups than with such names. */
static int step_down(int *fd, const char *name, size_t length)
{
	char copy[NAME_MAX + 1];
	int below;

	if (length > NAME_MAX || is_word(name, length, "..") || is_word(name, length, ".") || memchr(name, '\0', length))
		return -EBADMSG;
	memcpy(copy, name, length);
	copy[length] = '\0';
	below = openat(*fd, copy, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (below < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	(void) close(*fd);
	*fd = below;
	return 0;
}

static int walk_down(int *fd, const char *below, size_t length)
{
	const char *end = below + length;
	int r = 0;

	while (r == 0 && below < end) {
		const char *name = below + 1;
		const char *slash = memchr(name, '/', (size_t) (end - name));

		below = slash ? slash : end;
		r = step_down(fd, name, (size_t) (below - name));
	}
	return r;
}

static int open_at_mount(const struct hierarchy_mount *mount, const char *below, size_t length, int *ret_fd)
{
	CLEANUP_FD int fd = open(mount->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int r;

	if (fd < 0)
		return -errno;
	r = check_is_on(fd, mount);
	if (r == 0)
		r = walk_down(&fd, below, length);
	if (r == 0)
		r = check_is_on(fd, mount);
	if (r == 0)
		*ret_fd = take_fd(&fd);
	return r;
}

int hierarchy_open_group(const struct hierarchies *hierarchies, const struct hierarchy_line *line, int *ret_fd)
{
	int result = -ENXIO;

	for (size_t i = 0; i < hierarchies->count; i++) {
		const struct hierarchy_mount *mount = &hierarchies->mounts[i];
		const char *below;
		size_t length;
		int r;

		if (!hierarchy_is_mounted_at(line, mount))
			continue;
		r = hierarchy_place(line, mount, &below, &length);
		if (r == 0)
			r = open_at_mount(mount, below, length, ret_fd);
		if (r == 0)
			return 0;
		/* What is said of a mount that shows the group counts more than that another does not. */
		if (result == -ENXIO || result == -EXDEV)
			result = r;
	}
	return result;
}
