/* What the runtimes' state files say of containers. */
#include "inspect.h"

#include "container.h"

int inspect_containers(const struct connection *connection, const struct request *root)
{
	static const char *const fields[] = { "protocol", "verb", "containers", NULL };
	struct container *containers;
	struct jsonout json;
	size_t count;
	int r = request_allow(root, fields);

	if (r == 0)
		r = container_request(root, &containers, &count);
	if (r < 0)
		return inspect_refuse_request(connection, root->problem, r);
	r = container_read("/", containers, count);
	if (r == 0)
		r = jsonout_init(&json, connection->out);
	if (r == 0)
		container_write(containers, count, &json);
	container_free(containers, count);
	if (r < 0)
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "the state files could not be read");
	return inspect_finish(&json);
}
