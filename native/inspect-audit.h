/* Which file the question for the audit reads. */
#ifndef NSATLAS_INSPECT_AUDIT_H
#define NSATLAS_INSPECT_AUDIT_H

#include <stddef.h>

#include "jsonout.h"

/* path: that of audit_trail_open, kept as it is; NULL: there is none, and the answer says so. */
void inspect_audit_from(const char *path);

enum { INSPECT_AUDIT_LINES_MAX = 500 };

/* The `lines` of what was read of the file: the last ones, newest first. */
void inspect_audit_write_lines(struct jsonout *json, const char *bytes, size_t length);

#endif
