/* The words of a line of proc(5), for those who read one of its formats. Only bytes inside the span are looked at. */
#ifndef NSATLAS_PROCFS_PARSE_H
#define NSATLAS_PROCFS_PARSE_H

#include "procfs.h"

/* What is left to read. */
struct span {
	const char *at;
	const char *end;
};

struct word {
	const char *bytes;
	size_t length;
};

/* The bytes up to the next blank. -EBADMSG: nothing is left. */
int procfs_take_word(struct span *span, struct word *ret_word);
int procfs_skip_words(struct span *span, int count);

/* A decimal number without sign. -EBADMSG: there is none, or a larger one than limit. */
int procfs_take_number(struct span *span, uint64_t limit, uint64_t *ret_value);
int procfs_parse_number(const char *bytes, size_t length, uint64_t limit, uint64_t *ret_value);

/* The value of a line of a status file. -ENOENT: there is no such line. */
int procfs_status_span(const struct procfs_buffer *status, const char *name, struct span *ret_span);

#endif
