/* Where the command stands among files: its root and its working directory. Part of nsatlas-join only. */
#ifndef NSATLAS_JOIN_DIRECTORIES_H
#define NSATLAS_JOIN_DIRECTORIES_H

#include "join-channel.h"

/* Right after the join: the target's, as far as they travelled, else the root of what was joined. */
void join_enter_target_directories(const struct join *join);

/* Later, with the command's own rights and no others: what join_spec.root and .directory name from there. */
int join_open_root(const struct join *join);
void join_enter_root(int root);		/* with CAP_SYS_CHROOT besides */
void join_enter_directory(const struct join *join);	/* does nothing if none is named */

#endif
