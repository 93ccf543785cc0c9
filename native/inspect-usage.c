/* What all processes use. */
#define _GNU_SOURCE
#include "inspect.h"

#include <unistd.h>

#include "process-usage.h"

/* Nothing that is read here waits for anybody but the kernel; should it ever, the helper ends. */
enum { USAGE_TIMEOUT_S = 20 };

static int check(const struct request *root)
{
	static const char *const fields[] = { "protocol", "verb", "usage", NULL }, *const none[] = { NULL };
	struct request wish;
	int r = request_allow(root, fields);

	if (r == 0)
		r = request_object(root, "usage", &wish);
	return r < 0 ? r : request_allow(&wish, none);
}

int inspect_usage(const struct connection *connection, const struct request *root)
{
	struct jsonout json;
	int r = check(root);

	if (r < 0)
		return inspect_refuse_request(connection, root->problem, r);
	(void) alarm(USAGE_TIMEOUT_S);
	r = jsonout_init(&json, connection->out);
	if (r < 0)
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "memory is short");
	r = process_usage_write(&json);
	if (r < 0) {
		jsonout_free(&json);
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "the processes could not be listed");
	}
	return inspect_finish(&json);
}
