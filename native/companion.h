/* A child of the helper that may do one thing which the helper may not: it keeps the capabilities for that, and has a filter of its own.
 * One question at a time goes to it, through one socket. */
#ifndef NSATLAS_COMPANION_H
#define NSATLAS_COMPANION_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "privilege.h"

struct companion {
	int socket;
	pid_t pid;		/* 0: there is none */
	bool is_late;		/* what it says from now on may answer an earlier question */
	bool may_be_stopped;	/* by whoever owns the user namespace that it joined */
};

#define COMPANION_NONE { .socket = -1 }

/* In the child, with the socket as NS_JOIN_CHANNEL and nothing else open, until the helper closes it. parent: for ns_join(). */
typedef int companion_serve(pid_t parent);

int companion_start(struct companion *companion, enum privilege privilege, companion_serve *serve);

/* Sends the question, and fd with it unless that is -1, and waits until something can be read.
 * -EPERM      there is none
 * -ETIMEDOUT  it does not answer, or did not answer an earlier question */
int companion_ask(struct companion *companion, const void *question, size_t length, int fd, int timeout_ms);

/* Until the next answer can be read. -ETIMEDOUT as above. */
int companion_wait(struct companion *companion, int timeout_ms);

/* The helper is one process to the world: who lists processes leaves out those that are its companions. */
bool companion_is_one(pid_t pid);

/* Does nothing where there is none. */
void companion_end(struct companion *companion);

#endif
