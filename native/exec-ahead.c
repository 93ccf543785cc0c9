#define _GNU_SOURCE
#include "exec-ahead.h"

#include "target.h"

static struct exec_child prepared = EXEC_CHILD_NONE;

void exec_ahead_prepare(void)
{
	char *const arguments[] = { (char []) { "nsatlas-join" }, NULL };

	target_identify_own_all();
	if (exec_child_make_group(&prepared) < 0 || exec_child_start_program(&prepared, "nsatlas-join", arguments) < 0)
		exec_ahead_discard();
}

bool exec_ahead_take(struct exec_child *child)
{
	if (prepared.joiner == 0)
		return false;
	*child = prepared;
	prepared = (struct exec_child) EXEC_CHILD_NONE;
	return true;
}

void exec_ahead_discard(void)
{
	(void) exec_child_end(&prepared);
	prepared = (struct exec_child) EXEC_CHILD_NONE;
}
