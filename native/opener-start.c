/* Starting the opener: apart, since the exec door asks no opener and needs no filter. */
#define _GNU_SOURCE
#include "opener.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "filter.h"
#include "privilege.h"

static _Noreturn void be_opener(int socket, pid_t parent)
{
	int r = prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ? -errno : 0;

	(void) close(STDIN_FILENO);
	(void) close(STDOUT_FILENO);
	if (r == 0 && getppid() == parent)
		r = privilege_keep(PRIVILEGE_LOOK);
	if (r == 0)
		r = filter_install_for_opener();
	if (r == 0)
		opener_answer(socket);
	_exit(r < 0 ? 1 : 0);
}

int opener_start(void)
{
	const pid_t parent = getpid();
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	pid = fork();
	if (pid == 0) {
		(void) close(ends[0]);
		be_opener(ends[1], parent);
	}
	(void) close(ends[1]);
	if (pid < 0) {
		(void) close(ends[0]);
		return -EAGAIN;
	}
	opener_use(ends[0], pid);
	return 0;
}
