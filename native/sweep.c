#define _GNU_SOURCE
#include "sweep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "sweep-parse.h"

enum { ROUND_COUNT = 100, ROUND_PAUSE_MS = 20, ENVIRON_LIMIT = 256 * 1024 };

struct sweep {
	pid_t exec_pid;
	pid_t session;
	char mark[48];
	size_t mark_length;	/* its NUL included */
	char *environ;
};

static ssize_t read_proc(pid_t pid, const char *name, char *buffer, size_t room)
{
	char path[48];
	size_t done = 0;
	CLEANUP_FD int fd = -1;

	(void) snprintf(path, sizeof(path), "/proc/%d/%s", (int) pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while (done < room) {
		ssize_t n = read(fd, buffer + done, room - done);

		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		done += (size_t) n;
	}
	return (ssize_t) done;
}

static bool carries_mark(const struct sweep *sweep, pid_t pid)
{
	ssize_t length = read_proc(pid, "environ", sweep->environ, ENVIRON_LIMIT);

	return length > 0 && sweep_find_mark(sweep->environ, (size_t) length, sweep->mark, sweep->mark_length);
}

/* A zombie is as good as gone: only its parent can take it away. */
static bool is_ours(const struct sweep *sweep, pid_t pid)
{
	char bytes[1024];
	struct sweep_stat stat;
	ssize_t length = read_proc(pid, "stat", bytes, sizeof(bytes));

	if (length <= 0 || sweep_parse_stat(bytes, (size_t) length, &stat) < 0 || stat.state == 'Z' || stat.state == 'X')
		return false;
	return (stat.parent == getpid() && sweep->exec_pid == getpid()) || (sweep->session > 0 && stat.session == sweep->session) ||
	       carries_mark(sweep, pid);
}

/* The pidfd is taken before the look, so that what we looked at is what we kill. */
static bool kill_if_ours(const struct sweep *sweep, pid_t pid)
{
	CLEANUP_FD int pidfd = (int) syscall(SYS_pidfd_open, pid, 0);

	if (pidfd < 0 || !is_ours(sweep, pid))
		return false;
	return syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0) == 0;
}

/* How many were found alive, or -errno. */
static int kill_round(const struct sweep *sweep)
{
	CLEANUP_DIR DIR *dir = opendir("/proc");
	struct dirent *entry;
	int found = 0;

	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		pid_t pid = (pid_t) strtol(entry->d_name, NULL, 10);

		if (pid > 0 && pid != getpid() && pid != sweep->exec_pid && kill_if_ours(sweep, pid))
			found++;
	}
	return found;
}

int sweep_kill(pid_t exec_pid, pid_t session)
{
	struct timespec pause = { .tv_nsec = ROUND_PAUSE_MS * 1000000L };
	CLEANUP_FREE char *environ = malloc(ENVIRON_LIMIT);
	struct sweep sweep = {
		.exec_pid = exec_pid, .session = session, .environ = environ,
	};

	if (!environ)
		return -ENOMEM;
	sweep.mark_length = 1 + (size_t) snprintf(sweep.mark, sizeof(sweep.mark), SWEEP_MARK "=%d", (int) exec_pid);
	for (int round = 0; round < ROUND_COUNT; round++) {
		int found = kill_round(&sweep);

		if (found <= 0)
			return found;
		(void) nanosleep(&pause, NULL);
	}
	return -EBUSY;
}
