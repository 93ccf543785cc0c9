#define _GNU_SOURCE
#include "time-offsets.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "procfs-parse.h"

enum { NANOSECONDS_LIMIT = 999999999 };

static int take_seconds(struct span *span, int64_t *ret_seconds)
{
	struct word word;
	bool is_negative;
	uint64_t seconds;

	if (procfs_take_word(span, &word) < 0)
		return -EBADMSG;
	is_negative = word.bytes[0] == '-';
	if (procfs_parse_number(word.bytes + is_negative, word.length - is_negative, INT64_MAX, &seconds) < 0)
		return -EBADMSG;
	*ret_seconds = is_negative ? -(int64_t) seconds : (int64_t) seconds;
	return 0;
}

static int take_offset(struct span *span, struct time_offset *ret_offset)
{
	uint64_t nanoseconds;

	if (take_seconds(span, &ret_offset->seconds) < 0 || procfs_take_number(span, NANOSECONDS_LIMIT, &nanoseconds) < 0)
		return -EBADMSG;
	ret_offset->nanoseconds = (uint32_t) nanoseconds;
	return 0;
}

static bool is_word(const struct word *word, const char *text)
{
	return word->length == strlen(text) && memcmp(word->bytes, text, word->length) == 0;
}

int time_offsets_parse(const char *bytes, size_t length, struct time_offsets *ret_offsets)
{
	const struct procfs_buffer text = { .bytes = (char *) (uintptr_t) bytes, .length = length };
	bool has_monotonic = false, has_boottime = false;
	struct time_offsets offsets = { 0 };
	size_t cursor = 0, line_length;
	const char *line;

	while (procfs_next_line(&text, &cursor, &line, &line_length)) {
		struct span span = { line, line + line_length };
		struct word clock;
		int r = procfs_take_word(&span, &clock);

		if (r == 0 && is_word(&clock, "monotonic")) {
			r = take_offset(&span, &offsets.monotonic);
			has_monotonic = true;
		} else if (r == 0 && is_word(&clock, "boottime")) {
			r = take_offset(&span, &offsets.boottime);
			has_boottime = true;
		}
		if (r < 0)
			return r;
	}
	if (!has_monotonic || !has_boottime)
		return -EBADMSG;
	*ret_offsets = offsets;
	return 0;
}
