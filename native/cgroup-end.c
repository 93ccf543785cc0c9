/* How a control group ends: what is in it is killed, and it is removed. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgroup.h"
#include "cgroup-lines.h"
#include "cleanup.h"
#include "clock.h"
#include "kernel-file.h"

enum { EMPTY_WAIT_MS = 3000, DEPTH_LIMIT = 16 };

/* Runs act on every group below directory, the deepest first. to: what act shall write to. */
static void for_each_below(int directory, unsigned int depth, void (*act)(int parent, const char *name, int to), int to)
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
				for_each_below(below, depth + 1, act, to);
		}
		act(directory, entry->d_name, to);
	}
}

/* The next member that a cgroup.procs tells. 0 stands for a process of another pid namespace that has no number here. */
static bool next_member(FILE *file, pid_t *ret_pid)
{
	do
		if (fscanf(file, "%d", ret_pid) != 1)
			return false;
	while (*ret_pid <= 0);
	return true;
}

static FILE *open_members(int parent, const char *name)
{
	char path[NAME_MAX + sizeof("/cgroup.procs")];
	FILE *file;
	int fd;

	(void) snprintf(path, sizeof(path), "%s/cgroup.procs", name);
	fd = openat(parent, path, O_RDONLY | O_CLOEXEC);
	file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!file)
		cleanup_close(&fd);
	return file;
}

static void kill_members(int parent, const char *name, int to)
{
	CLEANUP_FILE FILE *file = open_members(parent, name);
	pid_t pid;

	(void) to;
	while (file && next_member(file, &pid))
		(void) kill(pid, SIGKILL);
}

static void move_members(int parent, const char *name, int to)
{
	CLEANUP_FILE FILE *file = open_members(parent, name);
	pid_t pid;

	while (file && next_member(file, &pid))
		(void) dprintf(to, "%d", (int) pid);
}

static void remove_group(int parent, const char *name, int to)
{
	(void) to;
	(void) unlinkat(parent, name, AT_REMOVEDIR);
}

/* cgroup.kill is of Linux 5.14. Before: nothing may fork between the reading and the killing, hence frozen first. */
void cgroup_kill(const struct cgroup *cgroup)
{
	if (kernel_file_write(cgroup->fd, "cgroup.kill", "1") == 0)
		return;
	(void) kernel_file_write(cgroup->fd, "cgroup.freeze", "1");
	for_each_below(cgroup->fd, 0, kill_members, -1);
	kill_members(cgroup->parent_fd, cgroup->name, -1);
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

/* Who followed a target into its v1 groups may stand in a frozen one, and a v1 freezer lets nobody die. Leaving it thaws. */
static void leave_freezer(const struct cgroup *cgroup)
{
	CLEANUP_BUFFER struct procfs_buffer lines = { 0 };
	CLEANUP_FD int group = -1, members = -1;
	struct hierarchy_line line;

	if (cgroup_read_own_lines(&lines) < 0 || !cgroup_find_controller(&lines, "freezer", &line) ||
	    cgroup_open_line(&line, &group) < 0)
		return;
	members = openat(group, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	if (members < 0)
		return;
	for_each_below(cgroup->fd, 0, move_members, members);
	move_members(cgroup->parent_fd, cgroup->name, members);
}

/* The kernel wakes a poller of cgroup.events when the last member is gone. */
static int wait_until_empty(const struct cgroup *cgroup)
{
	CLEANUP_FD int events = openat(cgroup->fd, "cgroup.events", O_RDONLY | O_CLOEXEC);
	int64_t deadline = clock_now_ms() + EMPTY_WAIT_MS;

	/* Whoever may write to the group's parent can remove it once it is empty. */
	if (events < 0)
		return errno == ENOENT || errno == ENODEV ? 0 : -errno;
	while (is_populated(events)) {
		struct pollfd wait = { .fd = events, .events = POLLPRI };
		int64_t left = deadline - clock_now_ms();

		if (left <= 0)
			return -EBUSY;
		cgroup_kill(cgroup);
		if (poll(&wait, 1, left < 100 ? (int) left : 100) == 0)
			leave_freezer(cgroup);
	}
	return 0;
}

int cgroup_end(struct cgroup *cgroup)
{
	int r = 0;

	if (cgroup->fd >= 0) {
		r = wait_until_empty(cgroup);
		for_each_below(cgroup->fd, 0, remove_group, -1);
		if (unlinkat(cgroup->parent_fd, cgroup->name, AT_REMOVEDIR) < 0 && errno != ENOENT && r == 0)
			r = -errno;
	}
	cgroup_close(cgroup);
	return r;
}
