#define _GNU_SOURCE
#include "mnt-view.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "cleanup.h"
#include "ns-joiner.h"
#include "ns-members.h"

/* Most members of a namespace have one root; the others' are of a sandbox's processes, which are many of a kind. */
enum { MEMBERS_TRIED = 64 };

void mnt_view_free(struct mnt_view *view)
{
	procfs_buffer_free(&view->text);
}

/* Of a file that was longer, the last line is a piece. */
static void keep_whole_lines(struct mnt_view *view)
{
	const char *end = memrchr(view->text.bytes, '\n', view->text.length);

	view->is_cut = view->text.length == PROCFS_FILE_LIMIT;
	view->text.length = end ? (size_t) (end - view->text.bytes) + 1 : 0;
}

static int open_mountinfo(int proc_fd, const void *question, struct ns_sight *ret_sight)
{
	(void) question;
	/* It shows the namespace and the root that its opener has when opening it. */
	ret_sight->fd = openat(proc_fd, "mountinfo", O_RDONLY | O_CLOEXEC);
	return ret_sight->fd < 0 ? -errno : 0;
}

static int read_from_own_root(int ns_fd, struct mnt_view *ret_view)
{
	CLEANUP_NS_JOINER struct ns_joiner joiner = { .look = open_mountinfo, .question_size = 1 };
	struct ns_sight sight = { .fd = -1 };
	int r = ns_joiner_ask(&joiner, ns_fd, "", &sight);

	if (r < 0)
		return r;
	r = procfs_read_fd(sight.fd, PROCFS_FILE_LIMIT, &ret_view->text);
	cleanup_close(&sight.fd);
	if (r < 0)
		ret_view->text.length = 0;
	else
		keep_whole_lines(ret_view);
	return r;
}

int mnt_view_read_of_member(int dir_fd, pid_t pid, const struct ns_identity *identity, struct mnt_view *ret_view)
{
	int r = procfs_read(dir_fd, "mountinfo", PROCFS_FILE_LIMIT, &ret_view->text);

	if (r < 0)
		return r;
	keep_whole_lines(ret_view);
	ret_view->seen_by = pid;
	return ns_members_is(dir_fd, identity) ? 0 : -ESTALE;
}

static size_t count_lines(const struct mnt_view *view)
{
	size_t count = 0;

	for (size_t i = 0; i < view->text.length; i++)
		count += view->text.bytes[i] == '\n';
	return count;
}

/* best.seen_by stays 0 if this member sees nothing, as one in a dead root. */
static void keep_better(pid_t pid, const struct ns_identity *identity, struct mnt_view *best)
{
	CLEANUP_MNT_VIEW struct mnt_view found = { 0 };
	CLEANUP_FD int dir_fd = -1;
	struct mnt_view worse;

	if (procfs_open(pid, &dir_fd) < 0 || mnt_view_read_of_member(dir_fd, pid, identity, &found) < 0)
		return;
	if (count_lines(&found) <= count_lines(best))
		return;
	worse = *best;
	*best = found;
	found = worse;
}

static int read_from_a_member(const struct ns_identity *identity, struct mnt_view *ret_view)
{
	CLEANUP_MEMBERS struct ns_members members = { 0 };
	int r = ns_members_find(identity, &members);

	for (size_t i = 0; r == 0 && i < members.found.count && i < MEMBERS_TRIED; i++)
		keep_better(members.found.pids[i], identity, ret_view);
	if (r == 0 && ret_view->seen_by == 0)
		r = -ESRCH;
	return r;
}

int mnt_view_read(int ns_fd, const struct ns_identity *identity, struct mnt_view *ret_view)
{
	int r = read_from_own_root(ns_fd, ret_view);

	if (r < 0 && read_from_a_member(identity, ret_view) == 0)
		return 0;
	return r;
}
