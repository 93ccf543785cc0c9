#define _GNU_SOURCE
#include "exec-child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "exec-ahead.h"
#include "exec-cgroup.h"
#include "join-program.h"
#include "pids-limit.h"
#include "sweep.h"
#include "terminal.h"

enum { CHILD_FAILED = 126, FIRST_SPARE_FD = 10, PROGRAM_FD = JOIN_SOCKET_FD + 1, END_WAIT_MS = 1000 };

static bool is_guarded;
static uint32_t process_limit;

void exec_child_limit_processes(uint32_t limit)
{
	process_limit = limit;
}

void exec_child_guard_always(void)
{
	is_guarded = true;
}

static int sweep_after(pid_t ended)
{
	return sweep_kill(ended, 0);
}

static int start_guard(struct exec_child *child, int (*clear)(pid_t ended))
{
	const struct guard_duty duty = { .clear = clear };
	int r;

	if (child->guard.line >= 0)
		return 0;
	r = guard_start(&duty, &child->guard);
	if (r == 0)
		guard_watch(&child->guard);
	return r;
}

/* The next best to a group: somebody outlives our own SIGKILL, and orphans of our own pid namespace come to us. In this order: the
 * guard is an orphan too, and must not come. */
static int contain_without_group(struct exec_child *child)
{
	int r;

	(void) cgroup_end(&child->cgroup);
	r = start_guard(child, sweep_after);
	if (r == 0 && prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		r = -errno;
	return r;
}

static int guard_group(struct exec_child *child)
{
	return is_guarded ? start_guard(child, cgroup_remove_leftover) : 0;
}

/* Where v2 has no pids controller, and so no such file, the helper itself is limited (pids-limit.h). */
static void limit_processes(int group)
{
	int r = process_limit > 0 ? pids_limit_set(group, process_limit) : 0;

	if (r < 0 && r != -ENOENT)
		fprintf(stderr, "nsatlas-exec: how many processes the command may have is not limited: %s\n", strerror(-r));
}

int exec_child_make_group(struct exec_child *child)
{
	int r = cgroup_create(getpid(), &child->cgroup);

	if (r == 0)
		limit_processes(child->cgroup.fd);
	return r;
}

int exec_child_contain(struct exec_child *child)
{
	return exec_child_make_group(child) == 0 ? guard_group(child) : contain_without_group(child);
}

/* One pipe; the command's end belongs to the plan, and to the user as whom the command runs. */
static int make_pipe(struct exec_plan *plan, enum join_fd which, int *ret_ours)
{
	int ends[2];
	int theirs = which == JOIN_FD_STDIN ? 0 : 1;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	plan->fds[which] = ends[theirs];
	*ret_ours = ends[!theirs];
	(void) !fchown(ends[theirs], plan->pipe_uid, plan->pipe_gid);
	return 0;
}

static int make_pipes(struct exec_plan *plan, struct exec_child *child)
{
	int r;

	r = make_pipe(plan, JOIN_FD_STDIN, &child->input);
	if (r == 0)
		r = make_pipe(plan, JOIN_FD_STDOUT, &child->output);
	if (r == 0)
		r = make_pipe(plan, JOIN_FD_STDERR, &child->errout);
	return r;
}

int exec_child_take_terminal(struct exec_child *child, int master)
{
	cleanup_close(&child->terminal);
	cleanup_close(&child->input);
	cleanup_close(&child->output);
	child->terminal = master;
	child->input = fcntl(master, F_DUPFD_CLOEXEC, 0);
	child->output = child->input < 0 ? -1 : fcntl(master, F_DUPFD_CLOEXEC, 0);
	return child->output < 0 ? -errno : 0;
}

/* The helper's, which the joining program leaves for a better one where it finds that. */
static int make_terminal(struct exec_plan *plan, struct exec_child *child)
{
	int master = -1;
	int r = terminal_open(plan->pipe_uid, &master, &plan->fds[JOIN_FD_STDIN]);

	return r < 0 ? r : exec_child_take_terminal(child, master);
}

int exec_child_make_ends(struct exec_plan *plan, struct exec_child *child)
{
	return plan->spec.flags & JOIN_TERMINAL ? make_terminal(plan, child) : make_pipes(plan, child);
}

/* In the child: only system calls from here on. Nothing of ours but the socket reaches the program. */
__attribute__((noreturn))
static void become_program(int nothing, int socket, int program, char *const arguments[])
{
	char *const environment[] = { NULL };
	int spare_socket = fcntl(socket, F_DUPFD_CLOEXEC, FIRST_SPARE_FD);
	int spare_program = fcntl(program, F_DUPFD_CLOEXEC, FIRST_SPARE_FD);

	if (spare_socket < 0 || spare_program < 0)
		_exit(CHILD_FAILED);
	for (int fd = 0; fd < JOIN_SOCKET_FD; fd++)
		if (dup2(nothing, fd) < 0)
			_exit(CHILD_FAILED);
	if (dup2(spare_socket, JOIN_SOCKET_FD) < 0 || dup3(spare_program, PROGRAM_FD, O_CLOEXEC) < 0)
		_exit(CHILD_FAILED);
	if (close_range(PROGRAM_FD + 1, ~0u, 0) < 0)
		_exit(CHILD_FAILED);
	(void) execveat(PROGRAM_FD, "", arguments, environment, AT_EMPTY_PATH);
	_exit(CHILD_FAILED);
}

/* Born in its group, which spares the move afterwards. 0 in the child. */
static pid_t clone_into(const struct cgroup *cgroup)
{
	struct clone_args arguments = {
		.flags = CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
		.cgroup = (unsigned int) cgroup->birth_fd,
	};

	return (pid_t) syscall(SYS_clone3, &arguments, sizeof(arguments));
}

/* Also where clone3(2) is forbidden. The child does nothing before its spec comes, so it may still be moved. */
static pid_t fork_and_move(struct exec_child *child)
{
	pid_t pid = fork();
	int r = pid > 0 && child->cgroup.fd >= 0 ? cgroup_add(&child->cgroup, pid) : 0;

	/* Whoever asked for the target's group gets no other. */
	if (r < 0 && !child->follows_target)
		r = contain_without_group(child);
	if (r < 0) {
		(void) kill(pid, SIGKILL);
		(void) waitpid(pid, NULL, 0);
		errno = -r;
		return -1;
	}
	return pid;
}

int exec_child_start_program(struct exec_child *child, const char *name, char *const arguments[])
{
	/* Opened here: in the child's group a device may be forbidden. */
	CLEANUP_FD int program = -1, theirs = -1, nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	int ends[2], r;

	if (nothing < 0)
		return -errno;

	r = join_program_open(name, &program);
	if (r < 0)
		return r;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	child->socket = ends[0];
	theirs = ends[1];
	child->joiner = child->cgroup.fd >= 0 ? clone_into(&child->cgroup) : -1;
	if (child->joiner < 0)
		child->joiner = fork_and_move(child);
	if (child->joiner == 0)
		become_program(nothing, theirs, program, arguments);
	if (child->joiner < 0) {
		child->joiner = 0;
		return -errno;
	}
	return 0;
}

/* What was prepared is in a group of ours, and of no use to who follows the target into its own. */
static int contain(const struct exec_setup *setup, struct exec_child *child, struct refusal *ret_refusal)
{
	int r;

	if (setup->request->options.cgroup != EXEC_CGROUP_TARGET) {
		r = exec_ahead_take(child) ? guard_group(child) : exec_child_contain(child);
	} else {
		exec_ahead_discard();
		if (exec_cgroup_contain(setup, child, ret_refusal) < 0)
			return -1;
		r = guard_group(child);
	}
	return r < 0 ? refuse(ret_refusal, failure_from_errno(r), "run", r, "the command could not be contained") : 0;
}

int exec_child_start(const struct exec_setup *setup, struct exec_child *child, struct refusal *ret_refusal)
{
	char *const arguments[] = { (char []) { "nsatlas-join" }, NULL };
	int r;

	if (contain(setup, child, ret_refusal) < 0)
		return -1;
	r = exec_child_make_ends(setup->plan, child);
	if (r < 0)
		return refuse(ret_refusal, failure_from_errno(r), "run", r, "no pipes or terminal for the command");
	r = child->joiner > 0 ? 0 : exec_child_start_program(child, "nsatlas-join", arguments);
	if (r == -ENOENT)
		return refuse(ret_refusal, FAILURE_FAULT, "join", r, "nsatlas-join is not beside nsatlas-exec: build it");
	if (r < 0)
		return refuse(ret_refusal, r == -EAGAIN ? FAILURE_LIMIT : failure_from_errno(r), "join", r, "nsatlas-join could not be started%s",
			      child->follows_target ? " in the target's control group" : "");
	if (child->follows_target && exec_cgroup_follow(setup, child, ret_refusal) < 0)
		return -1;
	return exec_join_converse(setup, child, ret_refusal);
}

/* Whoever may write to the target's groups can have taken it out of ours. */
static void kill_command(const struct exec_child *child)
{
	if (child->pidfd >= 0)
		(void) syscall(SYS_pidfd_send_signal, child->pidfd, SIGKILL, NULL, 0);
}

int exec_child_kill(struct exec_child *child)
{
	kill_command(child);
	if (child->cgroup.fd < 0)
		return sweep_kill(getpid(), child->pid);
	cgroup_kill(&child->cgroup);
	return 0;
}

static int end_group(struct exec_child *child)
{
	struct pollfd wait = { .fd = child->pidfd, .events = POLLIN };
	int r = cgroup_end(&child->cgroup);

	kill_command(child);
	if (child->follows_target && child->pidfd >= 0 && poll(&wait, 1, END_WAIT_MS) == 0)
		r = -EBUSY;
	if (r == 0)
		return cgroup_end(&child->note);
	cgroup_close(&child->note);
	return r;
}

static void reap(pid_t pid, int options)
{
	while (pid > 0 && waitpid(pid, NULL, options) < 0 && errno == EINTR)
		;
}

int exec_child_end(struct exec_child *child)
{
	int r = 0;

	cleanup_close(&child->socket);
	cleanup_close(&child->input);
	cleanup_close(&child->output);
	cleanup_close(&child->errout);
	cleanup_close(&child->terminal);
	if (child->cgroup.fd >= 0 || child->note.fd >= 0)
		r = end_group(child);
	else if (child->joiner > 0)
		r = sweep_kill(getpid(), child->pid);
	/* What could not be cleared away is its turn, once we have ended. */
	if (r == 0) {
		guard_forget(&child->guard, getpid());
		cleanup_close(&child->guard.line);
	}
	/* Who could not be killed is not waited for. */
	reap(child->joiner, r < 0 ? WNOHANG : 0);
	reap(child->pid, r < 0 ? WNOHANG : 0);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	cleanup_close(&child->pidfd);
	child->joiner = 0;
	child->pid = 0;
	return r;
}
