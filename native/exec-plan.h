/* From what was asked and who the target is to what nsatlas-join shall do. */
#ifndef NSATLAS_EXEC_PLAN_H
#define NSATLAS_EXEC_PLAN_H

#include <sys/types.h>

#include "exec-request.h"
#include "join.h"
#include "refusal.h"
#include "rights.h"
#include "target.h"
#include "verbs.h"

struct exec_plan {
	struct join_spec spec;
	int fds[JOIN_FD_COUNT];		/* -1: does not travel. All but the target's three are the plan's own */
	/* Whose the command's pipes shall be, as the helper numbers them: who cannot open /dev/stdout has no log. */
	uid_t pipe_uid;
	gid_t pipe_gid;
};

/* What exec_child_start works from. */
struct exec_setup {
	const struct connection *connection;
	const struct exec_request *request;
	const json_t *asked;		/* the request as it came */
	struct rights *rights;
	struct exec_plan *plan;
	const struct target *target;	/* NULL: there is none */
	int signals;			/* signalfd(2): whatever arrives there gives up */
};

void exec_plan_init(struct exec_plan *plan);

/* target: NULL for namespaces without a process. Refuses with identity, gone, denied, join or unsupported. */
int exec_plan_make(const struct exec_request *request, const struct target *target, struct exec_plan *plan,
		   struct refusal *ret_refusal);
void exec_plan_free(struct exec_plan *plan);

/* The command, where it stands, its variables and its terminal. target: NULL where none is followed. has_files: the command has
 * the mount namespace of its own, and so maybe a terminal. Refuses with denied, gone or limit. */
int exec_plan_fill_command(const struct exec_request *request, const struct target *target, bool has_files,
			   struct exec_plan *plan, struct refusal *ret_refusal);

/* Of that the variables, the mark by which it is found (sweep.h) among them: a memory file that travels. */
int exec_environment_fill(const struct exec_request *request, const struct target *target, struct exec_plan *plan,
			  struct refusal *ret_refusal);

/* Whose rights the command gets: the ids, groups and capabilities of the spec. */
int exec_credentials_fill(const struct exec_request *request, const struct target *target, struct exec_plan *plan,
			  struct refusal *ret_refusal);

#endif
