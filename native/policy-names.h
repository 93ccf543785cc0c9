/* Users and groups by the host's passwd(5), group(5) and whatever else nsswitch.conf(5) names there. Only to be asked in a process
 * that has joined nothing: a library of a container must never be loaded. */
#ifndef NSATLAS_POLICY_NAMES_H
#define NSATLAS_POLICY_NAMES_H

#include "policy.h"

/* Gives each name of a rule its number. A name that nobody has stays without, and its rule is for nobody.
 * -EIO …: it cannot be known whether somebody has it; ret_problem names it */
int policy_names_look_up(struct policy *policy, struct policy_problem *ret_problem);

/* Who this is, with all groups.
 * -ENOENT: nobody; -E2BIG: in more than POLICY_GROUP_LIMIT groups */
int policy_who_of_uid(uid_t uid, struct policy_who *ret_who);
/* The same by name. */
int policy_who_of_name(const char *name, struct policy_who *ret_who);

#endif
