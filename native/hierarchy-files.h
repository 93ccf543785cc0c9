/* The interface files of control groups that tell what limits them and what they use. */
#ifndef NSATLAS_HIERARCHY_FILES_H
#define NSATLAS_HIERARCHY_FILES_H

#include "hierarchy.h"
#include "jsonout.h"

enum { HIERARCHY_VALUE_MAX = 4096 };

/* A `cgroupRow` of inspect-schema.ts: the group that the line names, with its files. What cannot be read is said in the row. */
void hierarchy_write_group(const struct hierarchies *hierarchies, const struct hierarchy_line *line, struct jsonout *out);

#endif
