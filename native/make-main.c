/* nsatlas-make: clone(2) as a service. nsatlas-exec runs it from a sealed memory file and tells it what to do (make.h).
 *
 * M0 is the process that calls clone3(2), in the helper's namespaces and in the sandbox's control group, so that a new cgroup
 * namespace begins there. M1 is its child in the new namespaces, a child of the helper as well, and becomes the command or
 * stays as the holder. Unlike nsatlas-join it may be looked at: in namespaces that were just made there is nobody to hide
 * from, and an ordinary user's helper could not write the id maps of a process that hides. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "join-become.h"
#include "join-prepare.h"
#include "join-terminal.h"
#include "make-channel.h"
#include "make-root.h"

/* linux/sched.h; the C library of this program comes without the kernel's headers. */
#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif

struct clone_arguments {
	uint64_t flags;
	uint64_t pidfd;
	uint64_t child_tid;
	uint64_t parent_tid;
	uint64_t exit_signal;
	uint64_t stack;
	uint64_t stack_size;
	uint64_t tls;
};

enum { NETLINK_ROUTE_PROTOCOL = 0 };

/* Too large for the stack of a program that may not fail. */
static struct join join;
static struct make make;

static bool is_new(enum nstype type)
{
	return nstype_is_in(join.spec.types, type);
}

/* One call, time included, which clone(2) has no room for. Returns in M1; M0 ends here. */
static void make_namespaces(void)
{
	int pidfd = -1;
	struct clone_arguments arguments = { .flags = CLONE_PARENT | CLONE_PIDFD, .pidfd = (uint64_t) (uintptr_t) &pidfd };
	long pid;

	for (int type = 0; type < NSTYPE_COUNT; type++)
		if (is_new((enum nstype) type))
			arguments.flags |= (uint64_t) (unsigned int) nstype_info[type].clone_flag;
	pid = syscall(SYS_clone3, &arguments, sizeof(arguments));
	if (pid < 0)
		make_fail(MAKE_STAGE_CLONE, errno);
	if (pid > 0) {
		make_report(MAKE_STAGE_MADE, pidfd);
		_exit(0);
	}
}

/* Before anything is mounted or written: who has no number in a user namespace owns nothing there. */
static void take_ids(void)
{
	if (!is_new(NSTYPE_USER))
		return;
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
		make_fail(MAKE_STAGE_IDS, errno);
	if (syscall(SYS_setresgid, join.spec.gid, join.spec.gid, join.spec.gid) < 0)
		make_fail(MAKE_STAGE_IDS, errno);
	if (syscall(SYS_setresuid, join.spec.uid, join.spec.uid, join.spec.uid) < 0)
		make_fail(MAKE_STAGE_IDS, errno);
}

static void set_hostname(void)
{
	size_t length = 0;

	while (make.spec.hostname[length])
		length++;
	if (length > 0 && sethostname(make.spec.hostname, length) < 0)
		make_fail(MAKE_STAGE_HOSTNAME, errno);
}

/* The helper sets the network up through a socket of ours; it has the words for rtnetlink(7), and stays outside. */
static void offer_network(void)
{
	int fd;

	if (!is_new(NSTYPE_NET))
		return;
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE_PROTOCOL);
	if (fd < 0)
		make_fail(MAKE_STAGE_NETWORK, errno);
	make_report(MAKE_STAGE_NETWORK, fd);
	(void) close(fd);
}

static void end_at_once(int number)
{
	(void) number;
	_exit(0);
}

/* The first process of a pid namespace hears only what it asks to hear, and inherits every orphan. */
__attribute__((noreturn))
static void hold(void)
{
	struct sigaction ends = { .sa_handler = end_at_once }, forgets = { .sa_handler = SIG_IGN };

	if (sigaction(SIGTERM, &ends, NULL) < 0 || sigaction(SIGCHLD, &forgets, NULL) < 0)
		join_fail(JOIN_STAGE_PROMISE, errno);
	/* Who may look at the sandbox may look at its holder; there is nothing in it. */
	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0 || prctl(PR_SET_NAME, "nsatlas-hold", 0, 0, 0) < 0)
		join_fail(JOIN_STAGE_PROMISE, errno);
	make_report(MAKE_STAGE_HOLDING, -1);
	(void) close(JOIN_SOCKET_FD);
	for (;;)
		(void) pause();
}

int main(void)
{
	join_protect("nsatlas-make");
	join_receive(&join);
	make_receive(&make);
	join_reset_signals();
	(void) umask(022);
	join_take_groups(&join);
	make_namespaces();
	join_leave_session();
	make_wait();
	take_ids();
	set_hostname();
	offer_network();
	make_root(&join, &make);
	(void) join_ask(JOIN_STAGE_READY);
	join_become(&join);
	join_take_terminal(&join.spec);
	if (make.spec.flags & MAKE_HOLD)
		hold();
	join_execute(&join);
}
