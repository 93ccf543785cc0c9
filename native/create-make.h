/* Starts nsatlas-make and talks with it, from the spec to the running command or holder. */
#ifndef NSATLAS_CREATE_MAKE_H
#define NSATLAS_CREATE_MAKE_H

#include "create-plan.h"
#include "exec-child.h"
#include "nsfs.h"

enum { CREATE_DEADLINE_MS = 10000 };

/* And the sandbox's name: a control group so called, at any depth, is one of ours. */
#define CREATE_GROUP_PREFIX "nsatlas-sandbox-"

/* What was made, as it was seen from outside before anything ran there. */
struct sandbox {
	struct ns_identity namespaces[NSTYPE_COUNT];	/* valid for the types asked for */
	uint64_t start_time;
	char calls[256];		/* the system call, as strace(1) writes it */
};

/* child goes to exec_child_end in every case. */
int create_make(const struct create_setup *setup, struct exec_child *child, struct sandbox *ret_sandbox, struct refusal *ret_refusal);

#endif
