#define _GNU_SOURCE
#include "net-grow.h"

#include <stdlib.h>
#include <string.h>

/* There is room up to the next power of two. */
void *net_grow(void *rows, size_t count, size_t row_size, const void *row)
{
	void *larger = (count & (count - 1)) == 0 ? reallocarray(rows, count == 0 ? 1 : 2 * count, row_size) : rows;

	if (larger)
		memcpy((char *) larger + count * row_size, row, row_size);
	return larger;
}
