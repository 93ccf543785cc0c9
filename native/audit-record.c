#define _GNU_SOURCE
#include "audit-record.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "audit-quote.h"
#include "audit-trail.h"
#include "clock.h"
#include "count.h"
#include "jsonout.h"
#include "signal-json.h"

/* Of the arguments as they were given: a record is to be read, and the whole is 24 KiB at most. */
enum { ARGUMENTS_ROOM = 4 * 1024, QUOTED_ROOM = ARGUMENTS_ROOM * 4 + 512, FIELD_ROOM = 1024, FIELDS_MAX = 12 };

static const char *const events[] = {
	[AUDIT_BEGINS] = "begins", [AUDIT_REFUSED] = "refused", [AUDIT_ENDED] = "ended", [AUDIT_LEFT_BEHIND] = "left-behind",
	[AUDIT_GRANTED] = "granted", [AUDIT_GIVEN_BACK] = "given-back",
};

/* The same in all records of this process, which serves one request. */
static const char *run_name(void)
{
	static char name[40];

	if (name[0] == '\0')
		(void) snprintf(name, sizeof(name), "%d-%lld", (int) getpid(), (long long) clock_since_1970_ms());
	return name;
}

/* Who connected, where the connection is a socket that knows. */
static void write_peer(struct jsonout *json, const struct audit_act *act)
{
	struct ucred peer;
	socklen_t length = sizeof(peer);

	if (act->connection < 0 || getsockopt(act->connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) {
		jsonout_null(json, "peer");
		return;
	}
	jsonout_object_begin(json, "peer");
	jsonout_unsigned(json, "uid", peer.uid);
	jsonout_number(json, "pid", peer.pid);
	jsonout_object_end(json);
}

static void write_target(struct jsonout *json, const struct audit_act *act)
{
	if (act->target == 0) {
		jsonout_null(json, "target");
		return;
	}
	jsonout_object_begin(json, "target");
	jsonout_number(json, "pid", act->target);
	jsonout_unsigned(json, "startTime", act->start_time);
	jsonout_object_end(json);
}

static void write_namespaces(struct jsonout *json, const struct audit_act *act)
{
	jsonout_array_begin(json, "namespaces");
	for (size_t i = 0; i < act->namespace_count; i++) {
		jsonout_object_begin(json, NULL);
		jsonout_string(json, "type", nstype_info[act->namespaces[i].type].name);
		jsonout_unsigned(json, "ino", act->namespaces[i].ino);
		jsonout_object_end(json);
	}
	jsonout_array_end(json);
	jsonout_array_begin(json, "made");
	for (int type = 0; type < NSTYPE_COUNT; type++)
		if (nstype_is_in(act->made, (enum nstype) type))
			jsonout_string(json, NULL, nstype_info[type].name);
	jsonout_array_end(json);
}

static void write_arguments(struct jsonout *json, const struct audit_act *act)
{
	const char *argument = act->arguments;
	size_t left = ARGUMENTS_ROOM;
	bool cut = false;

	jsonout_array_begin(json, "argv");
	for (uint32_t i = 0; i < act->argument_count && !cut; i++) {
		size_t length = strlen(argument);

		cut = length > left;
		jsonout_text(json, NULL, argument, cut ? left : length);
		left -= cut ? left : length;
		argument += length + 1;
	}
	jsonout_array_end(json);
	jsonout_bool(json, "argvCut", cut);
}

static void write_end(struct jsonout *json, const struct audit_result *result)
{
	static const char *const fields[] = { "code", "signal", "durationMs", "bytesIn", "bytesOut" };

	for (size_t i = 0; !result && i < COUNT(fields); i++)
		jsonout_null(json, fields[i]);
	if (!result)
		return;
	signal_write_end(json, result->code, result->signal);
	jsonout_unsigned(json, "durationMs", result->duration_ms);
	jsonout_unsigned(json, "bytesIn", result->bytes_in);
	jsonout_unsigned(json, "bytesOut", result->bytes_out);
}

static void write_failure(struct jsonout *json, enum audit_event event, const struct audit_result *result)
{
	if (event == AUDIT_REFUSED) {
		jsonout_string(json, "failure", failure_name(result->refusal->failure));
		jsonout_foreign(json, "message", result->refusal->message);
	} else if (event == AUDIT_LEFT_BEHIND) {
		jsonout_string(json, "failure", "fault");
		jsonout_foreign(json, "message", failure_errno_name(result->error));
	} else {
		jsonout_null(json, "failure");
		jsonout_null(json, "message");
	}
}

static int write_record(struct jsonout *json, const struct audit_act *act, enum audit_event event, const struct audit_result *result)
{
	int r = jsonout_init(json, -1);

	if (r < 0)
		return r;
	jsonout_object_begin(json, NULL);
	jsonout_number(json, "at", clock_since_1970_ms());
	jsonout_string(json, "run", run_name());
	jsonout_string(json, "event", events[event]);
	jsonout_string(json, "verb", act->verb);
	jsonout_foreign(json, "user", act->user);
	jsonout_foreign(json, "viewer", act->viewer);
	write_peer(json, act);
	write_target(json, act);
	write_namespaces(json, act);
	jsonout_foreign(json, "sandbox", act->sandbox);
	jsonout_string(json, "as", act->as);
	write_arguments(json, act);
	jsonout_bool(json, "isTerminal", act->is_terminal);
	write_failure(json, event, result);
	write_end(json, event == AUDIT_ENDED ? result : NULL);
	jsonout_object_end(json);
	return json->error;
}

/* What the journal indexes. Quoted values are printable ASCII whatever they hold. */
static void tell_fields(const struct audit_act *act, const char *argv, struct audit_field *fields, size_t *ret_count)
{
	static char user[FIELD_ROOM], viewer[FIELD_ROOM], target[32];
	size_t count = 0;

	fields[count++] = (struct audit_field) { "NSATLAS_RUN", run_name() };
	fields[count++] = (struct audit_field) { "NSATLAS_VERB", act->verb };
	fields[count++] = (struct audit_field) { "NSATLAS_AS", act->as };
	fields[count++] = (struct audit_field) { "NSATLAS_ARGV", argv };
	if (act->user && audit_quote(act->user, user, sizeof(user)) > 0)
		fields[count++] = (struct audit_field) { "NSATLAS_USER", user };
	if (act->viewer && audit_quote(act->viewer, viewer, sizeof(viewer)) > 0)
		fields[count++] = (struct audit_field) { "NSATLAS_VIEWER", viewer };
	if (act->target > 0) {
		(void) snprintf(target, sizeof(target), "%d", (int) act->target);
		fields[count++] = (struct audit_field) { "NSATLAS_TARGET_PID", target };
	}
	if (act->sandbox)
		fields[count++] = (struct audit_field) { "NSATLAS_SANDBOX", act->sandbox };
	*ret_count = count;
}

static void quote_arguments(const struct audit_act *act, char quoted[QUOTED_ROOM])
{
	const char *argument = act->arguments;
	size_t length = 0;

	quoted[0] = '\0';
	for (uint32_t i = 0; i < act->argument_count && length + 64 < QUOTED_ROOM; i++) {
		if (i > 0)
			quoted[length++] = ' ';
		length += audit_quote(argument, quoted + length, QUOTED_ROOM - length);
		argument += strlen(argument) + 1;
	}
}

int audit_record(const struct audit_act *act, enum audit_event event, const struct audit_result *result)
{
	static char argv[QUOTED_ROOM], message[QUOTED_ROOM + 64];
	struct audit_field fields[FIELDS_MAX];
	struct jsonout json;
	size_t count;
	int r;

	r = write_record(&json, act, event, result);
	if (r == 0) {
		quote_arguments(act, argv);
		(void) snprintf(message, sizeof(message), "%s %s: %s", act->verb, events[event], argv);
		tell_fields(act, argv, fields, &count);
		r = audit_trail_write(json.buffer, json.length, message, fields, count);
	}
	jsonout_free(&json);
	return r;
}

void audit_keep(const struct audit_act *act, enum audit_event event, const struct audit_result *result)
{
	int r = audit_record(act, event, result);

	if (r < 0)
		dprintf(STDERR_FILENO, "%s[%d]: the record that a run %s could not be kept: %s\n", program_invocation_short_name, (int) getpid(), events[event], failure_errno_name(r));
}
