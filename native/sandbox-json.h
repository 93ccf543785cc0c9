/* How a namespace of a sandbox is told. */
#ifndef NSATLAS_SANDBOX_JSON_H
#define NSATLAS_SANDBOX_JSON_H

#include "jsonout.h"
#include "nsfs.h"

/* An element of an array: {"type","ino","id"}. */
void sandbox_write_namespace(struct jsonout *json, const struct ns_identity *identity);

#endif
