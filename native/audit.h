/* The helper's own record of each exec, a line before anything is done and one at its end: on standard error, the log of whoever
 * started it, and where audit-trail.h says. The client of the helper has no hand in it. */
#ifndef NSATLAS_AUDIT_H
#define NSATLAS_AUDIT_H

#include "audit-record.h"
#include "exec-request.h"
#include "refusal.h"
#include "relay.h"
#include "rights.h"

/* rights: as far as they are known; who was recognised, if anybody. request and rights live as long as the act.
 * -errno: it cannot be kept, and so it must not be done. */
int audit_begin(int connection, const struct exec_request *request, const struct rights *rights);
void audit_refused(const struct exec_request *request, const struct refusal *refusal);
/* Something could not be killed or removed. */
void audit_left_behind(const struct exec_request *request, int error);
/* The numbers of its end. */
struct audit_result audit_result_of(const struct relay_result *result);
void audit_ended(const struct exec_request *request, const struct relay_result *result);

#endif
