/* Before anything of a sandbox is made: whether it may be. */
#ifndef NSATLAS_CREATE_RIGHTS_H
#define NSATLAS_CREATE_RIGHTS_H

#include "create-plan.h"
#include "refusal.h"

/* As exec_rights_require. Refuses as rights_require and rights_confirm. */
int create_rights_require(const struct create_setup *setup, struct refusal *ret_refusal);

#endif
