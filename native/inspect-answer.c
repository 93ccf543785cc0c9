#include "inspect.h"
#include "namespace-json.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int inspect_refuse(const struct connection *connection, enum failure failure, const char *stage, int error, const char *message)
{
	(void) failure_send(connection->out, failure, stage, error, message);
	return 1;
}

int inspect_refuse_request(const struct connection *connection, const struct request_problem *problem, int error)
{
	if (error == -EINVAL)
		return inspect_refuse(connection, FAILURE_USAGE, "request", 0, problem->message);
	return inspect_refuse(connection, FAILURE_FAULT, "request", error, "the request could not be read");
}

int inspect_check_bare(const struct request *root, const char *field)
{
	const char *const fields[] = { "protocol", "verb", field, NULL }, *const none[] = { NULL };
	struct request question;
	int r = request_allow(root, fields);

	if (r == 0)
		r = request_object(root, field, &question);
	return r < 0 ? r : request_allow(&question, none);
}

int inspect_refuse_join(const struct connection *connection, int error)
{
	switch (error) {
	case -EPERM:
	case -EACCES:
		return inspect_refuse(connection, FAILURE_DENIED, "join", error, "the namespace may not be joined");
	case -ETIMEDOUT:
		return inspect_refuse(connection, FAILURE_JOIN, "join", error, "who joined the namespace did not answer in time");
	default:
		return inspect_refuse(connection, FAILURE_JOIN, "join", error, "the namespace cannot be looked at from inside");
	}
}

int inspect_finish(struct jsonout *json)
{
	int r = jsonout_finish(json);

	jsonout_free(json);
	return r < 0 ? 1 : 0;
}

void inspect_add_gap(struct inspect_gaps *gaps, const char *what, const char *why, ...)
{
	va_list arguments;

	if (gaps->count == INSPECT_GAP_LIMIT) {
		(void) snprintf(gaps->rows[INSPECT_GAP_LIMIT - 1].why, INSPECT_GAP_ROOM, "there are more gaps than are listed");
		return;
	}
	gaps->rows[gaps->count].what = what;
	va_start(arguments, why);
	(void) vsnprintf(gaps->rows[gaps->count].why, INSPECT_GAP_ROOM, why, arguments);
	va_end(arguments);
	gaps->count++;
}

void inspect_write_head(const struct inspect_target *target, const struct inspect_gaps *gaps, struct jsonout *json)
{
	jsonout_object_begin(json, NULL);
	jsonout_unsigned(json, "schema", 1);
	namespace_write_identity(&target->identity, json);
	jsonout_array_begin(json, "gaps");
	for (size_t i = 0; i < gaps->count; i++) {
		jsonout_object_begin(json, NULL);
		jsonout_string(json, "what", gaps->rows[i].what);
		jsonout_foreign(json, "why", gaps->rows[i].why);
		jsonout_object_end(json);
	}
	jsonout_array_end(json);
}
