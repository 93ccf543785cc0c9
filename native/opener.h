/* Finds a path in a foreign tree for the inspect door, in a process of its own.
 *
 * Only openat2(2) can be told never to wait for a foreign file system, and its flags lie in memory, where no seccomp
 * filter can look: a process that may call it may open for writing. So the helper gives the call up, and this small
 * process, which does nothing else, makes it for O_PATH alone. */
#ifndef NSATLAS_OPENER_H
#define NSATLAS_OPENER_H

#include <sys/types.h>

/* Starts the process, which ends with its parent; from then on opener_find asks it. */
int opener_start(void);

/* Ends it and waits for it: left to others, it would stand in the next scan as a zombie until they notice. */
void opener_end(void);

/* The two ends of its socket: the helper's (-1: there is none), and the opener's loop (a root descriptor and a path in, an
 * errno and a descriptor out), which returns when the helper has ended. */
void opener_use(int socket);
void opener_answer(int socket);

/* An O_PATH descriptor of path below root_fd, which no link of that tree leads out of. Only the kernel's own cache is
 * asked, so nobody can keep us waiting; a mount point and all above it are always in that cache.
 * -EAGAIN  it is not cached */
int opener_find(int root_fd, const char *path, int *ret_fd);

#endif
