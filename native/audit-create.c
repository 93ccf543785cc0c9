#define _GNU_SOURCE
#include "audit-create.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "audit-record.h"
#include "audit.h"

enum { LINE_ROOM = 4 * 1024, TEXT_ROOM = 1024 };

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

static void add_text(struct line *line, const char *field, const char *text)
{
	char quoted[TEXT_ROOM];

	(void) audit_quote(text, quoted, sizeof(quoted));
	add(line, " %s=%s", field, quoted);
}

static void write_line(struct line *line)
{
	add(line, "\n");
	line->text[line->length - 1] = '\n';
	(void) !write(STDERR_FILENO, line->text, line->length);
}

static void add_start(struct line *line, const char *what, const struct create_request *request)
{
	const char *comma = "";

	line->length = 0;
	add(line, "nsatlas-exec[%d]: sandbox %s %s types=", (int) getpid(), request->name, what);
	for (int type = 0; type < NSTYPE_COUNT; type++) {
		if (!create_request_asks(request, (enum nstype) type))
			continue;
		add(line, "%s%s", comma, nstype_info[type].name);
		comma = ",";
	}
}

static void add_peer(struct line *line, int connection)
{
	struct ucred peer;
	socklen_t length = sizeof(peer);

	if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0)
		add(line, " peer-uid=%u peer-pid=%d", peer.uid, (int) peer.pid);
	else
		add(line, " uid=%u", getuid());
}

static void add_map(struct line *line, const char *field, const struct create_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		add(line, " %s=%u:%u:%u", field, map->ranges[i].inside, map->ranges[i].outside, map->ranges[i].count);
}

static void add_arguments(struct line *line, const struct exec_request *command)
{
	const char *argument = command->arguments;

	for (uint32_t i = 0; i < command->argument_count; i++) {
		add_text(line, i == 0 ? "argv" : "+", argument);
		argument += strlen(argument) + 1;
	}
}

/* A process serves one request. */
static struct audit_act act;

static void note_act(int connection, const struct create_request *request, const struct rights *rights)
{
	const struct exec_request *command = &request->command;

	act = (struct audit_act) {
		.verb = "create", .connection = connection, .user = rights->recognised ? rights->ticket.user : NULL, .viewer = command->viewer,
		.made = request->types, .sandbox = request->name, .as = "root",
		.arguments = command->arguments, .argument_count = command->argument_count, .is_terminal = command->terminal.is_wanted,
	};
}

int audit_create_begin(int connection, const struct create_request *request, const struct rights *rights)
{
	struct line line;

	note_act(connection, request, rights);
	add_start(&line, "begins", request);
	add_peer(&line, connection);
	if (rights->recognised)
		add_text(&line, "user", rights->ticket.user);
	if (request->command.viewer)
		add_text(&line, "viewer", request->command.viewer);
	add_map(&line, "uid-map", &request->uids);
	add_map(&line, "gid-map", &request->gids);
	if (request->root == MAKE_ROOT_DIRECTORY)
		add_text(&line, "root", request->directory);
	else
		add(&line, " root=%s", request->root == MAKE_ROOT_OWN ? "own" : "host");
	add(&line, "%s%s%s", request->has_bridge ? " bridge" : "", request->is_pinned ? " pinned" : "",
	    request->command.terminal.is_wanted ? " terminal" : "");
	add_arguments(&line, &request->command);
	write_line(&line);
	return audit_record(&act, AUDIT_BEGINS, NULL);
}

void audit_create_refused(const struct create_request *request, const struct refusal *refusal)
{
	struct line line;

	add_start(&line, "refused", request);
	add(&line, " failure=%s stage=%s errno=%s", failure_name(refusal->failure), refusal->stage,
	    refusal->error ? failure_errno_name(refusal->error) : "-");
	add_text(&line, "message", refusal->message);
	write_line(&line);
	audit_keep(&act, AUDIT_REFUSED, &(struct audit_result) { .refusal = refusal });
}

void audit_create_left_behind(const struct create_request *request, int error)
{
	struct line line;

	add_start(&line, "could not be ended", request);
	add(&line, " errno=%s", failure_errno_name(error));
	write_line(&line);
	audit_keep(&act, AUDIT_LEFT_BEHIND, &(struct audit_result) { .error = error });
}

void audit_create_ended(const struct create_request *request, const struct relay_result *result)
{
	struct line line;

	add_start(&line, "ended", request);
	if (result->signal)
		add(&line, " signal=%d", result->signal);
	else
		add(&line, " code=%d", result->code);
	add(&line, " duration=%llums stdout=%llu stderr=%llu%s", (unsigned long long) result->duration_ms,
	    (unsigned long long) result->output_bytes, (unsigned long long) result->errout_bytes, result->client_gone ? " client-gone" : "");
	write_line(&line);
	audit_keep(&act, AUDIT_ENDED, &(struct audit_result) {
		.code = result->code, .signal = result->signal, .duration_ms = result->duration_ms,
		.bytes_in = result->input_bytes, .bytes_out = result->output_bytes + result->errout_bytes,
	});
}

int audit_remove_begin(int connection, const char *name, const struct exec_request *asker, const struct rights *rights)
{
	struct line line = { 0 };

	act = (struct audit_act) {
		.verb = "remove", .connection = connection, .user = rights->recognised ? rights->ticket.user : NULL, .viewer = asker->viewer,
		.sandbox = name, .as = "root",
	};
	add(&line, "nsatlas-exec[%d]: sandbox %s is to be removed", (int) getpid(), name);
	add_peer(&line, connection);
	write_line(&line);
	return audit_record(&act, AUDIT_BEGINS, NULL);
}

void audit_remove_ended(const struct refusal *refusal)
{
	audit_keep(&act, refusal ? AUDIT_REFUSED : AUDIT_ENDED, &(struct audit_result) { .refusal = refusal });
}
