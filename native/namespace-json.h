/* How a namespace is told: by what it is. */
#ifndef NSATLAS_NAMESPACE_JSON_H
#define NSATLAS_NAMESPACE_JSON_H

#include "jsonout.h"
#include "nsfs.h"

/* `type`, `ino` and `id` of the object that is open; an id of null: the kernel has none. */
void namespace_write_identity(const struct ns_identity *identity, struct jsonout *json);

/* The same as an element of an array. */
void namespace_write(const struct ns_identity *identity, struct jsonout *json);

#endif
