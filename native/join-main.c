/* nsatlas-join: the few dangerous lines. nsatlas-exec runs it from a sealed memory file and tells it what to do (join.h).
 *
 * It is static, asks no name service, loads nothing and allocates nothing: from the join on, every file it could open
 * may be the target's. J1 is the process that joins, still in the helper's pid namespace and so not visible in one that
 * the target has of its own. J2 is its child in the joined pid namespace and becomes the command. What must not be seen
 * or stolen there is gone before J2 is born: it owns the socket and the command's three standard descriptors, no more
 * (CVE-2016-9962, CVE-2024-21626). */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "join-become.h"
#include "join-channel.h"
#include "join-directories.h"
#include "join-prepare.h"
#include "join-terminal.h"

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif

/* Too large for the stack of a program that may not fail. */
static struct join join;

static void close_fd(enum join_fd which)
{
	if (join.fds[which] >= 0)
		(void) close(join.fds[which]);
	join.fds[which] = -1;
}

static uint32_t bit(enum nstype type)
{
	return 1u << type;
}

static int flags_of(uint32_t types)
{
	int flags = 0;

	for (int type = 0; type < NSTYPE_COUNT; type++)
		if (types & bit((enum nstype) type))
			flags |= nstype_info[type].clone_flag;
	return flags;
}

/* One call joins all or nothing, and weighs our rights in the old and in the new user namespace together. No order of
 * single joins does: user first fails for a target some of whose namespaces its user namespace does not own, user last
 * for a caller who has rights inside only. */
static void join_target(uint32_t types)
{
	if (types != 0 && setns(join.fds[JOIN_FD_TARGET], flags_of(types)) < 0)
		join_fail(JOIN_STAGE_JOIN, errno);
}

/* One pass over the namespaces not yet joined, all but user. */
static void join_each(uint32_t types, bool refusal_is_final)
{
	for (int type = 0; type < NSTYPE_COUNT; type++) {
		enum join_fd which = (enum join_fd) (JOIN_FD_NAMESPACE + type);

		if (type == NSTYPE_USER || !(types & bit((enum nstype) type)) || join.fds[which] < 0)
			continue;
		if (setns(join.fds[which], nstype_info[type].clone_flag) == 0)
			close_fd(which);
		else if (errno != EPERM || refusal_is_final)
			join_fail(JOIN_STAGE_JOIN, errno);
	}
}

static void join_user(int fd, enum join_stage stage)
{
	if (setns(fd, nstype_info[NSTYPE_USER].clone_flag) < 0)
		join_fail(stage, errno);
}

/* Without a process there is no pidfd: what our rights here reach, then user, then what the rights inside reach. */
static void join_descriptors(uint32_t types)
{
	join_each(types, false);
	if (types & bit(NSTYPE_USER))
		join_user(join.fds[JOIN_FD_NAMESPACE + NSTYPE_USER], JOIN_STAGE_JOIN);
	join_each(types, true);
}

/* Opens where the child will be through the helper's /proc, which shows us under the helper's pid. The child's pid
 * namespace is not ours but the one our children get. */
static void report_joined(int proc)
{
	static const char *const links[NSTYPE_COUNT] = {
		[NSTYPE_CGROUP] = "self/ns/cgroup", [NSTYPE_IPC] = "self/ns/ipc", [NSTYPE_MNT] = "self/ns/mnt",
		[NSTYPE_NET] = "self/ns/net", [NSTYPE_PID] = "self/ns/pid_for_children", [NSTYPE_TIME] = "self/ns/time",
		[NSTYPE_USER] = "self/ns/user", [NSTYPE_UTS] = "self/ns/uts",
	};
	struct join_report report = { .stage = JOIN_STAGE_JOINED };
	int fds[NSTYPE_COUNT];
	size_t count = 0;

	for (int type = 0; type < NSTYPE_COUNT; type++) {
		if (type == NSTYPE_USER && (join.spec.flags & JOIN_USER_LAST))
			continue;
		fds[count] = openat(proc, links[type], O_RDONLY | O_CLOEXEC);
		/* A pid namespace without a first process has no link yet. */
		if (fds[count] < 0)
			continue;
		report.types |= bit((enum nstype) type);
		count++;
	}
	join_report(&report, fds, count);
	while (count > 0)
		(void) close(fds[--count]);
}

/* J1: everything up to the birth of J2. */
static void join_namespaces(void)
{
	uint32_t types = join.spec.types;
	uint32_t now = join.spec.flags & JOIN_USER_LAST ? types & ~bit(NSTYPE_USER) : types;
	int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (proc < 0)
		join_fail(JOIN_STAGE_JOIN, errno);
	if (join.fds[JOIN_FD_TARGET] >= 0)
		join_target(now);
	else
		join_descriptors(now);
	/* Without a change of user namespace the kernel leaves us as we were; with one, it made us not dumpable itself. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		join_fail(JOIN_STAGE_JOIN, errno);
	join_enter_target_directories(&join);
	report_joined(proc);
	(void) close(proc);
}

static void close_before_fork(void)
{
	bool user_last = (join.spec.flags & JOIN_USER_LAST) != 0;

	for (int which = JOIN_FD_TARGET; which < JOIN_FD_COUNT; which++)
		if (!user_last || (which != JOIN_FD_TARGET && which != JOIN_FD_NAMESPACE + NSTYPE_USER))
			close_fd((enum join_fd) which);
}

/* The child is a child of our parent, who thus can wait for it; only a child lives in the joined pid namespace.
 * Returns in J2; J1 ends here. */
static void fork_into_namespaces(void)
{
	int pidfd = -1;
	long pid = syscall(SYS_clone, CLONE_PARENT | CLONE_PIDFD | SIGCHLD, 0L, &pidfd, 0L, 0L);

	if (pid < 0)
		join_fail(JOIN_STAGE_FORK, errno);
	if (pid > 0) {
		struct join_report report = { .stage = JOIN_STAGE_FORKED };

		join_report(&report, &pidfd, 1);
		_exit(0);
	}
}

/* The helper's /proc would show the helper's processes, its /sys the helper's interfaces. In J2, because a proc shows
 * the pid namespace of who mounts it. Slave, not private: what the host unmounts must not stay busy here. */
static void mount_own_views(void)
{
	uint32_t flags = join.spec.flags;
	enum join_stage stage = flags & JOIN_FRESH_PROC ? JOIN_STAGE_MOUNT_PROC : JOIN_STAGE_MOUNT_SYS;

	if (!(flags & (JOIN_FRESH_PROC | JOIN_FRESH_SYS)))
		return;
	if (unshare(nstype_info[NSTYPE_MNT].clone_flag) < 0 || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0)
		join_fail(stage, errno);
	if (flags & JOIN_FRESH_PROC)
		join_mount_fresh("proc", "/proc", JOIN_STAGE_MOUNT_PROC);
	if (flags & JOIN_FRESH_SYS)
		join_mount_fresh("sysfs", "/sys", JOIN_STAGE_MOUNT_SYS);
}

static void join_user_last(void)
{
	enum join_fd which = join.fds[JOIN_FD_TARGET] >= 0 ? JOIN_FD_TARGET : JOIN_FD_NAMESPACE + NSTYPE_USER;

	if (!(join.spec.flags & JOIN_USER_LAST))
		return;
	join_user(join.fds[which], JOIN_STAGE_JOIN_USER);
	close_fd(JOIN_FD_TARGET);
	close_fd(JOIN_FD_NAMESPACE + NSTYPE_USER);
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		join_fail(JOIN_STAGE_JOIN_USER, errno);
}

int main(void)
{
	join_hide();
	join_protect("nsatlas-join");
	join_receive(&join);
	join_reset_signals();
	(void) umask(022);
	join_take_groups(&join);
	join_namespaces();
	close_before_fork();
	fork_into_namespaces();
	join_leave_session();
	mount_own_views();
	join_user_last();
	(void) join_ask(JOIN_STAGE_READY);
	join_become(&join);
	join_take_terminal(&join.spec);
	join_execute(&join);
}
