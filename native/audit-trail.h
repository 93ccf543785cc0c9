/* Where the records of what was done are kept: a file that only grows, and the journal of systemd where there is one. */
#ifndef NSATLAS_AUDIT_TRAIL_H
#define NSATLAS_AUDIT_TRAIL_H

#include <stddef.h>

#define AUDIT_JOURNAL_SOCKET "/run/systemd/journal/socket"

/* Call it once, before anything is given up or joined. path: the file, made 0600 if it is not there, or NULL: none is kept.
 * journal: the socket of systemd-journald(8); where nobody listens, none is kept either.
 * What is wrong with the file is told by each audit_trail_write: it must be a regular one of ours or root's, with one name, that
 * nobody else may write. */
void audit_trail_open(const char *path, const char *journal);

/* One field of the journal, NAME and value in printable ASCII. */
struct audit_field {
	const char *name;
	const char *value;
};

/* Appends one line, to which a newline comes, with one write, so that those of helpers that run at the same time do not mix; and
 * tells the journal the message and the fields. 0 also where nothing is kept. -errno: the file does not have the line. */
int audit_trail_write(const char *line, size_t length, const char *message, const struct audit_field *fields, size_t count);

#endif
