#include "fuzz.h"

#include "capability-sets.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct procfs_buffer status = { .bytes = (char *) (uintptr_t) bytes, .length = length };
	struct capability_sets sets;

	(void) capability_sets_parse(&status, &sets);
	return 0;
}
