#define _GNU_SOURCE
#include "exec-cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgroup-lines.h"
#include "cleanup.h"

static int read_lines_of(const struct target *target, struct procfs_buffer *ret_lines, struct refusal *ret_refusal)
{
	int r = cgroup_read_lines(target->proc_fd, ret_lines);

	if (r == -ESRCH)
		return refuse(ret_refusal, FAILURE_GONE, "target", r, "process %d has ended", (int) target->pid);
	if (r < 0)
		return refuse(ret_refusal, failure_from_errno(r), "target", r, "the control groups of process %d cannot be read",
			      (int) target->pid);
	return 0;
}

/* In a frozen group the command would not begin, and in one of v1 not even end. */
static bool is_frozen(int group, const char *file, const char *word)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };

	return procfs_read(group, file, 256, &text) == 0 && strstr(text.bytes, word) != NULL;
}

static int refuse_frozen(struct refusal *ret_refusal)
{
	return refuse(ret_refusal, FAILURE_JOIN, "target", EAGAIN, "the target is frozen: a command in its control group would not run");
}

static int refuse_group(int error, struct refusal *ret_refusal)
{
	switch (error) {
	case -EOPNOTSUPP:
		return refuse(ret_refusal, FAILURE_UNSUPPORTED, "target", error, "the target's control group is shown by no mount that the helper sees");
	case -EBUSY:
		return refuse(ret_refusal, FAILURE_UNSUPPORTED, "target", error, "the target's control group is one of threads: no group of processes goes below it");
	case -EROFS:
		return refuse(ret_refusal, FAILURE_UNSUPPORTED, "target", error, "the control groups are mounted read-only here");
	case -EAGAIN:
		return refuse(ret_refusal, FAILURE_LIMIT, "target", error, "the target's control group may have no further group below it");
	case -ESRCH:
		return refuse(ret_refusal, FAILURE_GONE, "target", error, "the target's control group was removed");
	default:
		return refuse(ret_refusal, failure_from_errno(error), "target", error, "no group can be made below the target's control group");
	}
}

static int check_frozen(const struct hierarchy_line *line, struct refusal *ret_refusal)
{
	CLEANUP_FD int group = -1;
	int r = cgroup_open_line(line, &group);

	if (r < 0)
		return refuse_group(r, ret_refusal);
	return is_frozen(group, "cgroup.events", "frozen 1") ? refuse_frozen(ret_refusal) : 0;
}

/* The same hierarchy in other lines, and the same group there. */
static bool is_there(const struct procfs_buffer *lines, const struct hierarchy_line *wanted)
{
	struct hierarchy_line line;
	size_t cursor = 0;

	while (cgroup_next_line(lines, &cursor, &line))
		if (line.number == wanted->number)
			return line.path_length == wanted->path_length && memcmp(line.path, wanted->path, line.path_length) == 0;
	return false;
}

int exec_cgroup_contain(const struct exec_setup *setup, struct exec_child *child, struct refusal *ret_refusal)
{
	CLEANUP_BUFFER struct procfs_buffer lines = { 0 }, own = { 0 };
	struct hierarchy_line line;
	int r;

	if (read_lines_of(setup->target, &lines, ret_refusal) < 0)
		return -1;
	if (!cgroup_find_v2(&lines, &line))
		return refuse(ret_refusal, FAILURE_UNSUPPORTED, "target", 0, "this host has no control groups of version 2");
	if (check_frozen(&line, ret_refusal) < 0)
		return -1;
	child->follows_target = true;
	r = cgroup_read_own_lines(&own);
	if (r < 0)
		return refuse(ret_refusal, FAILURE_FAULT, "target", r, "the helper cannot read its own control groups");
	r = cgroup_create(getpid(), is_there(&own, &line) ? &child->cgroup : &child->note);
	if (r < 0)
		return refuse(ret_refusal, r == -EROFS ? FAILURE_UNSUPPORTED : failure_from_errno(r), "target", r,
			      "the helper may make no control group of its own, and so none below the target's");
	if (child->cgroup.fd >= 0)
		return 0;
	r = cgroup_create_below(&child->note, &line, getpid(), &child->cgroup);
	return r < 0 ? refuse_group(r, ret_refusal) : 0;
}

static int move(const struct hierarchy_line *line, pid_t pid, struct refusal *ret_refusal)
{
	CLEANUP_FD int group = -1, members = -1;
	int length = (int) line->controllers_length;
	int r = cgroup_open_line(line, &group);

	if (r == 0 && hierarchy_has_controller(line, "freezer") && !is_frozen(group, "freezer.state", "THAWED"))
		return refuse_frozen(ret_refusal);
	if (r == 0)
		members = openat(group, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	if (r == 0 && (members < 0 || dprintf(members, "%d", (int) pid) < 0))
		r = -errno;
	if (r < 0)
		return refuse(ret_refusal, failure_from_errno(r), "target", r, "the command cannot be moved into the target's group of the hierarchy %.*s",
			      length, line->controllers);
	return 0;
}

int exec_cgroup_follow(const struct exec_setup *setup, const struct exec_child *child, struct refusal *ret_refusal)
{
	CLEANUP_BUFFER struct procfs_buffer lines = { 0 }, own = { 0 };
	struct hierarchy_line line;
	size_t cursor = 0;
	int r;

	if (read_lines_of(setup->target, &lines, ret_refusal) < 0)
		return -1;
	r = cgroup_read_own_lines(&own);
	if (r < 0)
		return refuse(ret_refusal, FAILURE_FAULT, "target", r, "the helper cannot read its own control groups");
	while (cgroup_next_line(&lines, &cursor, &line))
		if (line.number != 0 && !is_there(&own, &line) && move(&line, child->joiner, ret_refusal) < 0)
			return -1;
	return 0;
}
