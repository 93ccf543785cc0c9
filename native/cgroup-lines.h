/* In which control groups a process is, for the helper that makes and enters groups. */
#ifndef NSATLAS_CGROUP_LINES_H
#define NSATLAS_CGROUP_LINES_H

#include <stdbool.h>

#include "hierarchy.h"

/* /proc/PID/cgroup of a /proc/PID directory, or of the helper itself. -ESRCH: the process ended. */
int cgroup_read_lines(int proc_fd, struct procfs_buffer *ret_lines);
int cgroup_read_own_lines(struct procfs_buffer *ret_lines);

/* The next line; *cursor starts at 0. One that is not of the format is left out. False when there is none. */
bool cgroup_next_line(const struct procfs_buffer *lines, size_t *cursor, struct hierarchy_line *ret_line);

/* The line of the v2 hierarchy, or of the v1 hierarchy with this controller. False: there is none. */
bool cgroup_find_v2(const struct procfs_buffer *lines, struct hierarchy_line *ret_line);
bool cgroup_find_controller(const struct procfs_buffer *lines, const char *controller, struct hierarchy_line *ret_line);

/* The directory of the group. -EOPNOTSUPP: no mount here shows it. -ESRCH: it was removed. */
int cgroup_open_line(const struct hierarchy_line *line, int *ret_fd);

#endif
