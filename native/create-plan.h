/* From what was asked to what nsatlas-make shall do, and as whom. */
#ifndef NSATLAS_CREATE_PLAN_H
#define NSATLAS_CREATE_PLAN_H

#include <stdbool.h>

#include "create-request.h"
#include "exec-plan.h"
#include "rights.h"

struct create_plan {
	struct exec_plan exec;		/* its spec's types are the ones to make */
	struct make_spec make;
	bool may_choose_ids;
	struct create_map uids;		/* only with user */
	struct create_map gids;
};

/* What it has of the registry (create-claim.h). */
struct create_claim {
	int fd;				/* held as long as the sandbox lives; -1: nothing is claimed */
	unsigned int slot;		/* below 64; no two sandboxes have the same */
	unsigned int address;		/* the last byte of it; 0: no cable */
};

#define CREATE_CLAIM_NONE { .fd = -1 }

/* What create_make works from. */
struct create_setup {
	const struct connection *connection;
	const struct create_request *request;
	const json_t *asked;		/* the request as it came */
	struct rights *rights;
	struct create_plan *plan;
	struct create_claim *claim;
	int signals;			/* signalfd(2): whatever arrives there gives up */
};

void create_plan_init(struct create_plan *plan);

/* Refuses with denied or fault. */
int create_plan_make(const struct create_request *request, const struct create_claim *claim, struct create_plan *plan, struct refusal *ret_refusal);
void create_plan_free(struct create_plan *plan);

#endif
