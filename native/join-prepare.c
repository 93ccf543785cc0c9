#define _GNU_SOURCE
#include "join-prepare.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void join_hide(void)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		join_fail(JOIN_STAGE_SPEC, errno);
}

void join_protect(const char *name)
{
	struct rlimit no_core;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		join_fail(JOIN_STAGE_SPEC, errno);
	if (syscall(SYS_close_range, JOIN_SOCKET_FD + 1, ~0u, 0) < 0)
		join_fail(JOIN_STAGE_SPEC, errno);
	(void) prctl(PR_SET_NAME, name, 0, 0, 0);
	if (getrlimit(RLIMIT_CORE, &no_core) == 0) {
		no_core.rlim_cur = 0;
		(void) setrlimit(RLIMIT_CORE, &no_core);
	}
}

/* By the system calls themselves: the C library keeps a few signals to itself and would leave those as they are. All zero is
 * the kernel's struct sigaction of SIG_DFL. */
void join_reset_signals(void)
{
	static const unsigned long standard[4];
	uint64_t none = 0;

	for (int number = 1; number < _NSIG; number++)
		if (number != SIGKILL && number != SIGSTOP && syscall(SYS_rt_sigaction, number, standard, NULL, sizeof(none)) < 0)
			join_fail(JOIN_STAGE_SPEC, errno);
	if (syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof(none)) < 0)
		join_fail(JOIN_STAGE_SPEC, errno);
}

/* Before the join: the helper's groups would follow us, and inside a user namespace that denies setgroups(2) they could
 * not be given up any more. For the same reason the target's own are taken here, in the helper's numbers. */
void join_take_groups(const struct join *join)
{
	if (syscall(SYS_setgroups, (size_t) join->spec.group_count, join->spec.groups) == 0)
		return;
	if (errno != EPERM || !(join->spec.flags & JOIN_KEEP_GROUPS))
		join_fail(JOIN_STAGE_GROUPS, errno);
}

void join_leave_session(void)
{
	if (setsid() < 0)
		join_fail(JOIN_STAGE_PROMISE, errno);
}

void join_mount_fresh(const char *type, const char *point, enum join_stage stage)
{
	if (mount(type, point, type, MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
		join_fail(stage, errno);
}
