/* For tests with real control groups: each is removed when the test program ends, however it ends. */
#ifndef NSATLAS_TEST_CONTROL_GROUPS_H
#define NSATLAS_TEST_CONTROL_GROUPS_H

#include <limits.h>
#include <signal.h>

#include "targets.h"

enum { GROUPS_MAX = 16 };

static struct { pid_t owner; size_t count; char paths[GROUPS_MAX][PATH_MAX]; } made_groups;

/* Where findmnt(8) finds the v1 hierarchy of this controller, or `v2`; empty: it is not mounted here. */
static inline const char *hierarchy_at(const char *controller)
{
	static char at[PATH_MAX];
	bool is_v2 = strcmp(controller, "v2") == 0;
	char *text = is_v2 ? output_of((const char *const []) { "findmnt", "-n", "-r", "-o", "TARGET", "-t", "cgroup2", NULL })
		: output_of((const char *const []) { "findmnt", "-n", "-r", "-o", "TARGET", "-t", "cgroup", "-O", controller, NULL });

	text[strcspn(text, "\n")] = '\0';
	(void) snprintf(at, sizeof(at), "%s", text);
	free(text);
	return at;
}

static inline void write_group(const char *group, const char *file, const char *value)
{
	char path[PATH_MAX];
	FILE *stream;

	must(snprintf(path, sizeof(path), "%s/%s", group, file) < (int) sizeof(path));
	stream = fopen(path, "we");
	must(stream);
	must(fputs(value, stream) >= 0 && fclose(stream) == 0);
}

/* What cat(1) prints of a file of the group, to free. */
static inline char *cat_group(const char *group, const char *file)
{
	char path[PATH_MAX];

	must(snprintf(path, sizeof(path), "%s/%s", group, file) < (int) sizeof(path));
	return output_of((const char *const []) { "cat", path, NULL });
}

/* A frozen process does not end. */
static inline void thaw(const char *group)
{
	char path[PATH_MAX + 16];
	FILE *stream;

	(void) snprintf(path, sizeof(path), "%s/freezer.state", group);
	stream = fopen(path, "r+e");
	if (stream) {
		(void) fputs("THAWED", stream);
		(void) fclose(stream);
	}
	(void) snprintf(path, sizeof(path), "%s/cgroup.freeze", group);
	stream = fopen(path, "r+e");
	if (stream) {
		(void) fputs("0", stream);
		(void) fclose(stream);
	}
}

static inline void kill_members_of(const char *group)
{
	char path[PATH_MAX + 16];
	FILE *stream;
	int pid;

	(void) snprintf(path, sizeof(path), "%s/cgroup.procs", group);
	stream = fopen(path, "re");
	while (stream && fscanf(stream, "%d", &pid) == 1)
		if (pid > 0 && pid != getpid())
			(void) kill(pid, SIGKILL);
	if (stream)
		(void) fclose(stream);
}

static inline void remove_groups(void)
{
	/* A child that gives up runs this too. */
	if (getpid() != made_groups.owner)
		return;
	for (; made_groups.count > 0; made_groups.count--) {
		const char *group = made_groups.paths[made_groups.count - 1];

		thaw(group);
		kill_members_of(group);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		if (!comes_true(rmdir(group) == 0 || errno == ENOENT))
			printf("# %s stays\n", group);
	}
}

/* Makes PARENT/nsatlas-test-PID-NAME and returns its path. */
static inline const char *make_group(const char *parent, const char *name)
{
	char *path = made_groups.paths[made_groups.count];

	must(made_groups.count < GROUPS_MAX);
	if (made_groups.owner == 0) {
		made_groups.owner = getpid();
		must(atexit(remove_groups) == 0);
	}
	must(snprintf(path, PATH_MAX, "%s/nsatlas-test-%d-%s", parent, (int) made_groups.owner, name) < PATH_MAX);
	must(mkdir(path, 0755) == 0);
	made_groups.count++;
	return path;
}

static inline void move_to(const char *group, pid_t pid)
{
	char digits[16];

	(void) snprintf(digits, sizeof(digits), "%d", (int) pid);
	write_group(group, "cgroup.procs", digits);
}

/* Somewhere there is a control group `nsatlas-WHAT-PID`. */
static inline bool has_group_of(const char *what, pid_t pid)
{
	char name[32], *found;
	bool has;

	(void) snprintf(name, sizeof(name), "nsatlas-%s-%d", what, (int) pid);
	found = output_of((const char *const []) { "find", "/sys/fs/cgroup", "-name", name, NULL });
	has = found[0] != '\0';
	free(found);
	return has;
}

/* The helper's, or that of its command. */
static inline bool has_group(pid_t helper)
{
	return has_group_of("exec", helper);
}

#endif
