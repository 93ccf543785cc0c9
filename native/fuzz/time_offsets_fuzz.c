#include "fuzz.h"

#include "time-offsets.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct time_offsets offsets;

	if (time_offsets_parse((const char *) bytes, length, &offsets) == 0)
		holds(offsets.monotonic.nanoseconds < 1000000000 && offsets.boottime.nanoseconds < 1000000000);
	return 0;
}
