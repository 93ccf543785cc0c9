/* nsatlas-join's side of join.h: what it was told, and how it answers. Part of that program only. */
#ifndef NSATLAS_JOIN_CHANNEL_H
#define NSATLAS_JOIN_CHANNEL_H

#include <stddef.h>

#include "join-spec.h"

/* Waits for the spec and checks it. The three standard descriptors are in their places afterwards. */
void join_receive(struct join *ret_join);

void join_report(const struct join_report *report, const int *fds, size_t count);

/* The last word to the helper. */
__attribute__((noreturn))
void join_fail(enum join_stage stage, int error);

/* Tells the helper that it stands at this stage, and waits for its answer. */
enum join_answer join_ask(enum join_stage stage);

#endif
