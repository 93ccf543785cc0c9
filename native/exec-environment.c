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
#include "procfs.h"
#include "sweep.h"

enum { TARGET_LIMIT_BYTES = 128 * 1024 };

/* What was added first stays: a later variable of the same name is left out. */
struct environment {
	uint32_t count;
	uint32_t length;
	bool is_full;
	char bytes[JOIN_ENVIRONMENT_BYTES];
};

static bool has_name(const struct environment *environment, const char *variable, size_t name_length)
{
	const char *at = environment->bytes, *end = at + environment->length;

	for (; at < end; at += strlen(at) + 1)
		if (strncmp(at, variable, name_length) == 0 && at[name_length] == '=')
			return true;
	return false;
}

/* What has no name is no variable: a process may write anything over its environment. */
static void add(struct environment *environment, const char *variable, size_t length)
{
	const char *equals = memchr(variable, '=', length);

	if (!equals || equals == variable || has_name(environment, variable, (size_t) (equals - variable)))
		return;
	if (environment->count == JOIN_ENVIRONMENT_LIMIT || length + 1 > sizeof(environment->bytes) - environment->length) {
		environment->is_full = true;
		return;
	}
	memcpy(environment->bytes + environment->length, variable, length);
	environment->bytes[environment->length + length] = '\0';
	environment->length += (uint32_t) length + 1;
	environment->count++;
}

__attribute__((format(printf, 2, 3)))
static void add_ours(struct environment *environment, const char *format, ...)
{
	char variable[256];
	va_list values;
	int n;

	va_start(values, format);
	n = vsnprintf(variable, sizeof(variable), format, values);
	va_end(values);
	if (n > 0 && (size_t) n < sizeof(variable))
		add(environment, variable, (size_t) n);
	else
		environment->is_full = true;
}

/* Of two with one name the later was meant. */
static void add_asked(struct environment *environment, const struct exec_options *options)
{
	for (size_t i = options->variable_count; i > 0; i--)
		add(environment, options->variables[i - 1], strlen(options->variables[i - 1]));
}

/* Nothing of the helper's, nothing of the target's. No name is asked for in a foreign /etc/passwd. */
static void add_clean(struct environment *environment, const struct join_spec *spec)
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

static int add_target_s(struct environment *environment, const struct target *target, struct refusal *ret_refusal)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	int r = procfs_read(target->proc_fd, "environ", TARGET_LIMIT_BYTES + 1, &text);

	if (r < 0)
		return refuse_read(target, r, ret_refusal);
	if (text.length > TARGET_LIMIT_BYTES)
		return refuse(ret_refusal, FAILURE_LIMIT, "target", E2BIG, "the environment of process %d is longer than %d KiB",
			      (int) target->pid, TARGET_LIMIT_BYTES / 1024);
	for (size_t at = 0, length; at < text.length; at += length + 1) {
		length = strnlen(text.bytes + at, text.length - at);
		add(environment, text.bytes + at, length);
	}
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

static int put_into_file(const struct environment *environment, struct exec_plan *plan)
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
	static struct environment environment;
	const struct exec_options *options = &request->options;
	int r;

	environment.count = 0;
	environment.length = 0;
	environment.is_full = false;
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
