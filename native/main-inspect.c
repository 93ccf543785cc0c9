/* nsatlas-inspect: looks, and can do nothing else. */
#include "main.h"

#include "filter.h"
#include "opener.h"

static const struct verb verbs[] = {
	/* name       function      keeps */
	{ "scan",    scan_main,    PRIVILEGE_SCAN },
	{ "inspect", inspect_main, PRIVILEGE_INSPECT },
};

/* The opener first: it needs what the filter takes away. */
static int confine(void)
{
	int r = opener_start();

	return r < 0 ? r : filter_install();
}

int main(void)
{
	const struct program program = {
		.name = "nsatlas-inspect",
		.verbs = verbs,
		.verb_count = sizeof(verbs) / sizeof(verbs[0]),
		.keeps = PRIVILEGE_INSPECT,
		.confine = confine,
	};
	int status;

	status = program_run(&program);
	opener_end();
	return status;
}
