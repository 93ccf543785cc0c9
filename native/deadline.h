/* Work that a foreign tree could keep waiting for ever (a FIFO, a dead FUSE or network file system), done by a process of
 * its own that ends in time, so that the helper answers about all else.
 *
 * The child keeps PRIVILEGE_LOOK and whatever is open but the connection: open what needs more, as /proc/PID/root, before.
 * A FUSE server that has taken a request and never answers holds even a killed process until it ends itself: the work should
 * not go where the server is not trusted; if it does, nobody waits for the child. */
#ifndef NSATLAS_DEADLINE_H
#define NSATLAS_DEADLINE_H

#include <stddef.h>

#include "procfs.h"

/* Writes its findings to out. Runs in the child: what it changes in memory is lost. */
typedef int deadline_work(int out, void *what);

/* Does work(out, what) for milliseconds at most. Into ret_bytes comes what it wrote, also when it then failed: its first limit
 * bytes. Returns what work returned (0 or -errno), or
 * -ETIMEDOUT  it had not ended
 * -EFBIG      it had more to write
 * -ECHILD     it died
 * Free ret_bytes with procfs_buffer_free, always. */
int deadline_run(unsigned int milliseconds, deadline_work *work, void *what, size_t limit, struct procfs_buffer *ret_bytes);

/* For work: all bytes, or -errno. */
int deadline_write(int out, const void *bytes, size_t length);

#endif
