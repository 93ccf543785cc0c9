#define _GNU_SOURCE
#include "sweep-parse.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "procfs-parse.h"

int sweep_parse_stat(const char *bytes, size_t length, struct sweep_stat *ret_stat)
{
	/* comm may hold blanks and parentheses; the last one closes it. */
	const char *after_comm = memrchr(bytes, ')', length);
	struct span span = { after_comm ? after_comm + 1 : bytes, bytes + length };
	uint64_t parent, session;
	struct word state;

	if (!after_comm || procfs_take_word(&span, &state) < 0 || state.length != 1)
		return -EBADMSG;
	if (procfs_take_number(&span, INT_MAX, &parent) < 0 || procfs_skip_words(&span, 1) < 0)
		return -EBADMSG;
	/* Of one that is being taken away it is -1. */
	if (procfs_take_number(&span, INT_MAX, &session) < 0)
		session = 0;
	*ret_stat = (struct sweep_stat) { .state = state.bytes[0], .parent = (pid_t) parent, .session = (pid_t) session };
	return 0;
}

bool sweep_find_mark(const char *environ, size_t length, const char *mark, size_t mark_length)
{
	const char *at = environ, *end = environ + length;

	while (at < end) {
		const char *found = memmem(at, (size_t) (end - at), mark, mark_length);

		if (!found)
			return false;
		if (found == environ || found[-1] == '\0')
			return true;
		at = found + 1;
	}
	return false;
}
