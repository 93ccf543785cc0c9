#define _GNU_SOURCE
#include "audit-create.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit-line.h"
#include "audit-record.h"
#include "audit.h"

enum { TEXT_ROOM = 1024 };

static void add_start(struct audit_line *line, const char *what, const struct create_request *request)
{
	const char *comma = "";

	line->length = 0;
	audit_line_add(line, "nsatlas-exec[%d]: sandbox %s %s types=", (int) getpid(), request->name, what);
	for (int type = 0; type < NSTYPE_COUNT; type++) {
		if (!create_request_asks(request, (enum nstype) type))
			continue;
		audit_line_add(line, "%s%s", comma, nstype_info[type].name);
		comma = ",";
	}
}

static void add_map(struct audit_line *line, const char *field, const struct create_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		audit_line_add(line, " %s=%u:%u:%u", field, map->ranges[i].inside, map->ranges[i].outside, map->ranges[i].count);
}

static void add_arguments(struct audit_line *line, const struct exec_request *command)
{
	const char *argument = command->arguments;

	for (uint32_t i = 0; i < command->argument_count; i++) {
		audit_line_add_text(line, i == 0 ? "argv" : "+", argument, TEXT_ROOM);
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
	struct audit_line line;

	note_act(connection, request, rights);
	add_start(&line, "begins", request);
	audit_line_add_peer(&line, connection);
	if (rights->recognised)
		audit_line_add_text(&line, "user", rights->ticket.user, TEXT_ROOM);
	if (request->command.viewer)
		audit_line_add_text(&line, "viewer", request->command.viewer, TEXT_ROOM);
	add_map(&line, "uid-map", &request->uids);
	add_map(&line, "gid-map", &request->gids);
	if (request->root == MAKE_ROOT_DIRECTORY)
		audit_line_add_text(&line, "root", request->directory, TEXT_ROOM);
	else
		audit_line_add(&line, " root=%s", request->root == MAKE_ROOT_OWN ? "own" : "host");
	audit_line_add(&line, "%s%s%s", request->has_bridge ? " bridge" : "", request->is_pinned ? " pinned" : "",
	    request->command.terminal.is_wanted ? " terminal" : "");
	add_arguments(&line, &request->command);
	audit_line_write(&line);
	return audit_record(&act, AUDIT_BEGINS, NULL);
}

void audit_create_refused(const struct create_request *request, const struct refusal *refusal)
{
	struct audit_line line;

	add_start(&line, "refused", request);
	audit_line_add_refusal(&line, refusal);
	audit_line_write(&line);
	audit_keep(&act, AUDIT_REFUSED, &(struct audit_result) { .refusal = refusal });
}

void audit_create_left_behind(const struct create_request *request, int error)
{
	struct audit_line line;

	add_start(&line, "could not be ended", request);
	audit_line_add(&line, " errno=%s", failure_errno_name(error));
	audit_line_write(&line);
	audit_keep(&act, AUDIT_LEFT_BEHIND, &(struct audit_result) { .error = error });
}

void audit_create_ended(const struct create_request *request, const struct relay_result *result)
{
	const struct audit_result numbers = audit_result_of(result);
	struct audit_line line;

	add_start(&line, "ended", request);
	audit_line_add_end(&line, result->code, result->signal);
	audit_line_add(&line, " duration=%llums stdout=%llu stderr=%llu%s", (unsigned long long) result->duration_ms,
	    (unsigned long long) result->output_bytes, (unsigned long long) result->errout_bytes, result->client_gone ? " client-gone" : "");
	audit_line_write(&line);
	audit_keep(&act, AUDIT_ENDED, &numbers);
}

int audit_remove_begin(int connection, const char *name, const struct exec_request *asker, const struct rights *rights)
{
	struct audit_line line = { 0 };

	act = (struct audit_act) {
		.verb = "remove", .connection = connection, .user = rights->recognised ? rights->ticket.user : NULL, .viewer = asker->viewer,
		.sandbox = name, .as = "root",
	};
	audit_line_add(&line, "nsatlas-exec[%d]: sandbox %s is to be removed", (int) getpid(), name);
	audit_line_add_peer(&line, connection);
	audit_line_write(&line);
	return audit_record(&act, AUDIT_BEGINS, NULL);
}

void audit_remove_ended(const struct refusal *refusal)
{
	audit_keep(&act, refusal ? AUDIT_REFUSED : AUDIT_ENDED, &(struct audit_result) { .refusal = refusal });
}
