#define _GNU_SOURCE
#include "audit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "audit-record.h"

enum { LINE_ROOM = 8 * 1024, ARGUMENTS_ROOM = 4 * 1024, OTHERWISE_ROOM = 512, PLACE_ROOM = 256 };

struct line {
	size_t length;
	char text[LINE_ROOM];
};

__attribute__((format(printf, 2, 3)))
static void add(struct line *line, const char *format, ...)
{
	size_t room = sizeof(line->text) - line->length;
	va_list values;
	int n;

	va_start(values, format);
	n = vsnprintf(line->text + line->length, room, format, values);
	va_end(values);
	if (n > 0)
		line->length += (size_t) n < room ? (size_t) n : room - 1;
}

/* One write(2): lines of helpers that run at the same time do not mix. */
static void write_line(struct line *line)
{
	add(line, "\n");
	line->text[line->length - 1] = '\n';
	(void) !write(STDERR_FILENO, line->text, line->length);
}

static void add_identity(struct line *line, const struct exec_options *options)
{
	static const char *const capabilities[] = { "target", "none", "all" };

	if (options->as == EXEC_AS_IDS)
		add(line, " as=%u:%u", options->uid, options->gid);
	else
		add(line, " as=%s", options->as == EXEC_AS_ROOT ? "root" : "target");
	add(line, " capabilities=%s", capabilities[options->capabilities]);
}

static void add_start(struct line *line, const char *what, const struct exec_request *request)
{
	line->length = 0;
	add(line, "nsatlas-exec[%d]: %s", (int) getpid(), what);
	if (request->has_target)
		add(line, " target=%d@%llu", (int) request->pid, (unsigned long long) request->start_time);
	add_identity(line, &request->options);
	add(line, " namespaces=");
	for (size_t i = 0; i < request->namespace_count; i++)
		add(line, "%s%s:%llu", i > 0 ? "," : "", nstype_info[request->namespaces[i].type].name,
		    (unsigned long long) request->namespaces[i].ino);
}

/* Who connected, where the connection is a socket that knows. */
static void add_peer(struct line *line, int connection)
{
	struct ucred peer;
	socklen_t length = sizeof(peer);

	if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0)
		add(line, " peer-uid=%u peer-pid=%d", peer.uid, (int) peer.pid);
	else
		add(line, " uid=%u", getuid());
}

static void add_command(struct line *line, const struct exec_request *request, uint32_t number)
{
	const char *argument = exec_request_command(request, number);
	size_t end = line->length + (number == 0 ? ARGUMENTS_ROOM : OTHERWISE_ROOM);

	add(line, number == 0 ? " argv=" : " otherwise=");
	for (uint32_t i = 0; i < request->command_arguments[number]; i++) {
		if (line->length + 16 > end) {
			add(line, " ...");
			return;
		}
		if (i > 0)
			add(line, " ");
		line->length += audit_quote(argument, line->text + line->length, end - line->length);
		argument += strlen(argument) + 1;
	}
}

/* A name from a directory service can hold anything. */
static void add_user(struct line *line, const struct rights *rights)
{
	char user[sizeof(rights->ticket.user) * 4];

	if (!rights->recognised)
		return;
	(void) audit_quote(rights->ticket.user, user, sizeof(user));
	add(line, " user=%s user-uid=%u", user, rights->ticket.uid);
}

static void add_place(struct line *line, const char *what, const char *place)
{
	add(line, " %s=", what);
	line->length += audit_quote(place, line->text + line->length, PLACE_ROOM);
}

/* What is not as usual, but for the variables: they may hold secrets. */
static void add_wishes(struct line *line, const struct exec_options *options)
{
	if (options->root != EXEC_ROOT_TARGET)
		add_place(line, "root", options->root == EXEC_ROOT_PATH ? options->root_path : "namespace");
	if (options->directory != EXEC_DIRECTORY_TARGET)
		add_place(line, "directory", options->directory == EXEC_DIRECTORY_PATH ? options->directory_path : "root");
	if (options->environment == EXEC_ENVIRONMENT_TARGET)
		add(line, " environment=target");
	if (options->variable_count > 0)
		add(line, " variables=%zu", options->variable_count);
	if (options->cgroup == EXEC_CGROUP_TARGET)
		add(line, " cgroup=target");
}

/* A process serves one request. */
static struct audit_act act;

static void name_identity(char *as, size_t room, const struct exec_options *options)
{
	static const char *const capabilities[] = { "", ", no capabilities", ", all capabilities" };
	char ids[32];

	(void) snprintf(ids, sizeof(ids), "%u:%u", options->uid, options->gid);
	(void) snprintf(as, room, "%s%s", options->as == EXEC_AS_IDS ? ids : options->as == EXEC_AS_ROOT ? "root" : "target",
			capabilities[options->capabilities]);
}

static void note_act(int connection, const struct exec_request *request, const struct rights *rights)
{
	act = (struct audit_act) {
		.verb = "exec", .connection = connection, .user = rights->recognised ? rights->ticket.user : NULL, .viewer = request->viewer,
		.target = request->has_target ? request->pid : 0, .start_time = request->start_time,
		.namespaces = request->namespaces, .namespace_count = request->namespace_count,
		.arguments = request->arguments, .argument_count = request->command_arguments[0], .is_terminal = request->terminal.is_wanted,
	};
	name_identity(act.as, sizeof(act.as), &request->options);
}

int audit_begin(int connection, const struct exec_request *request, const struct rights *rights)
{
	struct line line;

	note_act(connection, request, rights);
	add_start(&line, "begins", request);
	add_peer(&line, connection);
	add_user(&line, rights);
	add_wishes(&line, &request->options);
	if (request->terminal.is_wanted)
		add(&line, " terminal");
	for (uint32_t number = 0; number < request->command_count; number++)
		add_command(&line, request, number);
	write_line(&line);
	return audit_record(&act, AUDIT_BEGINS, NULL);
}

void audit_refused(const struct exec_request *request, const struct refusal *refusal)
{
	char message[sizeof(refusal->message) * 4];
	struct line line;

	(void) audit_quote(refusal->message, message, sizeof(message));
	add_start(&line, "refused", request);
	add(&line, " failure=%s stage=%s errno=%s message=%s", failure_name(refusal->failure), refusal->stage,
	    refusal->error ? failure_errno_name(refusal->error) : "-", message);
	write_line(&line);
	audit_keep(&act, AUDIT_REFUSED, &(struct audit_result) { .refusal = refusal });
}

void audit_left_behind(const struct exec_request *request, int error)
{
	struct line line;

	add_start(&line, "could not end everything", request);
	add(&line, " errno=%s", failure_errno_name(error));
	write_line(&line);
	audit_keep(&act, AUDIT_LEFT_BEHIND, &(struct audit_result) { .error = error });
}

void audit_ended(const struct exec_request *request, const struct relay_result *result)
{
	struct line line;

	add_start(&line, "ended", request);
	if (result->signal)
		add(&line, " signal=%d", result->signal);
	else
		add(&line, " code=%d", result->code);
	add(&line, " duration=%llums stdin=%llu stdout=%llu stderr=%llu%s%s%s%s%s", (unsigned long long) result->duration_ms,
	    (unsigned long long) result->input_bytes,
	    (unsigned long long) result->output_bytes, (unsigned long long) result->errout_bytes,
	    result->timed_out ? " timed-out" : "", result->idled_out ? " idled-out" : "", result->truncated ? " truncated" : "",
	    result->client_gone ? " client-gone" : "", result->bad_frame ? " bad-frame" : "");
	write_line(&line);
	audit_keep(&act, AUDIT_ENDED, &(struct audit_result) {
		.code = result->code, .signal = result->signal, .duration_ms = result->duration_ms,
		.bytes_in = result->input_bytes, .bytes_out = result->output_bytes + result->errout_bytes,
	});
}
