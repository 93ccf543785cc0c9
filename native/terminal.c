#define _GNU_SOURCE
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "procfs.h"
#include "terminal-request.h"

enum { MULTIPLEXER_MAJOR = 5, MULTIPLEXER_MINOR = 2 };

/* devpts gave the slave the mode, and the group tty if there is one, that the host's administrator mounted it with. */
int terminal_open(uid_t uid, int *ret_master, int *ret_slave)
{
	CLEANUP_FD int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	CLEANUP_FD int slave = -1;

	if (master < 0 || unlockpt(master) < 0)
		return -errno;
	/* By no path: what stands at /dev/pts/N need not be ours. */
	slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0)
		return -errno;
	/* An ordinary user's helper may not, and need not: the command can use what it holds. */
	(void) !fchown(slave, uid, (gid_t) -1);
	*ret_master = take_fd(&master);
	*ret_slave = take_fd(&slave);
	return 0;
}

/* A device's number decides which driver opened it, whatever file system its file is in; so after it TIOCGPTN is the
 * kernel's. */
bool terminal_is_master(int fd)
{
	struct statx status;
	unsigned int number;

	if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_TYPE, &status) < 0 || !S_ISCHR(status.stx_mode))
		return false;
	if (status.stx_rdev_major != MULTIPLEXER_MAJOR || status.stx_rdev_minor != MULTIPLEXER_MINOR)
		return false;
	return ioctl(fd, TIOCGPTN, &number) == 0;
}

int terminal_resize(int master, unsigned int rows, unsigned int columns)
{
	const struct winsize size = { .ws_row = (unsigned short) rows, .ws_col = (unsigned short) columns };

	if (rows == 0 || rows > TERMINAL_SIDE_MAX || columns == 0 || columns > TERMINAL_SIDE_MAX)
		return -EINVAL;
	return ioctl(master, TIOCSWINSZ, &size) < 0 ? -errno : 0;
}

/* Through a pidfd taken before the look, so that what we looked at is what gets it. The session's number stays its own as
 * long as the helper has not taken away its leader; the group's may have come to mean others, elsewhere, long since. */
static bool signal_if_in(pid_t pid, pid_t session, pid_t group, int signal)
{
	CLEANUP_FD int pidfd = (int) syscall(SYS_pidfd_open, pid, 0);

	if (pidfd < 0 || getsid(pid) != session || getpgid(pid) != group)
		return false;
	return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) == 0;
}

static int signal_group(pid_t session, pid_t group, int signal)
{
	struct procfs_pids pids = { 0 };
	int r = procfs_list_pids(&pids);
	bool found = false;

	for (size_t i = 0; r == 0 && i < pids.count; i++)
		found = signal_if_in(pids.pids[i], session, group, signal) || found;
	procfs_pids_free(&pids);
	/* Where /proc hides the processes of others (hidepid) from a helper that gave up its rights. */
	if (!found)
		(void) signal_if_in(group, session, group, signal);
	return r;
}

int terminal_signal(int master, pid_t session, int signal)
{
	pid_t group;

	switch (signal) {
	case SIGINT:
	case SIGQUIT:
	case SIGTSTP:
		return ioctl(master, TIOCSIG, signal) < 0 ? -errno : 0;
	case SIGHUP:
	case SIGKILL:
	case SIGTERM:
	case SIGUSR1:
	case SIGUSR2:
	case SIGCONT:
	case SIGWINCH:
		/* Asked through the master the kernel answers in our numbers, whatever the command's pid namespace. */
		if (ioctl(master, TIOCGPGRP, &group) < 0)
			return -errno;
		return group > 0 ? signal_group(session, group, signal) : 0;
	default:
		return -EINVAL;
	}
}
