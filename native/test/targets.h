/* For tests with real namespaces: targets to join, facts about processes from stat(2) and /proc, and waiting for a fact. */
#ifndef NSATLAS_TEST_TARGETS_H
#define NSATLAS_TEST_TARGETS_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "procfs.h"
#include "tap.h"

enum { WAIT_MS = 10000, PROGRAM_OUTPUT_ROOM = 256 * 1024 };

/* --- waiting for facts */

static inline int64_t test_now_ms(void)
{
	struct timespec now;

	(void) clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* True once the condition holds; looks again and again, WAIT_MS at most. */
#define comes_true(condition) __extension__ ({ \
	int64_t until_ = test_now_ms() + WAIT_MS; \
	bool holds_; \
	while (!(holds_ = (condition)) && test_now_ms() < until_) \
		(void) poll(NULL, 0, 5); \
	holds_; \
})

/* --- programs of the test's own */

struct program_child {
	pid_t pid;
	int input;		/* closing it ends a target */
	int output;
};

/* What programs say on standard error is seen with NSATLAS_TEST_LOG only. */
static inline void quieten(void)
{
	int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (!getenv("NSATLAS_TEST_LOG"))
		(void) dup2(nothing, STDERR_FILENO);
}

/* Starts argv with a pipe on both ends; it dies with us. */
static inline struct program_child spawn(const char *const argv[])
{
	int in[2], out[2];
	struct program_child child;

	must(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0);
	child.pid = fork();
	must(child.pid >= 0);
	if (child.pid == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		(void) dup2(in[0], STDIN_FILENO);
		(void) dup2(out[1], STDOUT_FILENO);
		quieten();
		(void) execvp(argv[0], (char *const *) (uintptr_t) argv);
		_exit(127);
	}
	(void) close(in[0]);
	(void) close(out[1]);
	child.input = in[1];
	child.output = out[0];
	return child;
}

static inline void end_program(struct program_child *child)
{
	(void) close(child->input);
	(void) close(child->output);
	(void) kill(child->pid, SIGKILL);
	(void) waitpid(child->pid, NULL, 0);
}

/* What a program prints, as a string to free. */
static inline char *output_of(const char *const argv[])
{
	struct program_child child = spawn(argv);
	char *text = calloc(1, PROGRAM_OUTPUT_ROOM);
	size_t length = 0;
	ssize_t n;

	must(text);
	(void) close(child.input);
	while ((n = read(child.output, text + length, PROGRAM_OUTPUT_ROOM - 1 - length)) > 0)
		length += (size_t) n;
	(void) close(child.output);
	(void) waitpid(child.pid, NULL, 0);
	return text;
}

/* --- targets */

struct target_child {
	struct program_child outer;
	pid_t pid;		/* the process to join, as we number it */
};

static inline pid_t only_child_of(pid_t pid)
{
	char path[64];
	int child = 0;
	FILE *file;

	(void) snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int) pid, (int) pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%d", &child) != 1)
		child = 0;
	(void) fclose(file);
	return child;
}

static inline void await_ready(struct target_child *target)
{
	char line[8] = "";

	must(read(target->outer.output, line, 6) == 6 && strncmp(line, "ready\n", 6) == 0);
}

/* argv ends by executing a shell's `echo ready; exec cat`. forks: how many processes lie between it and argv. */
static inline struct target_child start_target(const char *const argv[], int forks)
{
	struct target_child target = { .outer = spawn(argv) };

	await_ready(&target);
	target.pid = target.outer.pid;
	while (forks-- > 0) {
		target.pid = only_child_of(target.pid);
		must(target.pid > 0);
	}
	return target;
}

/* A target that is our own code: prepare runs in it, then it says that it is ready and waits for its end. */
static inline struct target_child fork_function(void (*prepare)(void))
{
	struct target_child target = { 0 };
	int in[2], out[2];
	char word;

	must(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0);
	target.pid = fork();
	must(target.pid >= 0);
	if (target.pid == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		(void) close(in[1]);
		prepare();
		(void) !write(out[1], "ready\n", 6);
		(void) !read(in[0], &word, 1);
		_exit(0);
	}
	(void) close(in[0]);
	(void) close(out[1]);
	target.outer = (struct program_child) { .pid = target.pid, .input = in[1], .output = out[0] };
	return target;
}

static inline struct target_child start_function(void (*prepare)(void))
{
	struct target_child target = fork_function(prepare);

	await_ready(&target);
	return target;
}

static inline void end_target(struct target_child *target)
{
	if (target->pid != target->outer.pid)
		(void) kill(target->pid, SIGKILL);
	end_program(&target->outer);
}

#define READY "echo ready; exec cat"
#define TARGET(...) ((const char *const []) { __VA_ARGS__, "sh", "-c", READY, NULL })

static inline uint64_t start_time_of(pid_t pid)
{
	CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };
	CLEANUP_FD int proc_fd = -1;
	struct procfs_stat stat;

	must(procfs_open(pid, &proc_fd) == 0 && procfs_read_stat(proc_fd, &scratch, &stat) == 0);
	return stat.start_time;
}

/* Asked of the kernel by stat(2), not by what is under test. */
static inline uint64_t ino_of(pid_t pid, const char *link)
{
	struct stat status;
	char path[64];

	(void) snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int) pid, link);
	must(stat(path, &status) == 0);
	return status.st_ino;
}

/* The value of a line of /proc/PID/status, blanks at its ends left out, to free. */
static inline char *status_of(pid_t pid, const char *name)
{
	CLEANUP_FREE char *line = NULL;
	size_t room = 0, skip = strlen(name);
	char path[64], *value = NULL;
	FILE *file;

	(void) snprintf(path, sizeof(path), "/proc/%d/status", (int) pid);
	file = fopen(path, "re");
	must(file);
	while (!value && getline(&line, &room, file) > 0) {
		if (strncmp(line, name, skip) == 0 && line[skip] == ':') {
			line[strcspn(line, "\n")] = '\0';
			value = strdup(line + skip + 1 + strspn(line + skip + 1, " \t"));
		}
	}
	(void) fclose(file);
	must(value);
	for (size_t end = strlen(value); end > 0 && value[end - 1] == ' '; end--)
		value[end - 1] = '\0';
	return value;
}

/* How many of its descriptors are of files whose path begins so. */
static inline int count_descriptors(pid_t pid, const char *prefix)
{
	char path[64], name[300];
	CLEANUP_DIR DIR *dir = NULL;
	struct dirent *entry;
	int count = 0;

	(void) snprintf(path, sizeof(path), "/proc/%d/fd", (int) pid);
	dir = opendir(path);
	must(dir);
	while ((entry = readdir(dir))) {
		ssize_t n = readlinkat(dirfd(dir), entry->d_name, name, sizeof(name) - 1);

		name[n > 0 ? n : 0] = '\0';
		count += n > 0 && strncmp(name, prefix, strlen(prefix)) == 0;
	}
	return count;
}

/* --- what is left */

/* A zombie still answers kill(2), and who buries it here takes their time. */
static inline bool has_ended(pid_t pid)
{
	CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };
	CLEANUP_FD int proc_fd = -1;
	struct procfs_stat stat;

	return procfs_open(pid, &proc_fd) < 0 || procfs_read_stat(proc_fd, &scratch, &stat) < 0 || stat.state == 'Z';
}

/*
 * Live processes whose command line holds this text. A zombie has none; nor has a process for a moment while it executes a program
 * (begin_new_exec() comes before create_elf_tables()): of one that lives it has to come true.
 */
static inline int count_processes(const char *text)
{
	CLEANUP_DIR DIR *dir = opendir("/proc");
	struct dirent *entry;
	int count = 0;

	must(dir);
	while ((entry = readdir(dir))) {
		CLEANUP_BUFFER struct procfs_buffer line = { 0 };
		CLEANUP_FD int proc_fd = -1;
		pid_t pid = (pid_t) atoi(entry->d_name);

		if (pid <= 0 || pid == getpid() || procfs_open(pid, &proc_fd) < 0)
			continue;
		if (procfs_read(proc_fd, "cmdline", 4096, &line) == 0 && memmem(line.bytes, line.length, text, strlen(text)))
			count++;
	}
	return count;
}

/* A word of a shell script that the shell's own command line does not hold: so only what the shell has started is counted. */
#define UNSEEN(beginning, end) beginning "''" end

#endif
