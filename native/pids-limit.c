#define _GNU_SOURCE
#include "pids-limit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cgroup-lines.h"
#include "cleanup.h"
#include "kernel-file.h"

#define HELPER "nsatlas-exec-"
#define DOOR "nsatlas-door-"

enum { NAME_ROOM = 32, LEAVE_ROUNDS = 150, LEAVE_PAUSE_MS = 20 };

static int write_number(int group, const char *file, uint32_t number)
{
	char digits[16];

	(void) snprintf(digits, sizeof(digits), "%u", number);
	return kernel_file_write(group, file, digits);
}

static int open_own(struct procfs_buffer *lines, struct hierarchy_line *ret_line, int *ret_group)
{
	int r = cgroup_read_own_lines(lines);

	if (r < 0)
		return r;
	return cgroup_find_controller(lines, "pids", ret_line) ? cgroup_open_line(ret_line, ret_group) : -EOPNOTSUPP;
}

static int enter(int parent, const char *name, uint32_t limit)
{
	CLEANUP_FD int group = -1;
	int r;

	/* One of an earlier process of this number is empty. */
	if (mkdirat(parent, name, 0755) < 0 && errno != EEXIST)
		return -errno;
	group = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	r = group < 0 ? -errno : write_number(group, "pids.max", limit);
	if (r == 0)
		r = write_number(group, "cgroup.procs", 0);
	if (r < 0)
		(void) unlinkat(parent, name, AT_REMOVEDIR);
	return r;
}

static int enter_below_own(const char *prefix, uint32_t limit)
{
	CLEANUP_BUFFER struct procfs_buffer lines = { 0 };
	CLEANUP_FD int own = -1;
	struct hierarchy_line line;
	char name[NAME_ROOM];
	int r = open_own(&lines, &line, &own);

	(void) snprintf(name, sizeof(name), "%s%d", prefix, (int) getpid());
	return r < 0 ? r : enter(own, name, limit);
}

int pids_limit_enter(uint32_t limit)
{
	return enter_below_own(HELPER, limit);
}

static void for_each(int directory, const char *prefix, void (*act)(int directory, const char *name))
{
	int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP_DIR DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	if (!dir)
		cleanup_close(&copy);
	while (dir && (entry = readdir(dir)))
		if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0)
			act(directory, entry->d_name);
}

/* The kernel says EBUSY where somebody lives in it or something is below. */
static void remove_empty(int directory, const char *name)
{
	(void) unlinkat(directory, name, AT_REMOVEDIR);
}

/* Of a door whose guard was killed as well. */
static void remove_old_door(int directory, const char *name)
{
	CLEANUP_FD int door = -1;
	pid_t pid = (pid_t) strtol(name + strlen(DOOR), NULL, 10);

	if (pid <= 0 || kill(pid, 0) == 0 || errno != ESRCH)
		return;
	door = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (door >= 0)
		for_each(door, HELPER, remove_empty);
	remove_empty(directory, name);
}

static uint32_t door_limit(void)
{
	CLEANUP_FILE FILE *file = fopen("/proc/sys/kernel/pid_max", "re");
	unsigned int most;

	if (!file || fscanf(file, "%u", &most) != 1 || most / 2 > PIDS_OF_DOOR)
		return PIDS_OF_DOOR;
	return most / 2;
}

int pids_limit_enter_door(int *ret_group)
{
	CLEANUP_BUFFER struct procfs_buffer lines = { 0 }, lines_there = { 0 };
	CLEANUP_FD int own = -1;
	struct hierarchy_line line;
	int r = open_own(&lines, &line, &own);

	*ret_group = -1;
	if (r < 0)
		return r;
	for_each(own, DOOR, remove_old_door);
	r = enter_below_own(DOOR, door_limit());
	return r < 0 ? r : open_own(&lines_there, &line, ret_group);
}

int pids_limit_remove_of(int group, pid_t exec_pid)
{
	CLEANUP_BUFFER struct procfs_buffer lines = { 0 };
	CLEANUP_FD int own = -1;
	struct hierarchy_line line;
	char name[NAME_ROOM];
	int r = group < 0 ? open_own(&lines, &line, &own) : 0;

	if (r < 0)
		return r == -EOPNOTSUPP ? 0 : r;
	(void) snprintf(name, sizeof(name), HELPER "%d", (int) exec_pid);
	return unlinkat(group < 0 ? own : group, name, AT_REMOVEDIR) == 0 || errno == ENOENT ? 0 : -errno;
}

/* Who was killed a moment ago still counts as a member. */
static int remove_patiently(int parent, const char *name)
{
	struct timespec pause = { .tv_nsec = LEAVE_PAUSE_MS * 1000000L };

	for (int round = 0; round < LEAVE_ROUNDS; round++) {
		if (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
			return 0;
		if (errno != EBUSY)
			return -errno;
		(void) nanosleep(&pause, NULL);
	}
	return -EBUSY;
}

int pids_limit_leave_door(void)
{
	CLEANUP_BUFFER struct procfs_buffer lines = { 0 };
	CLEANUP_FD int own = -1, parent = -1;
	struct hierarchy_line line;
	char name[NAME_ROOM] = "";
	size_t length;
	int r = open_own(&lines, &line, &own);

	if (r < 0)
		return r == -EOPNOTSUPP ? 0 : r;
	for (length = 0; length < line.path_length && line.path[line.path_length - 1 - length] != '/'; )
		length++;
	if (length < strlen(DOOR) || length >= sizeof(name))
		return 0;
	memcpy(name, line.path + line.path_length - length, length);
	if (strncmp(name, DOOR, strlen(DOOR)) != 0)
		return 0;
	/* The root's path is the slash that others lack at their end. */
	line.path_length -= line.path_length > length + 1 ? length + 1 : length;
	r = cgroup_open_line(&line, &parent);
	if (r == 0)
		r = write_number(parent, "cgroup.procs", 0);
	if (r < 0)
		return r;
	for_each(own, HELPER, remove_empty);
	return remove_patiently(parent, name);
}

int pids_limit_remove_leftover(pid_t exec_pid)
{
	CLEANUP_BUFFER struct procfs_buffer lines = { 0 };
	CLEANUP_FD int own = -1;
	struct hierarchy_line line;
	char name[NAME_ROOM];
	int r = open_own(&lines, &line, &own);

	if (r < 0)
		return r == -EOPNOTSUPP ? 0 : r;
	(void) snprintf(name, sizeof(name), HELPER "%d", (int) exec_pid);
	return remove_patiently(own, name);
}

int pids_limit_set(int group, uint32_t limit)
{
	return write_number(group, "pids.max", limit);
}
