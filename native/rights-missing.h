/* The rule that would have permitted something, as docs/policy.md writes it. */
#ifndef NSATLAS_RIGHTS_MISSING_H
#define NSATLAS_RIGHTS_MISSING_H

#include "rights.h"

enum { RIGHTS_MISSING_ROOM = 256 };

/* For the one who was recognised, or for WHO. No wider than it must be, but for cmd. */
void rights_missing(const struct rights *rights, const struct policy_facts *facts, char ret_rule[RIGHTS_MISSING_ROOM]);

#endif
