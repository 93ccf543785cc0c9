/* All net namespaces and their wires. */
#define _GNU_SOURCE
#include "inspect.h"

#include <signal.h>

#include "topology.h"

int inspect_topology(const struct connection *connection, const struct request *root)
{
	CLEANUP_TOPOLOGY struct topology topology = { 0 };
	struct jsonout json;
	int r = inspect_check_bare(root, "topology");

	if (r < 0)
		return inspect_refuse_request(connection, root->problem, r);
	/* The child of ns-joiner.c is nobody's to wait for. */
	(void) signal(SIGCHLD, SIG_IGN);
	r = topology_read(&topology);
	if (r == 0)
		r = jsonout_init(&json, connection->out);
	if (r < 0)
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "the net namespaces could not be read");
	topology_write(&topology, &json);
	return inspect_finish(&json);
}
