#define _GNU_SOURCE
#include "main.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "failure.h"
#include "frame.h"
#include "jsonout.h"
#include "request.h"

#define PROTOCOL_VERSION 1
#define PROGRAM_VERSION "0.1.0"

enum { REQUEST_TIMEOUT_S = 10 };

static int send_hello(const struct program *program, int out)
{
	struct jsonout json;
	int r = jsonout_init(&json, -1);

	if (r < 0)
		return r;
	jsonout_object_begin(&json, NULL);
	jsonout_unsigned(&json, "protocol", PROTOCOL_VERSION);
	jsonout_string(&json, "program", program->name);
	jsonout_string(&json, "version", PROGRAM_VERSION);
	jsonout_array_begin(&json, "verbs");
	for (size_t i = 0; i < program->verb_count; i++)
		jsonout_string(&json, NULL, program->verbs[i].name);
	jsonout_array_end(&json);
	jsonout_object_end(&json);
	return jsonout_send(&json, out, FRAME_HELLO, 0);
}

/* Sends the FAILURE frame; the exit status of a request that was refused. */
static int refuse(const struct connection *connection, enum failure failure, int error, const char *message)
{
	(void) failure_send(connection->out, failure, "request", error, message);
	return 1;
}

/* Who connects and stays silent is cut off: a connection of the listener is worth keeping. */
static int read_request(const struct connection *connection, char *body, struct frame *ret_frame)
{
	int r;

	(void) alarm(REQUEST_TIMEOUT_S);
	r = frame_read(connection->in, ret_frame, body, FRAME_CONTROL_LIMIT);
	(void) alarm(0);
	if (r == 0 && ret_frame->kind != FRAME_REQUEST)
		return -EBADMSG;
	return r;
}

static const struct verb *find_verb(const struct program *program, const char *name)
{
	for (size_t i = 0; i < program->verb_count; i++)
		if (strcmp(program->verbs[i].name, name) == 0)
			return &program->verbs[i];
	return NULL;
}

static int check_protocol(const struct request *request)
{
	uint64_t protocol;
	int r;

	if (!json_is_object(request->value))
		return request_refuse(request, "not an object");
	r = request_number(request, "protocol", UINT32_MAX, &protocol);
	if (r < 0)
		return r;
	return protocol == PROTOCOL_VERSION ? 0 : request_refuse(request, "protocol %llu is not spoken here", (unsigned long long) protocol);
}

static int run_request(const struct program *program, const struct connection *connection, const json_t *value)
{
	struct request_problem problem;
	const struct request request = request_root(value, &problem);
	const struct verb *verb;
	const char *name;
	int r;

	if (check_protocol(&request) < 0 || request_string(&request, "verb", &name) < 0)
		return refuse(connection, FAILURE_USAGE, 0, problem.message);
	verb = find_verb(program, name);
	if (!verb)
		return refuse(connection, FAILURE_UNSUPPORTED, 0, "this program has no such verb");
	r = privilege_keep(verb->keeps);
	if (r < 0)
		return refuse(connection, FAILURE_FAULT, r, "privileges could not be given up");
	return verb->run(connection, value);
}

static int serve(const struct program *program, const struct connection *connection)
{
	static char body[FRAME_CONTROL_LIMIT + 1];
	struct frame frame;
	json_error_t error;
	json_t *value;
	int r;

	r = send_hello(program, connection->out);
	if (r < 0)
		return 1;
	r = read_request(connection, body, &frame);
	if (r == -ENODATA)
		return 1;
	if (r < 0)
		return refuse(connection, FAILURE_USAGE, r, "no whole REQUEST frame came");
	value = json_loadb(body, frame.length, JSON_REJECT_DUPLICATES, &error);
	if (!value)
		return refuse(connection, FAILURE_USAGE, 0, error.text);
	r = run_request(program, connection, value);
	json_decref(value);
	return r;
}

int program_run(const struct program *program)
{
	const struct connection connection = { .in = STDIN_FILENO, .out = STDOUT_FILENO };
	int r;

	(void) signal(SIGPIPE, SIG_IGN);
	r = privilege_guard();
	if (r == 0)
		r = privilege_keep(program->keeps);
	if (r == 0 && program->confine)
		r = program->confine();
	if (r < 0)
		return refuse(&connection, FAILURE_FAULT, r, "the helper could not confine itself");
	return serve(program, &connection);
}
