/* The command's environment. Made from nothing, or on request what the target was started with, which may hold secrets: those
 * who may join it as itself can read them anyway. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cleanup.h"
#include "exec-plan.h"
#include "exec-variables.h"
#include "procfs.h"
#include "sweep.h"

enum { TARGET_LIMIT_BYTES = 128 * 1024 };

__attribute__((format(printf, 2, 3)))
static void add_ours(struct exec_variables *environment, const char *format, ...)
{
	char variable[256];
	va_list values;
	int n;

	va_start(values, format);
	n = vsnprintf(variable, sizeof(variable), format, values);
	va_end(values);
	if (n > 0 && (size_t) n < sizeof(variable))
		exec_variables_add(environment, variable, (size_t) n);
	else
		environment->is_full = true;
}

/* Of two with one name the later was meant. */
static void add_asked(struct exec_variables *environment, const struct exec_options *options)
{
	for (size_t i = options->variable_count; i > 0; i--)
		exec_variables_add(environment, options->variables[i - 1], strlen(options->variables[i - 1]));
}

/* Nothing of the helper's, nothing of the target's. No name is asked for in a foreign /etc/passwd. */
static void add_clean(struct exec_variables *environment, const struct join_spec *spec)
{
	bool is_root = spec->uid == 0;

	add_ours(environment, "PATH=%s", JOIN_SEARCH_PATH);
	add_ours(environment, "LANG=C.UTF-8");
	add_ours(environment, "TERM=dumb");
	add_ours(environment, "SHELL=/bin/sh");
	add_ours(environment, "HOME=%s", is_root ? "/root" : "/");
	if (is_root)
		add_ours(environment, "USER=root");
	else if (spec->uid != JOIN_ID_KEPT)
		add_ours(environment, "USER=%u", spec->uid);
}

static int refuse_read(const struct target *target, int error, struct refusal *ret_refusal)
{
	if (error == -ESRCH)
		return refuse(ret_refusal, FAILURE_GONE, "target", error, "process %d has ended", (int) target->pid);
	return refuse(ret_refusal, failure_from_errno(error), "target", error, "the environment of process %d cannot be read",
		      (int) target->pid);
}

static int add_target_s(struct exec_variables *environment, const struct target *target, struct refusal *ret_refusal)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	int r = procfs_read(target->proc_fd, "environ", TARGET_LIMIT_BYTES + 1, &text);

	if (r < 0)
		return refuse_read(target, r, ret_refusal);
	if (text.length > TARGET_LIMIT_BYTES)
		return refuse(ret_refusal, FAILURE_LIMIT, "target", E2BIG, "the environment of process %d is longer than %d KiB",
			      (int) target->pid, TARGET_LIMIT_BYTES / 1024);
	exec_variables_add_environ(environment, text.bytes, text.length);
	return 0;
}

static int write_whole(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t n = write(fd, bytes, length);

		if (n < 0 && errno != EINTR)
			return -errno;
		bytes += n > 0 ? n : 0;
		length -= n > 0 ? (size_t) n : 0;
	}
	return 0;
}

static int put_into_file(const struct exec_variables *environment, struct exec_plan *plan)
{
	CLEANUP_FD int fd = memfd_create("nsatlas-environment", MFD_CLOEXEC);
	int r;

	if (fd < 0)
		return -errno;
	r = write_whole(fd, environment->bytes, environment->length);
	if (r < 0)
		return r;
	plan->spec.environment_count = environment->count;
	plan->spec.environment_bytes = environment->length;
	plan->fds[JOIN_FD_ENVIRONMENT] = take_fd(&fd);
	return 0;
}

/* By our mark the command's processes are known (sweep.h), and only the asker knows the terminal: these come first, and so no
 * other can stand in their place. */
int exec_environment_fill(const struct exec_request *request, const struct target *target, struct exec_plan *plan,
			  struct refusal *ret_refusal)
{
	static struct exec_variables environment;
	const struct exec_options *options = &request->options;
	int r;

	exec_variables_init(&environment);
	add_ours(&environment, SWEEP_MARK "=%d", (int) getpid());
	if (request->terminal.is_wanted)
		add_ours(&environment, "TERM=%s", request->terminal.name);
	add_asked(&environment, options);
	if (options->environment == EXEC_ENVIRONMENT_TARGET) {
		if (add_target_s(&environment, target, ret_refusal) < 0)
			return -1;
	} else {
		add_clean(&environment, &plan->spec);
	}
	if (environment.is_full)
		return refuse(ret_refusal, FAILURE_LIMIT, "target", E2BIG, "the environment has more than %d variables or %d KiB",
			      JOIN_ENVIRONMENT_LIMIT, JOIN_ENVIRONMENT_BYTES / 1024);
	r = put_into_file(&environment, plan);
	return r < 0 ? refuse(ret_refusal, failure_from_errno(r), "run", r, "the environment could not be handed over") : 0;
}
