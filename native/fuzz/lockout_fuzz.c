#include "fuzz.h"

#include <string.h>

#include "lockout.h"

/* What is read is exactly what would be written, and one failure more never opens anything. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char text[LOCKOUT_TEXT_LIMIT];
	struct lockout lockout;
	uint64_t left;

	if (lockout_parse((const char *) bytes, length, &lockout) < 0)
		return 0;
	holds(lockout_format(&lockout, text) == length && memcmp(text, bytes, length) == 0);
	left = lockout_left_ms(&lockout, 1000);
	lockout_add(&lockout, LOCKOUT_OF_NAME, 1000);
	holds(lockout_left_ms(&lockout, 1000) >= (left < LOCKOUT_MS ? left : LOCKOUT_MS));
	holds(lockout.count >= 1 && lockout.count <= LOCKOUT_MOST);
	return 0;
}
