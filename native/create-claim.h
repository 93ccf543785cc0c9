/* What one sandbox has and no other: its name, a slot from which its ids and its cable follow, its address. */
#ifndef NSATLAS_CREATE_CLAIM_H
#define NSATLAS_CREATE_CLAIM_H

#include <stdbool.h>

#include "create-make.h"
#include "create-request.h"
#include "jsonout.h"
#include "refusal.h"

/* Refuses with usage for a name or an address that is taken, with limit when there are too many. */
int create_claim_take(const struct create_request *request, struct create_claim *ret_claim, struct refusal *ret_refusal);

/* The cable to the new net namespace; fd: of that namespace. */
int create_claim_plug(const struct create_claim *claim, int net_fd, struct refusal *ret_refusal);

/* The bind mounts, and the record of who asked. */
int create_claim_pin(const struct create_setup *setup, const struct exec_child *child, const struct sandbox *sandbox, struct refusal *ret_refusal);

/* The fields `address` and `calls`, of STARTED and of the record that pins keep. */
void create_claim_write(const struct create_claim *claim, const struct sandbox *sandbox, struct jsonout *json);

/* Everything of it goes, but for pins that shall stay. 0, or -errno: something is left. */
int create_claim_release(const struct create_request *request, struct create_claim *claim, bool keeps_pins);

#endif
