/* The same bytes as the stat of a process, and as its environment: there a mark is one of the texts, whole. */
#define _GNU_SOURCE
#include "fuzz.h"

#include <string.h>

#include "sweep-parse.h"

static const char mark[] = "NSATLAS_EXEC=12";

static bool is_text_of(const char *bytes, size_t length)
{
	for (size_t at = 0; at + sizeof(mark) <= length; at += strnlen(bytes + at, length - at) + 1)
		if (memcmp(bytes + at, mark, sizeof(mark)) == 0)
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const char *text = (const char *) bytes;
	struct sweep_stat stat;

	if (sweep_parse_stat(text, length, &stat) == 0)
		holds(memchr(bytes, stat.state, length) && stat.parent >= 0 && stat.session >= 0);
	holds(sweep_find_mark(text, length, mark, sizeof(mark)) == is_text_of(text, length));
	return 0;
}
