#define _GNU_SOURCE
#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "cgroup-lines.h"
#include "cleanup.h"
#include "kernel-file.h"
#include "sweep.h"

/* On a group of ours that has no members: the path of the group below which the other one stands. */
#define NOTE "user.nsatlas.below"

/* The name of our group below the one that the line names, and its path. */
static int open_parent(const struct hierarchy_line *line, pid_t exec_pid, struct cgroup *ret_cgroup)
{
	int length = (int) line->path_length, n;

	/* The root's path ends with the slash that all others lack. */
	if (length == 1)
		length = 0;
	(void) snprintf(ret_cgroup->name, sizeof(ret_cgroup->name), "nsatlas-exec-%d", (int) exec_pid);
	n = snprintf(ret_cgroup->path, sizeof(ret_cgroup->path), "%.*s/%s", length, line->path, ret_cgroup->name);
	if (n < 0 || (size_t) n >= sizeof(ret_cgroup->path))
		return -ENAMETOOLONG;
	return cgroup_open_line(line, &ret_cgroup->parent_fd);
}

static int open_own_parent(pid_t exec_pid, struct cgroup *ret_cgroup)
{
	CLEANUP_BUFFER struct procfs_buffer lines = { 0 };
	struct hierarchy_line line;
	int r;

	*ret_cgroup = (struct cgroup) CGROUP_NONE;
	r = cgroup_read_own_lines(&lines);
	if (r < 0)
		return r;
	return cgroup_find_v2(&lines, &line) ? open_parent(&line, exec_pid, ret_cgroup) : -EOPNOTSUPP;
}

static int open_group(struct cgroup *cgroup)
{
	cgroup->fd = openat(cgroup->parent_fd, cgroup->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	cgroup->birth_fd = cgroup->fd;
	return cgroup->fd < 0 ? -errno : 0;
}

/* What was made and cannot be opened is not ours to use, and nobody would end it. */
static int open_made_group(struct cgroup *cgroup)
{
	int r = open_group(cgroup);

	if (r < 0)
		(void) unlinkat(cgroup->parent_fd, cgroup->name, AT_REMOVEDIR);
	return r;
}

void cgroup_close(struct cgroup *cgroup)
{
	if (cgroup->birth_fd != cgroup->fd)
		cleanup_close(&cgroup->birth_fd);
	cleanup_close(&cgroup->fd);
	cleanup_close(&cgroup->parent_fd);
	cgroup->birth_fd = -1;
	cgroup->fd = -1;
	cgroup->parent_fd = -1;
}

int cgroup_create(pid_t exec_pid, struct cgroup *ret_cgroup)
{
	int r;

	r = open_own_parent(exec_pid, ret_cgroup);
	if (r < 0)
		return r;
	if (mkdirat(ret_cgroup->parent_fd, ret_cgroup->name, 0755) < 0) {
		if (errno != EEXIST)
			return -errno;
		r = cgroup_remove_leftover(exec_pid);
		if (r < 0)
			return r;
		if (mkdirat(ret_cgroup->parent_fd, ret_cgroup->name, 0755) < 0)
			return -errno;
	}
	return open_made_group(ret_cgroup);
}

int cgroup_nest(struct cgroup *cgroup, const char *name)
{
	size_t length = strlen(cgroup->path);

	if (snprintf(cgroup->path + length, sizeof(cgroup->path) - length, "/%s", name) >= (int) (sizeof(cgroup->path) - length))
		return -ENAMETOOLONG;
	if (mkdirat(cgroup->fd, name, 0755) < 0)
		return -errno;
	cgroup->birth_fd = openat(cgroup->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return cgroup->birth_fd < 0 ? -errno : 0;
}

int cgroup_add(const struct cgroup *cgroup, pid_t pid)
{
	char digits[16];

	(void) snprintf(digits, sizeof(digits), "%d", (int) pid);
	return kernel_file_write(cgroup->birth_fd, "cgroup.procs", digits);
}

bool cgroup_holds(const struct cgroup *cgroup, pid_t pid)
{
	CLEANUP_BUFFER struct procfs_buffer lines = { 0 };
	CLEANUP_FD int proc = -1;
	struct hierarchy_line line;

	if (procfs_open(pid, &proc) < 0 || cgroup_read_lines(proc, &lines) < 0 || !cgroup_find_v2(&lines, &line))
		return false;
	return line.path_length == strlen(cgroup->path) && memcmp(line.path, cgroup->path, line.path_length) == 0;
}

/* Of threads only, or within a group of such: no process may live in it. */
static int check_takes_processes(const struct cgroup *cgroup)
{
	CLEANUP_BUFFER struct procfs_buffer type = { 0 };
	int r = procfs_read(cgroup->fd, "cgroup.type", 64, &type);

	if (r < 0)
		return r;
	return strcmp(type.bytes, "domain\n") == 0 ? 0 : -EBUSY;
}

int cgroup_create_below(const struct cgroup *own, const struct hierarchy_line *line, pid_t exec_pid, struct cgroup *ret_cgroup)
{
	int r;

	*ret_cgroup = (struct cgroup) CGROUP_NONE;
	r = open_parent(line, exec_pid, ret_cgroup);
	if (r < 0)
		return r;
	/* Before there is anything to be found by it. */
	if (fsetxattr(own->fd, NOTE, line->path, line->path_length, 0) < 0)
		return -errno;
	if (mkdirat(ret_cgroup->parent_fd, ret_cgroup->name, 0755) < 0)
		return -errno;
	r = open_made_group(ret_cgroup);
	if (r == 0)
		r = check_takes_processes(ret_cgroup);
	if (r < 0)
		(void) cgroup_end(ret_cgroup);
	return r;
}

/* The group below a target's that the note on ours tells of. */
static int end_noted(const struct cgroup *own, pid_t exec_pid)
{
	char path[PATH_MAX];
	ssize_t length = fgetxattr(own->fd, NOTE, path, sizeof(path));
	struct hierarchy_line line = { .path = path, .path_length = length > 0 ? (size_t) length : 0 };
	struct cgroup below = CGROUP_NONE;
	int r;

	if (length <= 0)
		return 0;
	r = open_parent(&line, exec_pid, &below);
	if (r == 0)
		r = open_group(&below);
	/* Gone, or never made. */
	if (r == -ESRCH || r == -ENOENT) {
		cgroup_close(&below);
		return 0;
	}
	if (r < 0) {
		cgroup_close(&below);
		return r;
	}
	return cgroup_end(&below);
}

/* The note stays as long as what it tells of. */
static int end_with_noted(struct cgroup *own, pid_t exec_pid)
{
	int r = end_noted(own, exec_pid);

	if (r == 0)
		return cgroup_end(own);
	cgroup_close(own);
	return r;
}

int cgroup_remove_leftover(pid_t exec_pid)
{
	struct cgroup cgroup;
	bool could_be_made;
	int r;

	r = open_own_parent(exec_pid, &cgroup);
	if (r == 0)
		r = open_group(&cgroup);
	if (r == 0)
		return end_with_noted(&cgroup, exec_pid);
	could_be_made = cgroup.parent_fd >= 0 && faccessat(cgroup.parent_fd, ".", W_OK, AT_EACCESS) == 0;
	cgroup_close(&cgroup);
	return could_be_made ? 0 : sweep_kill(exec_pid, 0);
}
