/* nsatlas-exec: steps inside, for one command, and makes namespaces to step into. */
#include "main.h"

static const struct verb verbs[] = {
	/* name    function   keeps */
	{ "exec", exec_main, PRIVILEGE_EXEC },
	{ "create", create_main, PRIVILEGE_EXEC },
};

int main(void)
{
	const struct program program = {
		.name = "nsatlas-exec",
		.verbs = verbs,
		.verb_count = sizeof(verbs) / sizeof(verbs[0]),
		.keeps = PRIVILEGE_EXEC,
	};

	return program_run(&program);
}
