/* The helper's side of a terminal, its master: where it comes from, its size, and signals to what runs in it. */
#ifndef NSATLAS_TERMINAL_H
#define NSATLAS_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A new terminal of the host's. The slave belongs to uid. Neither is anybody's controlling terminal; the master does not wait. */
int terminal_open(uid_t uid, int *ret_master, int *ret_slave);

/* True for the kernel's own terminal multiplexer. For a descriptor that somebody else opened, inside a container: asks no
 * file system, which might never answer. */
bool terminal_is_master(int fd);

/* The foreground hears of it if it is another size. -EINVAL: a side is 0 or over TERMINAL_SIDE_MAX. */
int terminal_resize(int master, unsigned int rows, unsigned int columns);

/* To the foreground of the terminal, which is a process group of this session. -EINVAL: not one of those that a viewer may
 * send. */
int terminal_signal(int master, pid_t session, int signal);

#endif
