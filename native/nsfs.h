/* ioctl_ns(2): what the kernel says of one namespace, and how to open one again by what it is. */
#ifndef NSATLAS_NSFS_H
#define NSATLAS_NSFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "nstype.h"

struct ns_identity {
	enum nstype type;
	uint64_t ino;
	bool has_id;
	uint64_t id;		/* NS_GET_ID, Linux 6.18: never reused */
};

/* Where a namespace may be found: a process's own (no path), a path in that process's mount namespace, or in ours (no pid). */
struct ns_place {
	enum nstype type;	/* exec: which of the namespaces it may be; inspect: the asked one's */
	pid_t pid;		/* 0: none */
	uint64_t start_time;
	char *path;		/* NULL: none */
};

enum ns_relation {
	NS_RELATION_NONE,	/* this type has none, or the kernel cannot say it */
	NS_RELATION_HIDDEN,	/* EPERM: outside the observer's scope */
	NS_RELATION_KNOWN,
};

/* What this descriptor is.
 * -ENOTTY  it is no namespace */
int nsfs_identify(int fd, struct ns_identity *ret_identity);

/* True if both are the same namespace: type, ino and, where both have one, id. */
bool nsfs_is_same(const struct ns_identity *left, const struct ns_identity *right);

/* Its owner (NS_GET_USERNS) or parent (NS_GET_PARENT; types pid and user). *ret_fd is a new descriptor when KNOWN, else -1. */
int nsfs_open_owner(int fd, enum ns_relation *ret_relation, int *ret_fd);
int nsfs_open_parent(int fd, enum ns_relation *ret_relation, int *ret_fd);

/* Only of a user namespace: its creator's effective uid, as the observer's user namespace sees it. */
int nsfs_owner_uid(int fd, uid_t *ret_uid);

/* Opens the very namespace that identity names: by its file handle where the kernel can and the id is known, then at each
 * place in turn. What was opened is compared with identity before it is handed out.
 * -ESRCH   it is at none of the places any more
 * -ESTALE  another namespace or process is where it was
 * -EACCES, -EPERM …  where it was last looked for refuses */
int nsfs_open(const struct ns_identity *identity, const struct ns_place *places, size_t count, int *ret_fd);

/* A namespace file (bind mount) at a path. Never waits for a file system of the other side, never follows its links
 * out of root_fd, and opens for reading only.
 * -ENOTTY  there is a file, but no namespace
 * -EAGAIN  the kernel would have to ask the file system, which could keep us waiting: nothing is mounted there */
int nsfs_open_path(const char *path, int *ret_fd);
int nsfs_open_path_below(int root_fd, const char *path, int *ret_fd);

/* The namespace file that a link such as /proc/PID/fd/7 leads to; nothing else is opened. -ENOTTY: it is no namespace. */
int nsfs_open_link(int dir_fd, const char *link, int *ret_fd);

#endif
