/* What /proc says of a process that may be of a command that is over, as bytes: for sweep.h. */
#ifndef NSATLAS_SWEEP_PARSE_H
#define NSATLAS_SWEEP_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct sweep_stat {
	char state;
	pid_t parent;
	pid_t session;	/* 0: none that has a number here, or it has left it */
};

/* -EBADMSG: not the format of proc_pid_stat(5). */
int sweep_parse_stat(const char *bytes, size_t length, struct sweep_stat *ret_stat);

/* One of the texts in there is the mark. mark_length: its NUL included, which tells it from a longer one. */
bool sweep_find_mark(const char *environ, size_t length, const char *mark, size_t mark_length);

#endif
