/* nsatlas-make's side of make.h. Part of that program only. */
#ifndef NSATLAS_MAKE_CHANNEL_H
#define NSATLAS_MAKE_CHANNEL_H

#include <stdbool.h>

#include "join-channel.h"
#include "make.h"

struct make {
	struct make_spec spec;
};

/* Waits for the spec, which follows that of join_receive, and checks it. */
void make_receive(struct make *ret_make);

void make_report(enum make_stage stage, int fd);

/* The last word to the helper. */
__attribute__((noreturn))
void make_fail(enum make_stage stage, int error);

/* Waits for one byte of the helper's. */
void make_wait(void);

#endif
