/* The POSIX message queues of an ipc namespace, mq_overview(7), as a member's mount of its mqueue file system shows them. */
#ifndef NSATLAS_IPC_MQUEUE_H
#define NSATLAS_IPC_MQUEUE_H

#include <limits.h>
#include <stdbool.h>

#include "ns-joiner.h"
#include "ns-members.h"

enum { MQUEUE_MAX = 4096 };

struct mqueue {
	char name[NAME_MAX + 1];
	uid_t uid;
	gid_t gid;
	mode_t mode;		/* rights and sticky bits alone */
	bool has_bytes;		/* it may be read */
	uint64_t bytes;
};

enum mqueue_sight {
	MQUEUE_NONE,		/* no member has one mounted */
	MQUEUE_COVERED,		/* where one is mounted stands another file system */
	MQUEUE_FOREIGN,		/* what members see is another ipc namespace's */
	MQUEUE_UNPROVEN,	/* it may be another ipc namespace's: it is empty, or shows nothing that may be opened */
	MQUEUE_KNOWN,
};

/* Starts as {0}; free with mqueues_free. */
struct mqueues {
	enum mqueue_sight sight;
	bool is_partial;	/* not every member's mounts could be looked at */
	/* If KNOWN: */
	struct mqueue *rows;
	size_t count;
	size_t left_out;
};

/* Opens the queue of this name, for reading, in the namespace where it is called. The kernel's own call: no path is walked.
 * -ENOENT  there is none */
int mqueue_open(const char *name, int *ret_fd);

/* As mqueue_open, in the namespace asked about. */
typedef int mqueue_opener(void *context, const char *name, int *ret_fd);

/* No foreign file system is asked. A mount does not say whose queues it shows, and members keep the one they had when they
 * took a new ipc namespace: it counts when the namespace itself, by open, opens one of its queues; or when it is empty and no
 * member of another ipc namespace sees it. -ENOMEM, or 0. */
int mqueues_find(const struct ns_members *members, const struct ns_identity *identity, mqueue_opener *open, void *context,
	struct mqueues *ret_queues);

/* What reading a queue's file gives, `QSIZE:129 NOTIFY:0 ...`. -EBADMSG: not that. */
int mqueue_parse_size(const char *bytes, size_t length, uint64_t *ret_size);

void mqueues_free(struct mqueues *queues);

#endif
