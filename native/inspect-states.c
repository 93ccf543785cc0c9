/* Which processes the state files of runc and crun name. */
#include "inspect.h"

#include "container-states.h"

int inspect_states(const struct connection *connection, const struct request *root)
{
	struct container_states states = { 0 };
	struct jsonout json;
	int r = inspect_check_bare(root, "states");

	if (r < 0)
		return inspect_refuse_request(connection, root->problem, r);
	r = container_states_read("/", &states);
	if (r == 0)
		r = jsonout_init(&json, connection->out);
	if (r == 0)
		container_states_write(&states, &json);
	container_states_free(&states);
	if (r < 0)
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "the state files could not be read");
	return inspect_finish(&json);
}
