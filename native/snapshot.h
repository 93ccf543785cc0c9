/* What a scan knows: each distinct namespace once, and the bind mounts of namespaces. Structs and growing arrays; no I/O. */
#ifndef NSATLAS_SNAPSHOT_H
#define NSATLAS_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "nsfs.h"
#include "scan-known-mounts.h"

enum {
	SNAPSHOT_NAMESPACES_MAX = 1 << 20,
	SNAPSHOT_MOUNTS_MAX = 1 << 17,
	SNAPSHOT_READERS_MAX = 8,
	SNAPSHOT_MARKER_COUNT = 7,
	SNAPSHOT_HOLDERS_OF_KIND_MAX = 16,	/* as `holders` of schema.ts says */
};

#define SNAPSHOT_NONE SIZE_MAX

/* A process through which a mount namespace's mounts may be read. */
struct snapshot_reader {
	pid_t pid;
	uint64_t start_time;
};

/* In the order of `holder` of schema.ts. */
enum holder_kind {
	HOLDER_THREAD,
	HOLDER_FOR_CHILDREN,
	HOLDER_DESCRIPTOR,
	HOLDER_SOCKET,
	HOLDER_TUN,
	HOLDER_IN_FLIGHT,
	HOLDER_KIND_COUNT
};

/* What holds a namespace beside its members, of one process. */
struct snapshot_holder {
	enum holder_kind kind;
	pid_t pid;
	uint64_t start_time;
	pid_t tid;		/* 0: it is the process's */
	unsigned int fd;	/* not of threads */
	size_t next;		/* of the same namespace, or SNAPSHOT_NONE */
};

/* What is mounted at one of the paths of scan-markers.c. */
struct snapshot_marker {
	char *root;		/* NULL: nothing */
	size_t root_length;
	char *fstype;
	size_t fstype_length;
};

struct snapshot_relation {
	enum ns_relation kind;
	uint64_t ino;		/* when KNOWN */
};

struct snapshot_ns {
	struct ns_identity identity;
	bool asked;		/* the facts below are the kernel's answers */
	bool told;		/* or they stood in its lists: all but the netnsid, which only a descriptor asks for */
	int error;		/* why it was not asked: the last -errno met */
	struct snapshot_relation owner;
	struct snapshot_relation parent;
	bool has_owner_uid;
	uid_t owner_uid;
	bool has_netnsid;
	int netnsid;
	size_t first_mount;	/* of snapshot.mounts, or SNAPSHOT_NONE */
	size_t last_mount;
	size_t first_holder;	/* of snapshot.holders, or SNAPSHOT_NONE */
	size_t last_holder;
	uint32_t holder_counts[HOLDER_KIND_COUNT];	/* also of those that are not kept */
	bool is_kept;		/* by a process in it or whose children will be, or by a namespace that it owns or is above of */
	uint32_t references;	/* as the kernel counts them, 0: not told */
	/* Only of mount namespaces: some of its members. */
	bool has_mounts;	/* its whole tree was looked through */
	struct scan_mounts_version mounts;
	size_t reader_count;
	struct snapshot_reader *readers;
	struct snapshot_marker *markers;	/* SNAPSHOT_MARKER_COUNT of them; NULL: not looked for */
};

/* A namespace file's bind mount, at a path of a mount namespace. */
struct snapshot_mount {
	uint64_t mnt_ino;
	char *path;
	size_t path_length;
	size_t next;		/* of the same namespace */
};

struct snapshot {
	struct snapshot_ns *namespaces;
	size_t ns_count;
	size_t ns_room;
	size_t *slots;		/* open addressing: index + 1 into namespaces, 0 free */
	size_t slot_count;
	struct snapshot_mount *mounts;
	size_t mount_count;
	size_t mount_room;
	struct snapshot_holder *holders;
	size_t holder_count;
	size_t holder_room;
};

void snapshot_free(struct snapshot *snapshot);

/* The row of this namespace, made if it is new.
 * -ENOSPC  there are SNAPSHOT_NAMESPACES_MAX already */
int snapshot_add_ns(struct snapshot *snapshot, enum nstype type, uint64_t ino, size_t *ret_index);

/* SNAPSHOT_NONE: it has no row. */
size_t snapshot_find_ns(const struct snapshot *snapshot, enum nstype type, uint64_t ino);

/* Keeps the first few members of a mount namespace as readers of its mounts. */
int snapshot_add_reader(struct snapshot_ns *ns, pid_t pid, uint64_t start_time);

/* What a member told of its mounts; of several that of the last change. */
void snapshot_note_mounts(struct snapshot_ns *ns, const struct scan_mounts_version *told);

/* Room for the markers of a mount namespace. */
int snapshot_make_markers(struct snapshot_ns *ns);
void snapshot_marker_free(struct snapshot_marker *marker);

/* Copies the path. -ENOSPC: there are SNAPSHOT_MOUNTS_MAX already. */
int snapshot_add_mount(struct snapshot *snapshot, size_t ns_index, uint64_t mnt_ino, const char *path, size_t path_length);

/* Keeps the first SNAPSHOT_HOLDERS_OF_KIND_MAX of each kind, and counts the rest. */
int snapshot_add_holder(struct snapshot *snapshot, size_t ns_index, const struct snapshot_holder *holder);

#endif
