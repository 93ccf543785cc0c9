/* What nsatlas-join says to the helper while it joins, and what whoever took it over inside might say: eight bytes for each report,
 * which are its stage, error, types, number, and which descriptors come with it. */
#define _GNU_SOURCE
#include "fuzz.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "exec-channel.h"

enum { REPORT_BYTES = 8, REPORTS_MAX = 12, KINDS = 4, FDS_MAX = NSTYPE_COUNT + 1, COMMANDS = 2 };

static int kinds[KINDS];	/* pidfds of this process and of another, a terminal, a file */
static pid_t first_pid, other_pid;
static int silence;		/* nothing ever arrives there */

static int open_pidfd(pid_t pid)
{
	return (int) syscall(SYS_pidfd_open, pid, 0);
}

static pid_t start_other(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		for (;;)
			(void) pause();
	}
	return pid;
}

static void prepare(void)
{
	if (other_pid > 0)
		return;
	first_pid = getpid();
	other_pid = start_other();
	holds(other_pid > 0);
	kinds[0] = open_pidfd(first_pid);
	kinds[1] = open_pidfd(other_pid);
	kinds[2] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	kinds[3] = open("/dev/null", O_RDWR | O_CLOEXEC);
	silence = eventfd(0, EFD_CLOEXEC);
	for (int i = 0; i < KINDS; i++)
		holds(kinds[i] >= 0);
}

static void send_report(int socket, const uint8_t *bytes)
{
	union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int) * FDS_MAX)]; } control = { 0 };
	const struct join_report report = { .stage = bytes[0], .error = bytes[1], .types = bytes[2] | (uint32_t) bytes[3] << 8, .number = bytes[4] };
	struct iovec part = { (void *) (uintptr_t) &report, sizeof(report) - (bytes[5] == 0xff) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	size_t count = bytes[6] % (FDS_MAX + 1);
	int fds[FDS_MAX];

	for (size_t i = 0; i < FDS_MAX; i++)
		fds[i] = kinds[(bytes[7] + i) % KINDS];
	if (count > 0) {
		message.msg_control = &control;
		message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
		control.header = (struct cmsghdr) { .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int) * count) };
		memcpy(CMSG_DATA(&control.header), fds, sizeof(int) * count);
	}
	(void) sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static int next_fd(void)
{
	int fd = dup(silence);

	holds(fd >= 0);
	(void) close(fd);
	return fd;
}

/* The process that the first report with a process of its own named, 0 where there was none. */
static pid_t named_first(const uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++, bytes += REPORT_BYTES)
		if (bytes[0] == JOIN_STAGE_FORKED && bytes[1] == 0 && bytes[6] % (FDS_MAX + 1) == 1)
			return bytes[7] % KINDS == 0 ? first_pid : bytes[7] % KINDS == 1 ? other_pid : 0;
	return 0;
}

static void close_child(const struct exec_child *child)
{
	const int fds[] = { child->pidfd, child->input, child->output, child->terminal, child->socket };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			(void) close(fds[i]);
}

static void converse(const uint8_t *bytes, size_t count)
{
	static struct exec_request request;
	static struct exec_plan plan;
	const struct connection connection = { .in = silence, .out = silence };
	const struct exec_setup setup = { .connection = &connection, .request = &request, .plan = &plan, .signals = silence };
	struct exec_child child = EXEC_CHILD_NONE;
	struct refusal refusal = { 0 };
	int ends[2], r;

	exec_plan_init(&plan);
	request.command_count = COMMANDS;
	request.argument_count = COMMANDS;
	request.command_arguments[0] = request.command_arguments[1] = 1;
	memcpy(request.arguments, "a\0b", 4);
	holds(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
	child.socket = ends[0];
	for (size_t i = 0; i < count; i++)
		send_report(ends[1], bytes + i * REPORT_BYTES);
	(void) shutdown(ends[1], SHUT_WR);
	r = exec_join_converse(&setup, &child, &refusal);
	holds(r == 0 || refusal.message[0] != '\0');
	holds(child.command < COMMANDS);
	holds(child.pid == 0 || child.pid == named_first(bytes, count));
	holds(r < 0 || child.pid > 0);
	close_child(&child);
	(void) close(ends[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	size_t count = length / REPORT_BYTES;
	int before;

	prepare();
	before = next_fd();
	converse(bytes, count < REPORTS_MAX ? count : REPORTS_MAX);
	/* Whatever came, it is closed again. */
	holds(next_fd() == before);
	return 0;
}
