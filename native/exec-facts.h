/* What a policy wants to know of a command: where it would stand and as whom, from the kernel and never from the asker. */
#ifndef NSATLAS_EXEC_FACTS_H
#define NSATLAS_EXEC_FACTS_H

#include "exec-plan.h"
#include "policy.h"

/* Of the very namespaces that the request names, and that the joined command is compared with: what they are cannot change, so the
 * answer holds for the run. target: NULL for none. ret_facts points into the request. Refuses with gone, identity or fault. */
int exec_facts_find(const struct exec_request *request, const struct target *target, const struct exec_plan *plan,
		    struct policy_facts *ret_facts, struct refusal *ret_refusal);

#endif
