/* The hierarchies of control groups, cgroups(7): v1, v2 or both. How /proc/PID/cgroup names a group, and where its directory is.
 *
 * The kernel shows paths in /proc/PID/cgroup and roots in mountinfo alike from the root of the reader's cgroup namespace, with
 * `/..` for each level above it. So both must be read by the same process, and then compare. */
#ifndef NSATLAS_HIERARCHY_H
#define NSATLAS_HIERARCHY_H

#include <stdbool.h>

#include "procfs.h"

enum { HIERARCHY_MOUNTS_MAX = 1024 };

/* A line of /proc/PID/cgroup. The bytes are the line's. */
struct hierarchy_line {
	uint64_t number;	/* 0: the v2 hierarchy */
	const char *controllers;	/* `cpu,cpuacct`, `name=systemd` or both; none for v2 */
	size_t controllers_length;
	const char *path;
	size_t path_length;
};

struct hierarchy_mount {
	int id;
	bool is_v2;
	const char *options;	/* v1: the controllers and the name are among them */
	size_t options_length;
	const char *root;	/* of the hierarchy */
	size_t root_length;
	const char *path;	/* where it is mounted; ends with a NUL */
};

/* The mounts of all hierarchies. Starts as {0}; free with hierarchies_free. */
struct hierarchies {
	struct procfs_buffer mountinfo;
	struct hierarchy_mount *mounts;
	size_t count;
};

/* -EBADMSG: not the format of cgroups(7). */
int hierarchy_parse_line(const char *line, size_t length, struct hierarchy_line *ret_line);

/* The next word of a list with commas. *cursor starts at 0. False when there is none. */
bool hierarchy_next_word(const char *list, size_t length, size_t *cursor, const char **ret_word, size_t *ret_length);

/* The line's hierarchy has this controller. v2 says its controllers elsewhere. */
bool hierarchy_has_controller(const struct hierarchy_line *line, const char *controller);

/* Those of the helper's own mount namespace. */
int hierarchies_read(struct hierarchies *ret_hierarchies);
/* Those of the text in ret_hierarchies->mountinfo, which is unescaped in place. */
int hierarchies_find(struct hierarchies *hierarchies);
void hierarchies_free(struct hierarchies *hierarchies);
#define CLEANUP_HIERARCHIES __attribute__((cleanup(hierarchies_free)))

bool hierarchy_is_mounted_at(const struct hierarchy_line *line, const struct hierarchy_mount *mount);

/* What follows the mount's root in the line's path: empty, or begins with a slash.
 * -EXDEV  the mount does not show that group, or shows it where no name can be known: above the helper's cgroup namespace */
int hierarchy_place(const struct hierarchy_line *line, const struct hierarchy_mount *mount, const char **ret_below, size_t *ret_length);

/* The group's directory (O_PATH), at the first mount that shows it. No link or other mount leads out of the hierarchy.
 * -ENXIO  the hierarchy is not mounted
 * -EXDEV  none of its mounts shows the group
 * -ESRCH  the group was removed
 * -ESTALE something else is mounted over it */
int hierarchy_open_group(const struct hierarchies *hierarchies, const struct hierarchy_line *line, int *ret_fd);

#endif
