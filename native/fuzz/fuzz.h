/* The entry of a libFuzzer target: any bytes in, no crash and no broken promise. */
#ifndef NSATLAS_FUZZ_H
#define NSATLAS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* What always holds, whatever the bytes are. */
#define holds(condition) \
	do { \
		if (!(condition)) \
			abort(); \
	} while (0)

#endif
