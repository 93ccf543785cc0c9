/* The verb `inspect` (PROTOCOL.md): what a scan does not carry, of the one thing that the request names. */
#include "inspect.h"

#include "count.h"

static const struct {
	const char *field;
	inspect_question *answer;
} questions[] = {
	{ "containers", inspect_containers },
	{ "states", inspect_states },
	{ "process", inspect_process },
	{ "topology", inspect_topology },
	{ "usage", inspect_usage },
	{ "audit", inspect_audit },
};

int inspect_main(const struct connection *connection, const json_t *request)
{
	struct request_problem problem;
	const struct request root = request_root(request, &problem);

	for (size_t i = 0; i < COUNT(questions); i++)
		if (request_has(&root, questions[i].field))
			return questions[i].answer(connection, &root);
	return inspect_namespace(connection, &root);
}
