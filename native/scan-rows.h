/* The rows of a look on their way to the asker. Of those that he has from earlier looks, byte for byte, nothing is said again. */
#ifndef NSATLAS_SCAN_ROWS_H
#define NSATLAS_SCAN_ROWS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "jsonout.h"
#include "nsfs.h"

enum { SCAN_KNOWN_BYTES_MAX = 256 * 1024 * 1024 };

/* Whose row it is: what cannot come to mean something else. */
struct scan_row_key {
	int kind;		/* enum nstype, or NSTYPE_COUNT for a process */
	uint64_t number;	/* ino, pid */
	uint64_t instance;	/* id, 0 where the kernel has none; startTime */
};

/* All that a row is made of. */
struct scan_source {
	char *bytes;
	size_t length;
	size_t room;
};

/* Appends. -ENOMEM: there is no source then. */
int scan_source_add(struct scan_source *source, const void *bytes, size_t length);

struct scan_known_row;

/* What the asker has. Starts as {0}; free with scan_known_free. */
struct scan_known {
	struct scan_known_row *slots;	/* open addressing by key */
	size_t slot_count;
	size_t count;
	uint64_t bytes;
	uint32_t looks;
};

void scan_known_free(struct scan_known *known);

/* Starts as {0}; free with scan_rows_free. */
struct scan_rows {
	struct jsonout *out;
	struct scan_known *known;	/* NULL: nothing, and it will not be asked again */
	struct jsonout row;
	struct scan_source source;	/* for who makes it anew for each row */
	int error;
};

int scan_rows_begin(struct scan_rows *rows, struct jsonout *out, struct scan_known *known);
void scan_rows_free(struct scan_rows *rows);

struct scan_row_key scan_row_of_process(pid_t pid, uint64_t start_time);
struct scan_row_key scan_row_of_namespace(const struct ns_identity *identity);

/* It is as the asker has it: it was made of the same. Nothing is to be written then. */
bool scan_row_is_same(struct scan_rows *rows, struct scan_row_key key, const struct scan_source *source);

/* Where the row is to be written, as an element of an array of out. */
struct jsonout *scan_row_begin(struct scan_rows *rows);
/* source: all that it was made of, NULL: not at hand. */
void scan_row_end(struct scan_rows *rows, struct scan_row_key key, const struct scan_source *source);

/* After the last row: tells what is not there any more, and whether this was the first look. 0, -ENOMEM, or
 * -EFBIG: it is more than is kept for one asker. */
int scan_rows_end(struct scan_rows *rows);

#endif
