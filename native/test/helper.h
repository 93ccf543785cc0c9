/* For tests of whole programs: the helper with one request and what it answers, and children with namespaces of their own. */
#ifndef NSATLAS_TEST_HELPER_H
#define NSATLAS_TEST_HELPER_H

#include <grp.h>
#include <jansson.h>
#include <sys/socket.h>

#include "frame.h"
#include "targets.h"

/* --- one request, one answer */

struct answer {
	json_t *hello;
	json_t *document;	/* the ANSWER pieces joined; NULL if there was none */
	json_t *failure;
	bool whole;		/* the connection ended with a frame marked LAST, and that was its last */
	int status;		/* of waitpid(2) */
};

static inline void free_answer(struct answer *answer)
{
	json_decref(answer->hello);
	json_decref(answer->document);
	json_decref(answer->failure);
}

struct pieces {
	char *bytes;
	size_t length;
};

static inline void add_piece(struct pieces *pieces, const char *body, size_t length)
{
	pieces->bytes = realloc(pieces->bytes, pieces->length + length + 1);
	must(pieces->bytes);
	memcpy(pieces->bytes + pieces->length, body, length);
	pieces->length += length;
}

/* Reads frames until the other side closes. */
static inline struct answer read_answer(int fd)
{
	static char body[FRAME_CONTROL_LIMIT + 1];
	struct answer answer = { 0 };
	struct pieces pieces = { 0 };
	struct frame frame;

	while (frame_read(fd, &frame, body, FRAME_CONTROL_LIMIT) == 0) {
		answer.whole = (frame.flags & FRAME_LAST) != 0;
		if (frame.kind == FRAME_HELLO)
			answer.hello = json_loadb(body, frame.length, 0, NULL);
		else if (frame.kind == FRAME_FAILURE)
			answer.failure = json_loadb(body, frame.length, 0, NULL);
		else if (frame.kind == FRAME_ANSWER)
			add_piece(&pieces, body, frame.length);
	}
	if (pieces.bytes)
		answer.document = json_loadb(pieces.bytes, pieces.length, 0, NULL);
	free(pieces.bytes);
	return answer;
}

static inline int open_program(const char *name)
{
	const char *build = getenv("NSATLAS_BUILD");
	char path[4096];
	int fd;

	must(build);
	(void) snprintf(path, sizeof(path), "%s/%s", build, name);
	fd = open(path, O_PATH | O_CLOEXEC);
	must(fd >= 0);
	return fd;
}

/* The sanitizer looks for leaks through ptrace(2), which a confined helper may not use. */
static char *const helper_environment[] = { (char *) (uintptr_t) "ASAN_OPTIONS=detect_leaks=0", NULL };

/* How nsatlas-inspect is to scan; NULL: as it thinks best. */
static const char *helper_tier;

/* For the seams of a test build; else the helper gets no environment. */
static bool helper_passes_environment;

/* Starts a helper on one end of a socket pair and returns the other. become, if any, runs in it before. The program is
 * opened first: where we put it, another user may not reach it. */
static inline int start_helper(const char *name, void (*become)(void), pid_t *ret_pid)
{
	char *const argv[] = { (char *) (uintptr_t) name, (char *) (uintptr_t) (helper_tier ? "--tier" : NULL), (char *) (uintptr_t) helper_tier, NULL };
	int program = open_program(name), ends[2];

	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
	*ret_pid = fork();
	must(*ret_pid >= 0);
	if (*ret_pid == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		(void) dup2(ends[1], STDIN_FILENO);
		(void) dup2(ends[1], STDOUT_FILENO);
		quieten();
		if (become)
			become();
		(void) setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
		(void) execveat(program, "", argv, helper_passes_environment ? environ : helper_environment, AT_EMPTY_PATH);
		_exit(127);
	}
	(void) close(program);
	(void) close(ends[1]);
	return ends[0];
}

static inline struct answer finish_helper(int fd, pid_t pid)
{
	struct answer answer;

	answer = read_answer(fd);
	(void) close(fd);
	must(waitpid(pid, &answer.status, 0) == pid);
	return answer;
}

static inline struct answer ask_bytes(const char *name, const void *bytes, size_t length)
{
	pid_t pid;
	int fd = start_helper(name, NULL, &pid);

	must(send(fd, bytes, length, MSG_NOSIGNAL) == (ssize_t) length);
	must(shutdown(fd, SHUT_WR) == 0);
	return finish_helper(fd, pid);
}

static inline struct answer ask_as(const char *name, const char *request, void (*become)(void))
{
	pid_t pid;
	int fd = start_helper(name, become, &pid);

	must(frame_write(fd, FRAME_REQUEST, 0, request, strlen(request)) == 0);
	return finish_helper(fd, pid);
}

#define SCAN_REQUEST "{\"protocol\":1,\"verb\":\"scan\"}"

static inline json_t *scan_as(void (*become)(void))
{
	struct answer answer = ask_as("nsatlas-inspect", SCAN_REQUEST, become);
	json_t *scan = json_incref(answer.document);

	ok(answer.whole);
	is_number(answer.status, 0);
	must(scan);
	free_answer(&answer);
	return scan;
}

static inline json_t *scan_now(void)
{
	return scan_as(NULL);
}

/* Only what /proc tells, or only with the iterators. */
static inline json_t *scan_by(const char *tier, void (*become)(void))
{
	json_t *scan;

	helper_tier = tier;
	scan = scan_as(become);
	helper_tier = NULL;
	return scan;
}

/* --- what a scan says */

static inline const json_t *process_of(const json_t *scan, pid_t pid)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(scan, "processes"), i, row)
		if (json_integer_value(json_object_get(row, "pid")) == pid)
			return row;
	return NULL;
}

static inline const json_t *namespace_of(const json_t *scan, const char *type, uint64_t ino)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(scan, "namespaces"), i, row)
		if ((uint64_t) json_integer_value(json_object_get(row, "ino")) == ino &&
		    strcmp(json_string_value(json_object_get(row, "type")), type) == 0)
			return row;
	return NULL;
}

static inline long long number_in(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static inline const char *string_in(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

/* True if the array has an object in which this field has this text. */
static inline bool has_row(const json_t *array, const char *name, const char *text)
{
	json_t *row;
	size_t i;

	json_array_foreach(array, i, row)
		if (string_in(row, name) && strcmp(string_in(row, name), text) == 0)
			return true;
	return false;
}

static inline const json_t *gaps_of(const json_t *scan)
{
	return json_object_get(json_object_get(scan, "completeness"), "gaps");
}

/* --- children */

/* A child that does this, says so, and waits to be ended. It dies with us. */
static inline pid_t start_child(void (*prepare)(void *context), void *context)
{
	int ready[2];
	char byte;
	pid_t pid;

	must(pipe2(ready, O_CLOEXEC) == 0);
	pid = fork();
	must(pid >= 0);
	if (pid == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		prepare(context);
		(void) !write(ready[1], "+", 1);
		for (;;)
			(void) pause();
	}
	(void) close(ready[1]);
	must(read(ready[0], &byte, 1) == 1);
	(void) close(ready[0]);
	return pid;
}

static inline void end_child(pid_t pid)
{
	(void) kill(pid, SIGKILL);
	must(waitpid(pid, NULL, 0) == pid);
}

static inline void become_nobody(void)
{
	if (setgroups(0, NULL) < 0 || setresgid(65534, 65534, 65534) < 0 || setresuid(65534, 65534, 65534) < 0)
		_exit(126);
}

#endif
