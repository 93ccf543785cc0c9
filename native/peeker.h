/* Tells in which net namespace a foreign process's socket, or tun(4), lives; in a process of its own.
 *
 * The kernel tells that only of a descriptor one holds, so it must be taken (pidfd_getfd(2)): whoever may do that may take anything
 * of anybody. So the helper may not, and this small process, which is told a process and a number, takes what is there, asks it one
 * question, and gives it back. Nothing but a namespace ever leaves it. */
#ifndef NSATLAS_PEEKER_H
#define NSATLAS_PEEKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PEEKER_MANY = 128 };

/* One descriptor of the process. */
struct peek {
	uint32_t fd;
	uint32_t inode;		/* of a socket: what the link showed; 0: no socket */
};

/* What it is. */
struct peeked {
	int32_t error;		/* 0, or a -errno; -ESTALE: it is another socket by now */
	uint64_t ino;		/* of its net namespace */
};

/* Starts the process, which ends with its parent; does nothing for a helper that has not the rights for it. */
int peeker_start(void);
void peeker_end(void);

/* It was late once, and answers no more. */
bool peeker_is_late(void);

/* One was started, and may be asked. */
bool peeker_is_there(void);

/* pidfd: the process's, or a thread's, whose table is meant then. count: PEEKER_MANY at most.
 * -EPERM      there is no peeker
 * -ETIMEDOUT  it does not answer, now or since an earlier time: a descriptor that keeps those waiting who give it back */
int peeker_look(int pidfd, const struct peek *wanted, size_t count, struct peeked *ret_found);

/* The net namespace itself. */
int peeker_open(int pidfd, const struct peek *wanted, int *ret_fd);

#endif
