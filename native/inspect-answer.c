#include "inspect.h"

#include <errno.h>

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

int inspect_finish(struct jsonout *json)
{
	int r = jsonout_finish(json);

	jsonout_free(json);
	return r < 0 ? 1 : 0;
}
