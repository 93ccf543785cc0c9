/* The mounts of one mount namespace, as somebody sees them: proc_pid_mountinfo(5) shows what lies below its reader's root. No
 * file system is asked. */
#ifndef NSATLAS_MNT_VIEW_H
#define NSATLAS_MNT_VIEW_H

#include <sys/types.h>

#include "nsfs.h"
#include "procfs.h"

/* Starts as {0}; free with mnt_view_free. */
struct mnt_view {
	pid_t seen_by;			/* whose root it is; 0: the namespace's own */
	struct procfs_buffer text;	/* whole lines */
	bool is_cut;			/* there was more than PROCFS_FILE_LIMIT */
};

/* From the namespace's own root, by a child that joins. Where that is not allowed, from the root of the member that sees most.
 * -EPERM …  as ns_joiner_ask, and there is no such member */
int mnt_view_read(int ns_fd, const struct ns_identity *identity, struct mnt_view *ret_view);

/* From the root of a member. -ESTALE: it has gone to another mount namespace. */
int mnt_view_read_of_member(int dir_fd, pid_t pid, const struct ns_identity *identity, struct mnt_view *ret_view);

void mnt_view_free(struct mnt_view *view);
#define CLEANUP_MNT_VIEW __attribute__((cleanup(mnt_view_free)))

#endif
