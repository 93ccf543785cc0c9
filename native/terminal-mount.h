/* Whether a container's /dev/pts/ptmx can be opened without fear: seen in mountinfo, which asks no file system. Behind a
 * FUSE server that never answers even a look at the name would hold the process for ever. */
#ifndef NSATLAS_TERMINAL_MOUNT_H
#define NSATLAS_TERMINAL_MOUNT_H

#include <stdbool.h>

#include "procfs.h"

/* The uppermost mount at /dev/pts, as the process of a /proc/PID directory sees it, is a devpts, and nothing lies over it. */
bool terminal_mount_is_devpts(int proc_fd);

/* The same of the text of a mountinfo file. */
bool terminal_mount_find(const struct procfs_buffer *mountinfo);

#endif
