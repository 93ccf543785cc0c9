#define _GNU_SOURCE
#include "cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "sweep.h"

enum { EMPTY_WAIT_MS = 3000, DEPTH_LIMIT = 16 };

/* The text after prefix in the first line of the file that begins so, without its newline. */
static int read_line_after(const char *path, const char *prefix, char *ret_text, size_t room)
{
	CLEANUP_FILE FILE *file = fopen(path, "re");
	CLEANUP_FREE char *line = NULL;
	size_t line_room = 0, skip = strlen(prefix);

	if (!file)
		return -errno;
	while (getline(&line, &line_room, file) >= 0) {
		if (strncmp(line, prefix, skip) != 0)
			continue;
		line[strcspn(line, "\n")] = '\0';
		return snprintf(ret_text, room, "%s", line + skip) < (int) room ? 0 : -ENAMETOOLONG;
	}
	return -ENOENT;
}

/* mountinfo writes blank, tab, newline and backslash as three octal digits. */
static void unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from; to++) {
		if (from[0] == '\\' && from[1] && from[2] && from[3]) {
			*to = (char) ((from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0'));
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

/* Where the group of this path stands below the mount of this mountinfo line; -ENOENT if it does not. */
static int place_below_mount(char *line, const char *path, char *ret_directory, size_t room)
{
	char *rest = line, *root, *point;
	size_t root_length;

	for (int skipped = 0; skipped < 3; skipped++)
		(void) strsep(&rest, " ");
	root = strsep(&rest, " ");
	point = strsep(&rest, " ");
	if (!root || !point)
		return -ENOENT;
	unescape(root);
	unescape(point);
	root_length = strcmp(root, "/") == 0 ? 0 : strlen(root);
	if (strncmp(path, root, root_length) != 0 || (path[root_length] != '/' && path[root_length] != '\0'))
		return -ENOENT;
	return snprintf(ret_directory, room, "%s%s", point, path + root_length) < (int) room ? 0 : -ENAMETOOLONG;
}

/* Takes the first cgroup2 mount that shows the group; on hybrid hosts that is /sys/fs/cgroup/unified. */
static int find_directory(const char *path, char *ret_directory, size_t room)
{
	CLEANUP_FILE FILE *file = fopen("/proc/self/mountinfo", "re");
	CLEANUP_FREE char *line = NULL;
	size_t line_room = 0;

	if (!file)
		return -errno;
	while (getline(&line, &line_room, file) >= 0) {
		int r;

		if (!strstr(line, " - cgroup2 "))
			continue;
		r = place_below_mount(line, path, ret_directory, room);
		if (r != -ENOENT)
			return r;
	}
	return -EOPNOTSUPP;
}

/* Opens the helper's own group and fills in the name and path that this exec's group has or would have. */
static int open_parent(pid_t exec_pid, struct cgroup *ret_cgroup)
{
	char own[PATH_MAX], directory[PATH_MAX];
	int n, r;

	*ret_cgroup = (struct cgroup) CGROUP_NONE;
	r = read_line_after("/proc/self/cgroup", "0::", own, sizeof(own));
	if (r < 0)
		return r == -ENOENT ? -EOPNOTSUPP : r;
	/* Outside the root of our cgroup namespace; no mount shows it. */
	if (strncmp(own, "/..", 3) == 0)
		return -EOPNOTSUPP;
	r = find_directory(own, directory, sizeof(directory));
	if (r < 0)
		return r;
	(void) snprintf(ret_cgroup->name, sizeof(ret_cgroup->name), "nsatlas-exec-%d", (int) exec_pid);
	n = snprintf(ret_cgroup->path, sizeof(ret_cgroup->path), "%s/%s", strcmp(own, "/") == 0 ? "" : own, ret_cgroup->name);
	if ((size_t) n >= sizeof(ret_cgroup->path))
		return -ENAMETOOLONG;
	ret_cgroup->parent_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return ret_cgroup->parent_fd < 0 ? -errno : 0;
}

static int open_group(struct cgroup *cgroup)
{
	cgroup->fd = openat(cgroup->parent_fd, cgroup->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	cgroup->birth_fd = cgroup->fd;
	return cgroup->fd < 0 ? -errno : 0;
}

static int write_file(int directory, const char *name, const char *text)
{
	CLEANUP_FD int fd = openat(directory, name, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

static void close_group(struct cgroup *cgroup)
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

	r = open_parent(exec_pid, ret_cgroup);
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
	return open_group(ret_cgroup);
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
	return write_file(cgroup->birth_fd, "cgroup.procs", digits);
}

bool cgroup_holds(const struct cgroup *cgroup, pid_t pid)
{
	char file[32], path[PATH_MAX];

	(void) snprintf(file, sizeof(file), "/proc/%d/cgroup", (int) pid);
	return read_line_after(file, "0::", path, sizeof(path)) == 0 && strcmp(path, cgroup->path) == 0;
}

/* Runs act on every group below directory, the deepest first. */
static void for_each_below(int directory, unsigned int depth, void (*act)(int parent, const char *name))
{
	int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP_DIR DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	if (!dir) {
		cleanup_close(&copy);
		return;
	}
	while ((entry = readdir(dir))) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		if (depth < DEPTH_LIMIT) {
			CLEANUP_FD int below = openat(directory, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

			if (below >= 0)
				for_each_below(below, depth + 1, act);
		}
		act(directory, entry->d_name);
	}
}

static void kill_members(int parent, const char *name)
{
	char path[NAME_MAX + sizeof("/cgroup.procs")];
	CLEANUP_FILE FILE *file = NULL;
	int fd, pid;

	(void) snprintf(path, sizeof(path), "%s/cgroup.procs", name);
	fd = openat(parent, path, O_RDONLY | O_CLOEXEC);
	file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!file)
		cleanup_close(&fd);
	/* 0 stands for a process of another pid namespace that has no number here. */
	while (file && fscanf(file, "%d", &pid) == 1)
		if (pid > 0)
			(void) kill(pid, SIGKILL);
}

static void remove_group(int parent, const char *name)
{
	(void) unlinkat(parent, name, AT_REMOVEDIR);
}

/* cgroup.kill is of Linux 5.14. Before: nothing may fork between the reading and the killing, hence frozen first. */
void cgroup_kill(const struct cgroup *cgroup)
{
	if (write_file(cgroup->fd, "cgroup.kill", "1") == 0)
		return;
	(void) write_file(cgroup->fd, "cgroup.freeze", "1");
	for_each_below(cgroup->fd, 0, kill_members);
	kill_members(cgroup->parent_fd, cgroup->name);
}

static bool is_populated(int events)
{
	char text[256];
	ssize_t n = pread(events, text, sizeof(text) - 1, 0);

	if (n < 0)
		return false;
	text[n] = '\0';
	return strstr(text, "populated 1") != NULL;
}

/* The kernel wakes a poller of cgroup.events when the last member is gone. */
static int wait_until_empty(const struct cgroup *cgroup)
{
	CLEANUP_FD int events = openat(cgroup->fd, "cgroup.events", O_RDONLY | O_CLOEXEC);
	int64_t deadline = clock_now_ms() + EMPTY_WAIT_MS;

	if (events < 0)
		return -errno;
	while (is_populated(events)) {
		struct pollfd wait = { .fd = events, .events = POLLPRI };
		int64_t left = deadline - clock_now_ms();

		if (left <= 0)
			return -EBUSY;
		cgroup_kill(cgroup);
		(void) poll(&wait, 1, left < 100 ? (int) left : 100);
	}
	return 0;
}

int cgroup_end(struct cgroup *cgroup)
{
	int r = 0;

	if (cgroup->fd >= 0) {
		r = wait_until_empty(cgroup);
		for_each_below(cgroup->fd, 0, remove_group);
		if (unlinkat(cgroup->parent_fd, cgroup->name, AT_REMOVEDIR) < 0 && errno != ENOENT && r == 0)
			r = -errno;
	}
	close_group(cgroup);
	return r;
}

int cgroup_remove_leftover(pid_t exec_pid)
{
	struct cgroup cgroup;
	bool could_be_made;
	int r;

	r = open_parent(exec_pid, &cgroup);
	if (r == 0)
		r = open_group(&cgroup);
	if (r == 0)
		return cgroup_end(&cgroup);
	could_be_made = cgroup.parent_fd >= 0 && faccessat(cgroup.parent_fd, ".", W_OK, AT_EACCESS) == 0;
	close_group(&cgroup);
	return could_be_made ? 0 : sweep_kill(exec_pid, 0, 0);
}
