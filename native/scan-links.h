/* The namespaces that a process lives in, and those of its children: each is noted, and asked through it if it was not asked before. */
#ifndef NSATLAS_SCAN_LINKS_H
#define NSATLAS_SCAN_LINKS_H

#include "scan-namespace.h"
#include "scan-process.h"

/* The `ns` below dir_fd. -ESRCH: the process ended. */
int scan_open_ns_directory(int dir_fd, int *ret_ns_fd);

/* *ns_fd: the process's `ns` directory, or -1: it is opened where it is needed. */
int scan_note_links(struct scan_asker *asker, const struct scan_process *process, int *ns_fd);

#endif
