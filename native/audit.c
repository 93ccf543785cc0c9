#define _GNU_SOURCE
#include "audit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit-line.h"
#include "audit-quote.h"

enum { ARGUMENTS_ROOM = 4 * 1024, OTHERWISE_ROOM = 512, PLACE_ROOM = 256 };

static void add_identity(struct audit_line *line, const struct exec_options *options)
{
	static const char *const capabilities[] = { "target", "none", "all" };

	if (options->as == EXEC_AS_IDS)
		audit_line_add(line, " as=%u:%u", options->uid, options->gid);
	else
		audit_line_add(line, " as=%s", options->as == EXEC_AS_ROOT ? "root" : "target");
	audit_line_add(line, " capabilities=%s", capabilities[options->capabilities]);
}

static void add_start(struct audit_line *line, const char *what, const struct exec_request *request)
{
	line->length = 0;
	audit_line_add(line, "nsatlas-exec[%d]: %s", (int) getpid(), what);
	if (request->has_target)
		audit_line_add(line, " target=%d@%llu", (int) request->pid, (unsigned long long) request->start_time);
	add_identity(line, &request->options);
	audit_line_add(line, " namespaces=");
	for (size_t i = 0; i < request->namespace_count; i++)
		audit_line_add(line, "%s%s:%llu", i > 0 ? "," : "", nstype_info[request->namespaces[i].type].name,
		    (unsigned long long) request->namespaces[i].ino);
}

static void add_command(struct audit_line *line, const struct exec_request *request, uint32_t number)
{
	const char *argument = exec_request_command(request, number);
	size_t end = line->length + (number == 0 ? ARGUMENTS_ROOM : OTHERWISE_ROOM);

	audit_line_add(line, number == 0 ? " argv=" : " otherwise=");
	for (uint32_t i = 0; i < request->command_arguments[number]; i++) {
		if (line->length + 16 > end) {
			audit_line_add(line, " ...");
			return;
		}
		if (i > 0)
			audit_line_add(line, " ");
		line->length += audit_quote(argument, line->text + line->length, end - line->length);
		argument += strlen(argument) + 1;
	}
}

/* A name from a directory service can hold anything. */
static void add_user(struct audit_line *line, const struct rights *rights)
{
	if (!rights->recognised)
		return;
	audit_line_add_text(line, "user", rights->ticket.user, sizeof(rights->ticket.user) * 4);
	audit_line_add(line, " user-uid=%u", rights->ticket.uid);
}

/* What is not as usual, but for the variables: they may hold secrets. */
static void add_wishes(struct audit_line *line, const struct exec_options *options)
{
	if (options->root != EXEC_ROOT_TARGET)
		audit_line_add_text(line, "root", options->root == EXEC_ROOT_PATH ? options->root_path : "namespace", PLACE_ROOM);
	if (options->directory != EXEC_DIRECTORY_TARGET)
		audit_line_add_text(line, "directory", options->directory == EXEC_DIRECTORY_PATH ? options->directory_path : "root", PLACE_ROOM);
	if (options->environment == EXEC_ENVIRONMENT_TARGET)
		audit_line_add(line, " environment=target");
	if (options->variable_count > 0)
		audit_line_add(line, " variables=%zu", options->variable_count);
	if (options->cgroup == EXEC_CGROUP_TARGET)
		audit_line_add(line, " cgroup=target");
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
	struct audit_line line;

	note_act(connection, request, rights);
	add_start(&line, "begins", request);
	audit_line_add_peer(&line, connection);
	add_user(&line, rights);
	add_wishes(&line, &request->options);
	if (request->terminal.is_wanted)
		audit_line_add(&line, " terminal");
	for (uint32_t number = 0; number < request->command_count; number++)
		add_command(&line, request, number);
	audit_line_write(&line);
	return audit_record(&act, AUDIT_BEGINS, NULL);
}

void audit_refused(const struct exec_request *request, const struct refusal *refusal)
{
	struct audit_line line;

	add_start(&line, "refused", request);
	audit_line_add_refusal(&line, refusal);
	audit_line_write(&line);
	audit_keep(&act, AUDIT_REFUSED, &(struct audit_result) { .refusal = refusal });
}

void audit_left_behind(const struct exec_request *request, int error)
{
	struct audit_line line;

	add_start(&line, "could not end everything", request);
	audit_line_add(&line, " errno=%s", failure_errno_name(error));
	audit_line_write(&line);
	audit_keep(&act, AUDIT_LEFT_BEHIND, &(struct audit_result) { .error = error });
}

struct audit_result audit_result_of(const struct relay_result *result)
{
	return (struct audit_result) {
		.code = result->code, .signal = result->signal, .duration_ms = result->duration_ms,
		.bytes_in = result->input_bytes, .bytes_out = result->output_bytes + result->errout_bytes,
	};
}

void audit_ended(const struct exec_request *request, const struct relay_result *result)
{
	const struct audit_result numbers = audit_result_of(result);
	struct audit_line line;

	add_start(&line, "ended", request);
	audit_line_add_end(&line, result->code, result->signal);
	audit_line_add(&line, " duration=%llums stdin=%llu stdout=%llu stderr=%llu%s%s%s%s%s", (unsigned long long) result->duration_ms,
	    (unsigned long long) result->input_bytes,
	    (unsigned long long) result->output_bytes, (unsigned long long) result->errout_bytes,
	    result->timed_out ? " timed-out" : "", result->idled_out ? " idled-out" : "", result->truncated ? " truncated" : "",
	    result->client_gone ? " client-gone" : "", result->bad_frame ? " bad-frame" : "");
	audit_line_write(&line);
	audit_keep(&act, AUDIT_ENDED, &numbers);
}
