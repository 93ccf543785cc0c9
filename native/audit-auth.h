/* The record of who was recognised, beside that of commands (audit.h). Never a word of an answer, and no name that the host does not
 * know: people type passwords where a name is asked for. */
#ifndef NSATLAS_AUDIT_AUTH_H
#define NSATLAS_AUDIT_AUTH_H

#include "refusal.h"

struct audit_asker {
	int connection;
	const char *viewer;	/* who the web process says it is; NULL: nothing */
};

/* -errno: it cannot be kept, and so nobody is recognised. */
int audit_granted(const struct audit_asker *asker, const char *user);
/* user: as the host knows it, NULL if it does not. */
void audit_denied(const struct audit_asker *asker, const char *user, const struct refusal *refusal);
void audit_given_back(const struct audit_asker *asker, const char *user);

#endif
