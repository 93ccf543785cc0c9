/* How many elements an array has. Not for a pointer. */
#ifndef NSATLAS_COUNT_H
#define NSATLAS_COUNT_H

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

#endif
