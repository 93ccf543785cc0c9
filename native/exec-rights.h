/* Between the plan and the join: whether what is planned may be done. */
#ifndef NSATLAS_EXEC_RIGHTS_H
#define NSATLAS_EXEC_RIGHTS_H

#include "exec-plan.h"
#include "refusal.h"
#include "target.h"

/* Asks the policy, if there is one, and root on the host where the policy wants that. target: NULL for none.
 * Refuses as exec_facts_find, rights_require and rights_confirm. */
int exec_rights_require(const struct exec_setup *setup, const struct target *target, struct refusal *ret_refusal);

#endif
