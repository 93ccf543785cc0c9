/* nsatlas-inspect: looks, and can do nothing else. */
#include "main.h"

#include "filter.h"

static const struct verb verbs[] = {
	/* name       function      keeps */
	{ "scan",    scan_main,    PRIVILEGE_SCAN },
	{ "inspect", inspect_main, PRIVILEGE_INSPECT },
};

int main(void)
{
	const struct program program = {
		.name = "nsatlas-inspect",
		.verbs = verbs,
		.verb_count = sizeof(verbs) / sizeof(verbs[0]),
		.keeps = PRIVILEGE_INSPECT,
		.confine = filter_install,
	};

	return program_run(&program);
}
