/* Before anything of a sandbox is made: whether it may be. */
#ifndef NSATLAS_CREATE_RIGHTS_H
#define NSATLAS_CREATE_RIGHTS_H

#include "create-plan.h"
#include "refusal.h"
#include "rights.h"

/* As for a creation of no type at all: whoever may create something may remove. Before anything is taken away; waits for a
 * confirmation where the rule wants one. */
int create_rights_require_removal(struct rights *rights, const struct connection *connection, const char *name, struct refusal *ret_refusal);

/* As exec_rights_require. Refuses as rights_require and rights_confirm. */
int create_rights_require(const struct create_setup *setup, struct refusal *ret_refusal);

#endif
