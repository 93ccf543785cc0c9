/* The last steps of nsatlas-join: from what the helper is to what the command shall be. Part of that program only. */
#ifndef NSATLAS_JOIN_BECOME_H
#define NSATLAS_JOIN_BECOME_H

#include "join-channel.h"

/* Bounding set, gid, uid, capabilities, and what must hold until the command runs. */
void join_become(const struct join *join);

/* Becomes the command. */
__attribute__((noreturn))
void join_execute(const struct join *join);

#endif
