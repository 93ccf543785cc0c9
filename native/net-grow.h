/* Arrays that grow by one row after the other. */
#ifndef NSATLAS_NET_GROW_H
#define NSATLAS_NET_GROW_H

#include <stddef.h>

/* rows, of which there are count, and behind them a copy of one more; it has moved. Only for arrays that grow in no other way.
 * NULL: no memory; rows are then as they were. */
void *net_grow(void *rows, size_t count, size_t row_size, const void *row);

#endif
