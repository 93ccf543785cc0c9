#define _GNU_SOURCE
#include "companion.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ns-join.h"
#include "passfd.h"

/* Those that were started, and may not have ended. */
enum { COMPANIONS_MAX = 8 };
static pid_t companions[COMPANIONS_MAX];

static pid_t *find_companion(pid_t pid)
{
	for (size_t i = 0; i < COMPANIONS_MAX; i++)
		if (companions[i] == pid)
			return &companions[i];
	return NULL;
}

bool companion_is_one(pid_t pid)
{
	return pid > 0 && find_companion(pid);
}

static _Noreturn void be_companion(int channel, enum privilege privilege, companion_serve *serve, pid_t parent)
{
	int r = ns_join_keep_only(channel);

	if (r == 0)
		r = privilege_keep(privilege);
	if (r == 0)
		r = privilege_guard();
	/* After the change of credentials, which takes the death signal back. */
	if (r == 0)
		r = ns_join_die_with(parent);
	if (r == 0)
		r = serve(parent);
	_exit(r < 0);
}

int companion_start(struct companion *companion, enum privilege privilege, companion_serve *serve)
{
	const pid_t parent = getpid();
	pid_t *free_place = find_companion(0);
	int ends[2];
	pid_t pid;

	if (!free_place)
		return -EAGAIN;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		be_companion(ends[1], privilege, serve, parent);
	(void) close(ends[1]);
	if (pid < 0) {
		(void) close(ends[0]);
		return -EAGAIN;
	}
	*free_place = pid;
	*companion = (struct companion) { .socket = ends[0], .pid = pid };
	return 0;
}

int companion_wait(struct companion *companion, int timeout_ms)
{
	int r = passfd_wait(companion->socket, timeout_ms);

	companion->is_late = r == -ETIMEDOUT;
	return r;
}

int companion_ask(struct companion *companion, const void *question, size_t length, int fd, int timeout_ms)
{
	int r;

	if (companion->pid == 0)
		return -EPERM;
	if (companion->is_late)
		return -ETIMEDOUT;
	r = passfd_send(companion->socket, question, length, fd);
	return r < 0 ? r : companion_wait(companion, timeout_ms);
}

static void bury(pid_t pid)
{
	pid_t *place = find_companion(pid);

	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (place)
		*place = 0;
}

void companion_end(struct companion *companion)
{
	if (companion->pid == 0)
		return;
	/* Not close(2): a child of ours may hold the socket too. */
	(void) shutdown(companion->socket, SHUT_RDWR);
	/* One that is kept waiting, or stopped, ends with us: by PR_SET_PDEATHSIG, which ends even a stopped one. */
	if (!companion->is_late && !companion->may_be_stopped)
		bury(companion->pid);
	(void) close(companion->socket);
	*companion = (struct companion) COMPANION_NONE;
}
