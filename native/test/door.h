/* A door of a test's own: nsatlas-listen at a place that nobody else knows. */
#ifndef NSATLAS_TEST_DOOR_H
#define NSATLAS_TEST_DOOR_H

#include <sys/un.h>

#include "helper.h"

static char directory[] = "/tmp/nsatlas-door-XXXXXX";
static char path[64];

enum { GUEST_UID = 23456, GUEST_GID = 23457 };

/* The words after `--`, and what is said before it beyond the socket. */
static inline pid_t start_listener(const char *const options[], const char *const program[])
{
	const char *argv[32] = { "nsatlas-listen", "--socket", path };
	int fd = open_program("nsatlas-listen"), count = 3;
	pid_t pid;

	for (; options && *options; options++)
		argv[count++] = *options;
	argv[count++] = "--";
	for (; *program; program++)
		argv[count++] = *program;
	pid = fork();
	must(pid >= 0);
	if (pid == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		quieten();
		(void) execveat(fd, "", (char *const *) (uintptr_t) argv, helper_environment, AT_EMPTY_PATH);
		_exit(127);
	}
	(void) close(fd);
	return pid;
}

static inline bool is_there(void)
{
	return access(path, F_OK) == 0;
}

static inline pid_t open_door(const char *const options[], const char *const program[])
{
	pid_t pid = start_listener(options, program);

	must(comes_true(is_there()));
	return pid;
}

static inline int exit_status(pid_t pid)
{
	int status;

	must(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static inline void shut_door(pid_t pid)
{
	must(kill(pid, SIGTERM) == 0);
	is_number(exit_status(pid), 0);
	ok(!is_there());
}

/* -errno where it cannot. */
static inline int knock(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	must(fd >= 0);
	(void) snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (connect(fd, (const struct sockaddr *) &address, sizeof(address)) == 0)
		return fd;
	(void) close(fd);
	return -errno;
}

/* True once the other side has closed. */
static inline bool is_over(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	char byte;

	return poll(&wait, 1, 0) == 1 && read(fd, &byte, 1) <= 0;
}

#define PROGRAM(...) ((const char *const []) { __VA_ARGS__, NULL })
#define OPTIONS(...) ((const char *const []) { __VA_ARGS__, NULL })

static inline int enter(void)
{
	int fd = knock();

	must(fd >= 0 && write(fd, "x", 1) == 1 && read(fd, &(char) { 0 }, 1) == 1);
	return fd;
}

/* A command with a daemon that has left its session, on the host itself. */
static inline void start_daemon(int fd)
{
	char request[512];

	(void) snprintf(request, sizeof(request), "{\"protocol\":1,\"verb\":\"exec\",\"target\":{\"pid\":%d,\"startTime\":%llu},"
		"\"namespaces\":[{\"type\":\"uts\",\"ino\":%llu,\"id\":null}],\"places\":[],"
		"\"argv\":[\"sh\",\"-c\",\"setsid -f sleep " UNSEEN("98706", "1") "; exec sleep " UNSEEN("98706", "2") "\"],\"as\":\"target\","
		"\"timeoutMs\":60000,\"outputLimitBytes\":1000}",
		(int) getpid(), (unsigned long long) start_time_of(getpid()), (unsigned long long) ino_of(getpid(), "uts"));
	must(frame_write(fd, FRAME_REQUEST, 0, request, strlen(request)) == 0);
}

static inline const char *exec_program(void)
{
	static char program[4096];

	(void) snprintf(program, sizeof(program), "%s/nsatlas-exec", getenv("NSATLAS_BUILD"));
	return program;
}

static pid_t tester;

static inline void clean_up(void)
{
	if (getpid() != tester)
		return;
	(void) unlink(path);
	(void) rmdir(directory);
}

static inline void choose_place(void)
{
	tester = getpid();
	(void) atexit(clean_up);
	(void) signal(SIGPIPE, SIG_IGN);
	must(mkdtemp(directory) && chmod(directory, 0755) == 0);
	(void) snprintf(path, sizeof(path), "%s/door", directory);
}

#endif
