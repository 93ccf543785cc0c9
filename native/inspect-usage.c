/* What all processes use. */
#define _GNU_SOURCE
#include "inspect.h"

#include <unistd.h>

#include "process-usage.h"

/* Nothing that is read here waits for anybody but the kernel; should it ever, the helper ends. */
enum { USAGE_TIMEOUT_S = 20 };

int inspect_usage(const struct connection *connection, const struct request *root)
{
	struct jsonout json;
	int r = inspect_check_bare(root, "usage");

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
