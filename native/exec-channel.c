#define _GNU_SOURCE
#include "exec-channel.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "audit-quote.h"
#include "cleanup.h"
#include "clock.h"
#include "count.h"
#include "procfs.h"
#include "terminal.h"
#include "terminal-mount.h"

/* task_struct.flags: forked, and has not executed a program since (include/linux/sched.h). */
#define PF_FORKNOEXEC 0x40u

int exec_channel_send_spec(const struct exec_child *child, struct exec_plan *plan)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int) * JOIN_FD_COUNT)];
	} control = { 0 };
	struct iovec part = { &plan->spec, sizeof(plan->spec) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control };
	int fds[JOIN_FD_COUNT];
	size_t count = 0;

	for (int which = 0; which < JOIN_FD_COUNT; which++) {
		if (plan->fds[which] < 0)
			continue;
		plan->spec.fds |= 1u << which;
		fds[count++] = plan->fds[which];
	}
	message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(int) * count);
	memcpy(CMSG_DATA(&control.header), fds, sizeof(int) * count);
	return sendmsg(child->socket, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int exec_channel_receive(int socket, struct join_report *ret_report, int *ret_fds, size_t *ret_count)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int) * NSTYPE_COUNT)];
	} control = { 0 };
	struct iovec part = { ret_report, sizeof(*ret_report) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control) };
	ssize_t n;

	*ret_count = 0;
	do
		n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == ECONNRESET ? -ENODATA : -errno;
	if (message.msg_controllen >= sizeof(struct cmsghdr) && control.header.cmsg_type == SCM_RIGHTS) {
		*ret_count = (control.header.cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(ret_fds, CMSG_DATA(&control.header), *ret_count * sizeof(int));
	}
	if (n == 0)
		return -ENODATA;
	return n == (ssize_t) sizeof(*ret_report) && (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0 ? 0 : -EBADMSG;
}

/* The kernel's word for which process a pidfd is; nsatlas-join's own numbers are not asked for. */
static int read_pid_of(int pidfd, pid_t *ret_pid)
{
	CLEANUP_FILE FILE *file = NULL;
	char path[48], line[128];
	int pid;

	(void) snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "Pid: %d", &pid) != 1)
			continue;
		*ret_pid = pid;
		return pid > 0 ? 0 : -ESRCH;
	}
	return -EBADMSG;
}

int exec_channel_take_child(struct exec_child *child, int pidfd)
{
	cleanup_close(&child->pidfd);
	child->pidfd = pidfd;
	return read_pid_of(pidfd, &child->pid);
}

void exec_channel_close_all(const int *fds, size_t count)
{
	while (count > 0)
		(void) close(fds[--count]);
}

/* Whoever may trace the joining program inside may have sent something else in its place. */
int exec_channel_take_terminal(struct exec_child *child, int master)
{
	if (!terminal_is_master(master)) {
		(void) close(master);
		return -ENOTTY;
	}
	return exec_child_take_terminal(child, master);
}

void exec_channel_answer_terminal(const struct exec_child *child)
{
	CLEANUP_FD int proc_fd = -1;
	char answer = JOIN_GO;

	if (procfs_open(child->pid, &proc_fd) == 0 && terminal_mount_is_devpts(proc_fd))
		answer = JOIN_LOOK;
	(void) send(child->socket, &answer, 1, MSG_NOSIGNAL);
}

/* The kernel still knows it of a zombie. */
bool exec_channel_has_executed(const struct exec_child *child)
{
	CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };
	CLEANUP_FD int proc_fd = -1;
	struct procfs_stat stat;

	return procfs_open(child->pid, &proc_fd) == 0 && procfs_read_stat(proc_fd, &scratch, &stat) == 0 && !(stat.flags & PF_FORKNOEXEC);
}

int exec_channel_wait(const struct exec_child *child, const struct connection *connection, int signals, int64_t deadline)
{
	struct pollfd waits[] = { { child->socket, POLLIN, 0 }, { signals, POLLIN, 0 }, { connection->in, POLLRDHUP, 0 } };

	for (;;) {
		int64_t left = deadline - clock_now_ms();

		if (left <= 0)
			return -ETIMEDOUT;
		if (poll(waits, COUNT(waits), (int) left) < 0 && errno != EINTR)
			return -errno;
		if (waits[1].revents != 0 || waits[2].revents != 0)
			return -ECANCELED;
		if (waits[0].revents != 0)
			return 0;
	}
}

int exec_channel_refuse_command(const char *name, int error, struct refusal *ret_refusal)
{
	char command[256];

	(void) audit_quote(name, command, sizeof(command));
	switch (error) {
	case ENOENT:
		return refuse(ret_refusal, FAILURE_JOIN, "run", error, "no such command in that mount namespace: %s", command);
	case EACCES:
		return refuse(ret_refusal, FAILURE_JOIN, "run", error, "it may not be executed there: %s", command);
	case ELIBACC:
		return refuse(ret_refusal, FAILURE_JOIN, "run", error, "the interpreter or loader of this command is not there: %s", command);
	case ENOEXEC:
		return refuse(ret_refusal, FAILURE_JOIN, "run", error, "not a program that can be executed: %s", command);
	default:
		return refuse(ret_refusal, FAILURE_JOIN, "run", error, "the command could not be executed: %s", command);
	}
}
