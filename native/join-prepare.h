/* What nsatlas-join and nsatlas-make do before they touch a namespace, and what both mount. Part of those programs only. */
#ifndef NSATLAS_JOIN_PREPARE_H
#define NSATLAS_JOIN_PREPARE_H

#include "join-channel.h"

/* Not dumpable: nobody without rights over us may look into our memory or at our descriptors. */
void join_hide(void);

/* Ends with the helper, holds nothing but the socket and the standard descriptors, and leaves no core file. */
void join_protect(const char *name);

/* What the helper blocks or ignores would stay so in the command. */
void join_reset_signals(void);

/* The groups of the spec instead of the helper's. */
void join_take_groups(const struct join *join);

/* No terminal of the helper's is the command's (CVE-2017-5226), nor a signal to the helper's group meant for it. */
void join_leave_session(void);

/* A file system of the namespaces that the caller is in: proc, sysfs … */
void join_mount_fresh(const char *type, const char *point, enum join_stage stage);

#endif
