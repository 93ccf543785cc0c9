/* A file of bbolt, or any bytes: what is found lies inside them. */
#include <stdbool.h>

#include "container-bolt.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const char *const path[] = { "ctr", "a", "config", NULL };
	const char *all = (const char *) bytes, *value;
	size_t found;

	if (container_bolt_find(all, length, path, &value, &found) == 0)
		holds(value >= all && found <= length && value <= all + (length - found));
	return 0;
}
