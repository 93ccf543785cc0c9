#define _GNU_SOURCE
#include "process-limits.h"

#include <errno.h>
#include <string.h>

#include "procfs-parse.h"

/* The names hold blanks: only the width of their column tells where they end. */
enum { NAME_WIDTH = 25 };

static bool is_printable(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] < ' ' || bytes[i] > '~')
			return false;
	return true;
}

static int take_limit(struct span *span, bool *ret_has, uint64_t *ret_value)
{
	struct word word;

	if (procfs_take_word(span, &word) < 0)
		return -EBADMSG;
	*ret_has = word.length != 9 || memcmp(word.bytes, "unlimited", word.length) != 0;
	*ret_value = 0;
	return *ret_has ? procfs_parse_number(word.bytes, word.length, UINT64_MAX, ret_value) : 0;
}

int process_parse_limit(const char *line, size_t length, struct process_limit *ret_limit)
{
	struct process_limit limit = { .name = line, .name_length = NAME_WIDTH };
	struct span span = { line + NAME_WIDTH, line + length };
	struct word unit;

	if (length <= NAME_WIDTH || line[NAME_WIDTH] != ' ' || !is_printable(line, length))
		return -EBADMSG;
	while (limit.name_length > 0 && line[limit.name_length - 1] == ' ')
		limit.name_length--;
	if (limit.name_length == 0)
		return -EBADMSG;
	if (take_limit(&span, &limit.has_soft, &limit.soft) < 0 || take_limit(&span, &limit.has_hard, &limit.hard) < 0)
		return -EBADMSG;
	limit.unit = span.end;
	if (procfs_take_word(&span, &unit) == 0) {
		limit.unit = unit.bytes;
		limit.unit_length = unit.length;
	}
	*ret_limit = limit;
	return 0;
}

int process_parse_limits(const struct procfs_buffer *text, struct process_limit limits[PROCESS_LIMITS_MAX], size_t *ret_count)
{
	size_t cursor = 0, count = 0, length;
	const char *line;
	int r = 0;

	if (!procfs_next_line(text, &cursor, &line, &length))
		return -EBADMSG;
	for (; r == 0 && procfs_next_line(text, &cursor, &line, &length); count++)
		r = count == PROCESS_LIMITS_MAX ? -E2BIG : process_parse_limit(line, length, &limits[count]);
	if (r == 0)
		*ret_count = count;
	return r;
}
