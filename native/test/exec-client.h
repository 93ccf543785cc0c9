/* For the tests of exec: requests, and the helper as a child with one connection to it. */
#ifndef NSATLAS_TEST_EXEC_CLIENT_H
#define NSATLAS_TEST_EXEC_CLIENT_H

#include <jansson.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "control-groups.h"
#include "frame.h"
#include "targets.h"

enum { EXEC_ANSWER_MS = 20000, EXEC_OUTPUT_ROOM = 1024 * 1024 };

/* --- requests */

static inline json_t *namespaces_of(pid_t pid, const char *types)
{
	json_t *list = json_array();
	char *copy = strdup(types), *rest = copy, *type;

	while ((type = strsep(&rest, " ")))
		(void) json_array_append_new(list, json_pack("{s:s, s:I, s:n}", "type", type, "ino",
							     (json_int_t) ino_of(pid, type), "id"));
	free(copy);
	return list;
}

#define EVERY_TYPE "cgroup ipc mnt net pid time user uts"

static inline json_t *argv_of(const char *const argv[])
{
	json_t *list = json_array();

	for (; *argv; argv++)
		(void) json_array_append_new(list, json_string(*argv));
	return list;
}

/* pid 0: no target. */
static inline json_t *request_of(pid_t pid, json_t *namespaces, const char *const argv[])
{
	json_t *target = pid > 0 ? json_pack("{s:i, s:I}", "pid", (int) pid, "startTime", (json_int_t) start_time_of(pid)) : json_null();

	return json_pack("{s:i, s:s, s:o, s:o, s:[], s:o, s:s, s:i, s:i}", "protocol", 1, "verb", "exec", "target", target,
			 "namespaces", namespaces, "places", "argv", argv_of(argv), "as", "target", "timeoutMs", 15000,
			 "outputLimitBytes", 1048576);
}

#define SHELL(script) ((const char *const []) { "sh", "-c", script, NULL })

/* --- the programs under test, where any user may execute them, wherever the checkout is */

#define AS_USER "setpriv", "--reuid=4242", "--regid=4242", "--clear-groups"

static char programs[] = "/tmp/nsatlas-test-XXXXXX";

static inline void remove_programs(void)
{
	free(output_of((const char *const []) { "rm", "-r", programs, NULL }));
}

/* Call it first. */
static inline void copy_programs(void)
{
	const char *build = getenv("NSATLAS_BUILD");
	char exec[4096], join[4096], make[4096];

	must(build && mkdtemp(programs) && chmod(programs, 0755) == 0 && atexit(remove_programs) == 0);
	(void) snprintf(exec, sizeof(exec), "%s/nsatlas-exec", build);
	(void) snprintf(join, sizeof(join), "%s/nsatlas-join", build);
	(void) snprintf(make, sizeof(make), "%s/nsatlas-make", build);
	free(output_of((const char *const []) { "cp", exec, join, make, programs, NULL }));
}

/* --- the connection */

struct exec_run {
	int fd;
	pid_t helper;
	bool quiet;		/* sends no ACK */
	uint64_t received;
	json_t *started;
	json_t *waiting;
	json_t *end;		/* EXIT */
	json_t *failure;
	bool hung_up;		/* the connection ended without a last frame */
	size_t out_length;
	size_t err_length;
	char out[EXEC_OUTPUT_ROOM];	/* what there is room for, ended by a NUL */
	char err[EXEC_OUTPUT_ROOM];
};

static inline void send_frame(struct exec_run *run, enum frame_kind kind, uint8_t flags, const void *body, size_t length)
{
	uint8_t header[FRAME_HEADER_SIZE];
	struct iovec parts[] = { { header, sizeof(header) }, { (void *) (uintptr_t) body, length } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

	frame_write_header(header, &(struct frame) { .kind = kind, .flags = flags, .length = (uint32_t) length });
	(void) sendmsg(run->fd, &message, MSG_NOSIGNAL);
}

static inline void send_ack(struct exec_run *run, uint64_t total)
{
	uint8_t body[8];

	for (int i = 0; i < 8; i++)
		body[i] = (uint8_t) (total >> 8 * i);
	send_frame(run, FRAME_ACK, 0, body, sizeof(body));
}

/* What the helper is started with, for tests that set it. */
static const char *const *helper_arguments;

/* prefix: a program that executes the helper, such as setpriv(1), or NULL. With NSATLAS_TEST_LOG its log is shown. */
static inline struct exec_run *open_run(const char *const prefix[])
{
	struct exec_run *run = calloc(1, sizeof(*run));
	const char *argv[32];
	char program[64];
	int ends[2], count = 0;

	must(run && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
	(void) snprintf(program, sizeof(program), "%s/nsatlas-exec", programs);
	while (prefix && prefix[count]) {
		argv[count] = prefix[count];
		count++;
	}
	argv[count++] = program;
	for (int i = 0; helper_arguments && helper_arguments[i]; i++)
		argv[count++] = helper_arguments[i];
	argv[count] = NULL;
	run->helper = fork();
	must(run->helper >= 0);
	if (run->helper == 0) {
		(void) dup2(ends[1], STDIN_FILENO);
		(void) dup2(ends[1], STDOUT_FILENO);
		quieten();
		(void) execvp(argv[0], (char *const *) (uintptr_t) argv);
		_exit(127);
	}
	(void) close(ends[1]);
	run->fd = ends[0];
	return run;
}

static inline void send_request(struct exec_run *run, json_t *request)
{
	char *body = json_dumps(request, JSON_COMPACT);

	must(body);
	send_frame(run, FRAME_REQUEST, 0, body, strlen(body));
	free(body);
	json_decref(request);
}

static inline void keep_bytes(char *room, size_t *length, const char *body, size_t count)
{
	size_t left = EXEC_OUTPUT_ROOM - 1 - *length;

	memcpy(room + *length, body, count < left ? count : left);
	*length += count < left ? count : left;
}

/* Takes one frame. False at the last one, or when the other side is gone or silent. */
static inline bool take_frame(struct exec_run *run)
{
	static char body[FRAME_CONTROL_LIMIT + 1];
	struct pollfd wait = { .fd = run->fd, .events = POLLIN };
	struct frame frame;

	if (poll(&wait, 1, EXEC_ANSWER_MS) != 1 || frame_read(run->fd, &frame, body, FRAME_CONTROL_LIMIT) < 0) {
		run->hung_up = true;
		return false;
	}
	if (frame.kind == FRAME_STARTED)
		run->started = json_loadb(body, frame.length, 0, NULL);
	if (frame.kind == FRAME_WAITING)
		run->waiting = json_loadb(body, frame.length, 0, NULL);
	if (frame.kind == FRAME_EXIT)
		run->end = json_loadb(body, frame.length, 0, NULL);
	if (frame.kind == FRAME_FAILURE)
		run->failure = json_loadb(body, frame.length, 0, NULL);
	if (frame.kind == FRAME_OUTPUT || frame.kind == FRAME_ERROUT) {
		bool is_out = frame.kind == FRAME_OUTPUT;

		keep_bytes(is_out ? run->out : run->err, is_out ? &run->out_length : &run->err_length, body, frame.length);
		run->received += frame.length;
		if (!run->quiet)
			send_ack(run, run->received);
	}
	return !(frame.flags & FRAME_LAST);
}

static inline bool await_started(struct exec_run *run)
{
	while (!run->started && take_frame(run))
		;
	return run->started != NULL;
}

static inline void await_end(struct exec_run *run)
{
	while (take_frame(run))
		;
}

/* Ends the connection and waits for the helper. Its exit status, or 128 + signal. */
static inline int close_run(struct exec_run *run)
{
	int status;

	if (run->fd >= 0)
		(void) close(run->fd);
	must(waitpid(run->helper, &status, 0) == run->helper);
	json_decref(run->started);
	json_decref(run->waiting);
	json_decref(run->end);
	json_decref(run->failure);
	free(run);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The whole conversation of a command without input. */
static inline struct exec_run *run_exec(const char *const prefix[], json_t *request)
{
	struct exec_run *run = open_run(prefix);

	send_request(run, request);
	send_frame(run, FRAME_INPUT, FRAME_LAST, "", 0);
	await_end(run);
	return run;
}

static inline const char *text_in(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "(none)";
}

static inline long long number_in(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	return json_is_integer(value) ? (long long) json_integer_value(value) : -1;
}

/* --- the command and its helper, seen from outside */

static inline pid_t command_of(const struct exec_run *run)
{
	return (pid_t) number_in(run->started, "pid");
}

static inline char state_of(pid_t pid)
{
	char *value = status_of(pid, "State"), state = value[0];

	free(value);
	return state;
}

static inline long resident_kib(pid_t pid)
{
	char *value = status_of(pid, "VmRSS");
	long kib = strtol(value, NULL, 10);

	free(value);
	return kib;
}

static inline int waiting_bytes(int fd)
{
	int count = -1;

	must(ioctl(fd, FIONREAD, &count) == 0);
	return count;
}

/* Command and helper both sleep, and nothing more is under way to us. */
static inline bool has_stalled(const struct exec_run *run)
{
	return state_of(command_of(run)) == 'S' && state_of(run->helper) == 'S' && waiting_bytes(run->fd) == 0;
}

#define is_failure(run, code, at) \
	do { \
		is_string(text_in((run)->failure, "failure"), (code)); \
		is_string(text_in((run)->failure, "stage"), (at)); \
	} while (0)
#define is_code(run, want) is_number(number_in((run)->end, "code"), (want))

#endif
