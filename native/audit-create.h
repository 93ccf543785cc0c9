/* The record of sandboxes, beside that of commands (audit.h): who asked for which, and what became of it. */
#ifndef NSATLAS_AUDIT_CREATE_H
#define NSATLAS_AUDIT_CREATE_H

#include "create-request.h"
#include "refusal.h"
#include "relay.h"
#include "rights.h"

/* -errno: it cannot be kept, and so it must not be done. */
int audit_create_begin(int connection, const struct create_request *request, const struct rights *rights);
void audit_create_refused(const struct create_request *request, const struct refusal *refusal);
/* Something could not be ended or removed. */
void audit_create_left_behind(const struct create_request *request, int error);
void audit_create_ended(const struct create_request *request, const struct relay_result *result);

/* Somebody takes a pinned one away. As audit_create_begin; and how that went: NULL, nothing of it is left. */
int audit_remove_begin(int connection, const char *name, const struct exec_request *asker, const struct rights *rights);
void audit_remove_ended(const struct refusal *refusal);

#endif
