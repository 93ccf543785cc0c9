/* A line on standard error of what is done, for whoever reads the log: built in memory, written at once. */
#ifndef NSATLAS_AUDIT_LINE_H
#define NSATLAS_AUDIT_LINE_H

#include <stddef.h>

#include "refusal.h"

enum { AUDIT_LINE_ROOM = 8 * 1024 };

/* What does not fit is cut off; nothing is written beyond it. */
struct audit_line {
	size_t length;
	char text[AUDIT_LINE_ROOM];
};

__attribute__((format(printf, 2, 3)))
void audit_line_add(struct audit_line *line, const char *format, ...);

/* ` field=` and the text quoted, in room bytes at most. */
void audit_line_add_text(struct audit_line *line, const char *field, const char *text, size_t room);

/* Who connected, where the connection is a socket that knows. */
void audit_line_add_peer(struct audit_line *line, int connection);

void audit_line_add_refusal(struct audit_line *line, const struct refusal *refusal);

/* ` signal=9` or ` code=1`. */
void audit_line_add_end(struct audit_line *line, int code, int signal);

/* One write(2): lines of helpers that run at the same time do not mix. */
void audit_line_write(struct audit_line *line);

#endif
