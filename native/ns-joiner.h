/* Looks from inside of namespaces that are not our own, without going there: a child joins one after the other and hands
 * back what it found, as bytes or as a descriptor that it opened there. */
#ifndef NSATLAS_NS_JOINER_H
#define NSATLAS_NS_JOINER_H

#include <stdbool.h>
#include <stddef.h>

enum {
	NS_JOINER_TIMEOUT_S = 2,	/* for one question; then the child ends itself, and nobody waits any longer */
	NS_QUESTION_ROOM = 320,
	NS_SIGHT_ROOM = 256,
};

struct ns_sight {
	int fd;			/* the receiver's; -1: none */
	bool through_owner;	/* the looker stood in the namespace's owner: ids are as that user namespace numbers them */
	size_t length;
	char bytes[NS_SIGHT_ROOM];
};

/* What is done inside, with a question of the asker (question_size bytes). It begins with an empty sight. proc_fd is the looker's own directory in
 * our /proc, also in a foreign mount namespace. 0 or -errno, which the asker gets. It must not wait for anything foreign. */
typedef int ns_look(int proc_fd, const void *question, struct ns_sight *ret_sight);

/* Starts as { .look = ..., .question_size = 1 to NS_QUESTION_ROOM }; end it with ns_joiner_end. The child is started when it is first needed, dies with its parent,
 * and is not waited for: ignore SIGCHLD. It lives until the next question, so that what it opened of itself can be read. */
struct ns_joiner {
	ns_look *look;
	size_t question_size;
	bool runs;
	int channel;
};

/* The caller's own namespaces never change. One that is the caller's own is looked at without a child, but for a mount
 * namespace: its joiner stands at the namespace's own root, which need not be the caller's.
 * -EPERM      the kernel does not let us join it
 * -EPIPE      the child was killed: whoever owns a user namespace it had to join may do that
 * -ETIMEDOUT  the child did not answer */
int ns_joiner_ask(struct ns_joiner *joiner, int ns_fd, const void *question, struct ns_sight *ret_sight);

void ns_joiner_end(struct ns_joiner *joiner);
#define CLEANUP_NS_JOINER __attribute__((cleanup(ns_joiner_end)))

#endif
