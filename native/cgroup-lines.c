#define _GNU_SOURCE
#include "cgroup-lines.h"

#include <errno.h>
#include <fcntl.h>

#include "cleanup.h"

enum { LINES_LIMIT = 256 * 1024 };

int cgroup_read_lines(int proc_fd, struct procfs_buffer *ret_lines)
{
	return procfs_read(proc_fd, "cgroup", LINES_LIMIT, ret_lines);
}

int cgroup_read_own_lines(struct procfs_buffer *ret_lines)
{
	CLEANUP_FD int self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);

	return self < 0 ? -errno : cgroup_read_lines(self, ret_lines);
}

bool cgroup_next_line(const struct procfs_buffer *lines, size_t *cursor, struct hierarchy_line *ret_line)
{
	const char *line;
	size_t length;

	while (procfs_next_line(lines, cursor, &line, &length))
		if (hierarchy_parse_line(line, length, ret_line) == 0)
			return true;
	return false;
}

bool cgroup_find_v2(const struct procfs_buffer *lines, struct hierarchy_line *ret_line)
{
	size_t cursor = 0;

	while (cgroup_next_line(lines, &cursor, ret_line))
		if (ret_line->number == 0)
			return true;
	return false;
}

bool cgroup_find_controller(const struct procfs_buffer *lines, const char *controller, struct hierarchy_line *ret_line)
{
	size_t cursor = 0;

	while (cgroup_next_line(lines, &cursor, ret_line))
		if (ret_line->number != 0 && hierarchy_has_controller(ret_line, controller))
			return true;
	return false;
}

int cgroup_open_line(const struct hierarchy_line *line, int *ret_fd)
{
	CLEANUP_HIERARCHIES struct hierarchies hierarchies = { 0 };
	int r = hierarchies_read(&hierarchies);

	if (r == 0)
		r = hierarchy_open_group(&hierarchies, line, ret_fd);
	return r == -ENXIO || r == -EXDEV ? -EOPNOTSUPP : r;
}
