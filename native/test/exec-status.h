/* For the tests of exec: what a command is and may, as its own status file says, and a target whose ids are mapped. */
#ifndef NSATLAS_TEST_EXEC_STATUS_H
#define NSATLAS_TEST_EXEC_STATUS_H

#include <grp.h>
#include <sched.h>

#include "exec-client.h"

#define STATUS "cat /proc/self/status"

/* The value of a line of a status file as the command printed it, to free. */
static inline char *line_in(const char *status, const char *name)
{
	const char *at = strstr(status, name);
	char *value;

	if (!at)
		return strdup("(no such line)");
	at += strlen(name) + 1;
	at += strspn(at, " \t");
	value = strndup(at, strcspn(at, "\n"));
	for (size_t end = strlen(value); end > 0 && value[end - 1] == ' '; end--)
		value[end - 1] = '\0';
	return value;
}

static inline void expect_line(const struct exec_run *run, const char *name, const char *want)
{
	char *value = line_in(run->out, name);

	is_string(value, want);
	free(value);
}

/* --- a user namespace with the ids from 100000 on, as a rootless container has it; the target is 33 in the groups 44 and 100 */

static int unshared[2], mapped[2];

static inline void become_33_in_a_mapped_namespace(void)
{
	gid_t groups[] = { 44, 100 };
	char word;

	must(unshare(CLONE_NEWUSER | CLONE_NEWUTS) == 0 && write(unshared[1], "u", 1) == 1);
	must(read(mapped[0], &word, 1) == 1);
	must(setgroups(2, groups) == 0 && setresgid(33, 33, 33) == 0 && setresuid(33, 33, 33) == 0);
}

static inline void write_map(pid_t pid, const char *name)
{
	const char text[] = "0 100000 65536";
	char path[64];
	int fd;

	(void) snprintf(path, sizeof(path), "/proc/%d/%s", (int) pid, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	must(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t) strlen(text));
	(void) close(fd);
}

static inline struct target_child start_mapped_target(void)
{
	struct target_child target;
	char word;

	must(pipe2(unshared, O_CLOEXEC) == 0 && pipe2(mapped, O_CLOEXEC) == 0);
	target = fork_function(become_33_in_a_mapped_namespace);
	must(read(unshared[0], &word, 1) == 1);
	write_map(target.pid, "uid_map");
	write_map(target.pid, "gid_map");
	must(write(mapped[1], "m", 1) == 1);
	await_ready(&target);
	for (int i = 0; i < 2; i++) {
		(void) close(unshared[i]);
		(void) close(mapped[i]);
	}
	return target;
}

#endif
