/* The process whose namespaces are joined: that it is the one the asker saw, and what it may do. All through one
 * descriptor of /proc/PID in the helper's own /proc; never through a path, which may come to mean another process. */
#ifndef NSATLAS_TARGET_H
#define NSATLAS_TARGET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "join.h"
#include "nsfs.h"
#include "refusal.h"

/* As the helper's user namespace numbers them. */
struct target_credentials {
	uid_t uid;		/* effective */
	gid_t gid;
	uint32_t group_count;
	gid_t groups[JOIN_GROUP_LIMIT];
	uint64_t permitted;
	uint64_t bounding;
	uint64_t ambient;
	bool no_new_privs;
};

struct target {
	pid_t pid;
	int pidfd;
	int proc_fd;
	int root_fd;
	int cwd_fd;		/* -1: its working directory could not be opened */
	struct target_credentials credentials;
};

/* Finds the process and reads it. ret_target is set in every case and goes to target_close.
 * Refuses with gone, identity, denied or limit. */
int target_open(pid_t pid, uint64_t start_time, struct target *ret_target, struct refusal *ret_refusal);
void target_close(struct target *target);

/* After everything was read through the descriptors: it lived all the while. -ESRCH: it ended. */
int target_is_alive(const struct target *target);

/* The namespace of this type that the process of a /proc/PID directory is in.
 * -ESRCH   it ended, or is a zombie and has left it
 * -EACCES  the kernel does not let us look */
int target_identify(int proc_fd, enum nstype type, struct ns_identity *ret_identity);

/* The same of the helper itself, which stays in its namespaces: asked once. The second asks for all types. */
int target_identify_own(enum nstype type, struct ns_identity *ret_identity);
void target_identify_own_all(void);

/* The same facts of the helper itself. */
int target_read_own_credentials(struct target_credentials *ret_credentials);

/* The number of outside (uid_map, gid_map: as the helper numbers it) inside the target's user namespace, and the way back.
 * -ENOENT: it has none there. */
int target_map_inside(const struct target *target, const char *map, uint32_t outside, uint32_t *ret_inside);
int target_map_outside(const struct target *target, const char *map, uint32_t inside, uint32_t *ret_outside);

#endif
