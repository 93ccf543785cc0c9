/* The mounts by which container runtimes mark their containers, of each mount namespace that can be one's. */
#ifndef NSATLAS_SCAN_MARKERS_H
#define NSATLAS_SCAN_MARKERS_H

#include "jsonout.h"
#include "procfs.h"
#include "scan-rows.h"
#include "snapshot.h"

/* It stands at the path of a marker. */
bool scan_is_marker(const struct procfs_mount *mount);

/* Keeps the mount if it stands at the path of a marker; one that comes later lies on top. -ENOMEM */
int scan_take_marker(struct snapshot_ns *ns, const struct procfs_mount *mount);

/* The `markers` of schema.ts; nothing where none were looked for. */
void scan_write_markers(const struct snapshot_ns *ns, struct jsonout *out);

/* Adds all that they are made of; nothing where none were looked for. -ENOMEM */
int scan_markers_source(const struct snapshot_ns *ns, struct scan_source *source);

#endif
