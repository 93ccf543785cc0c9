#define _GNU_SOURCE
#include "listen-children.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup.h"
#include "cleanup.h"
#include "failure.h"
#include "hand-over.h"
#include "pids-limit.h"
#include "sandbox-registry.h"

/* Those of which something is being cleared away count too. */
_Static_assert(GUARD_WATCHED_MAX >= 2 * LISTEN_CONNECTION_LIMIT + LISTEN_SPARE_LIMIT, "the guard can watch all");

static void unblock_signals(void)
{
	sigset_t none;

	(void) sigemptyset(&none);
	(void) sigprocmask(SIG_SETMASK, &none, NULL);
}

/* A connection does not outlive its listener, however that one ends. */
static void die_with(pid_t listener)
{
	(void) prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
	if (getppid() != listener)
		_exit(1);
}

/* connection: what is its standard input and output; for one that waits, the line over which a connection will come. */
static _Noreturn void become_program(const struct listen_children *children, char *const *argv, int connection, pid_t listener)
{
	int error;

	guard_watch(&children->guard);
	die_with(listener);
	unblock_signals();
	/* dup2 leaves the copies open across execve, and the original of a descriptor above 2 is closed with all the rest. */
	if (dup2(connection, STDIN_FILENO) >= 0 && dup2(connection, STDOUT_FILENO) >= 0 && close_range(3, ~0u, 0) == 0)
		(void) execv(argv[0], argv);
	error = errno;
	/* On the line of one that waits a word would say that it waits: who takes its place says what is wrong. */
	if (argv != children->waiting_argv)
		(void) failure_send(STDOUT_FILENO, FAILURE_FAULT, "request", error, "the helper could not be started");
	_exit(127);
}

/* Its pid, or -errno. */
static pid_t start_program(const struct listen_children *children, char *const *argv, int connection)
{
	const pid_t listener = getpid();
	pid_t pid = fork();

	if (pid == 0)
		become_program(children, argv, connection, listener);
	return pid < 0 ? -errno : pid;
}

bool listen_children_lack_spare(const struct listen_children *children)
{
	return children->waiting_argv && children->spare_count < LISTEN_SPARE_LIMIT;
}

void listen_children_start_ahead(struct listen_children *children)
{
	CLEANUP_FD int theirs = -1, ours = -1;
	int ends[2];
	pid_t pid;

	if (!listen_children_lack_spare(children) || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return;
	theirs = ends[0];
	ours = ends[1];
	pid = start_program(children, children->waiting_argv, theirs);
	if (pid > 0)
		children->spares[children->spare_count++] = (struct listen_spare) { .pid = pid, .line = take_fd(&ours) };
}

static void drop_spare(struct listen_children *children, size_t at)
{
	cleanup_close(&children->spares[at].line);
	children->spare_count--;
	memmove(&children->spares[at], &children->spares[at + 1], (children->spare_count - at) * sizeof(children->spares[0]));
}

/* Whether one took the connection. One that is not so far yet takes a later one; one that has ended is taken note of as such. */
static bool give_to_spare(struct listen_children *children, int connection)
{
	for (size_t i = 0; i < children->spare_count; i++) {
		if (hand_over_send(children->spares[i].line, connection) < 0)
			continue;
		children->pids[children->count++] = children->spares[i].pid;
		drop_spare(children, i);
		return true;
	}
	return false;
}

int listen_children_start(struct listen_children *children, int connection)
{
	pid_t pid;

	if (children->count == LISTEN_CONNECTION_LIMIT)
		return -ENOSPC;
	if (give_to_spare(children, connection))
		return 0;
	pid = start_program(children, children->argv, connection);
	if (pid < 0)
		return pid;
	children->pids[children->count++] = pid;
	return 0;
}

/* Its processes first: a cable that one of them still has is in use. */
int listen_children_clear(pid_t ended)
{
	int of_group = cgroup_remove_leftover(ended);
	int of_pids = pids_limit_remove_leftover(ended);
	int of_registry = sandbox_registry_sweep(ended);

	if (of_group < 0)
		return of_group;
	return of_pids < 0 ? of_pids : of_registry;
}

/* What could not be cleared away stays with the guard, which tries again. */
static int clear_and_tell(const struct listen_children *children, pid_t ended)
{
	int r = listen_children_clear(ended);

	if (r == 0)
		guard_forget(&children->guard, ended);
	return r;
}

/* In a process of its own: it may take seconds, and other connections must not wait for it. */
static void clear_after(struct listen_children *children, pid_t ended)
{
	pid_t pid = fork();

	if (pid == 0) {
		unblock_signals();
		_exit(clear_and_tell(children, ended) < 0 ? 1 : 0);
	}
	if (pid > 0)
		children->clearing++;
	else
		(void) clear_and_tell(children, ended);
}

static bool forget_spare(struct listen_children *children, pid_t ended)
{
	for (size_t i = 0; i < children->spare_count; i++) {
		if (children->spares[i].pid != ended)
			continue;
		drop_spare(children, i);
		return true;
	}
	return false;
}

static bool forget(struct listen_children *children, pid_t ended)
{
	for (size_t i = 0; i < children->count; i++) {
		if (children->pids[i] != ended)
			continue;
		children->pids[i] = children->pids[--children->count];
		return true;
	}
	return false;
}

/* A helper that ended well has left nothing but the group it lived in: no further process is needed for that. */
static bool has_cleared(const struct listen_children *children, pid_t ended, int status)
{
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || pids_limit_remove_of(children->pids_group, ended) < 0)
		return false;
	guard_forget(&children->guard, ended);
	return true;
}

void listen_children_reap(struct listen_children *children)
{
	int status;
	pid_t ended;

	while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
		if (!forget_spare(children, ended) && !forget(children, ended))
			children->clearing--;
		else if (children->clears && !has_cleared(children, ended, status))
			clear_after(children, ended);
		if (WIFSIGNALED(status) && WTERMSIG(status) != SIGTERM && WTERMSIG(status) != SIGKILL)
			fprintf(stderr, "nsatlas-listen: process %d ended by signal %d\n", (int) ended, WTERMSIG(status));
	}
}

bool listen_children_are_left(const struct listen_children *children)
{
	return children->count > 0 || children->clearing > 0 || children->spare_count > 0;
}

void listen_children_signal(const struct listen_children *children, int signal)
{
	for (size_t i = 0; i < children->count; i++)
		(void) kill(children->pids[i], signal);
	for (size_t i = 0; i < children->spare_count; i++)
		(void) kill(children->spares[i].pid, signal);
}
