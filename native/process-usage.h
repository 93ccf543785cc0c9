/* What every process has used of the processors, and what it has in memory: proc_pid_stat(5), one file each. */
#ifndef NSATLAS_PROCESS_USAGE_H
#define NSATLAS_PROCESS_USAGE_H

#include "jsonout.h"

/* Writes the document `scanUsage` of usage-schema.ts. -errno: /proc cannot be listed, or memory is short. */
int process_usage_write(struct jsonout *json);

#endif
