/* The command and what surrounds it: its control group, the joining program, its pipes; from birth to the last trace. */
#ifndef NSATLAS_EXEC_CHILD_H
#define NSATLAS_EXEC_CHILD_H

#include <sys/types.h>

#include "cgroup.h"
#include "exec-plan.h"
#include "guard.h"
#include "refusal.h"

enum { EXEC_JOIN_DEADLINE_MS = 10000 };

struct exec_child {
	struct cgroup cgroup;
	bool follows_target;		/* into the target's groups, or not at all */
	struct cgroup note;		/* an empty one of ours that tells where cgroup is, if that is not below ours; ends last */
	struct guard guard;	/* without a group, or without a listener */
	pid_t joiner;		/* J1 of nsatlas-join, M0 of nsatlas-make; 0: never started */
	pid_t pid;		/* J2, then the command, as the helper numbers it; 0: not born */
	int pidfd;
	int socket;		/* the other end is nsatlas-join's */
	int input;		/* our ends of the command's pipes, or copies of the master */
	int output;
	int errout;		/* -1 with a terminal */
	int terminal;		/* its master; -1: there is none */
	uint32_t command;	/* which of the request's commands runs */
};

#define EXEC_CHILD_NONE { .cgroup = CGROUP_NONE, .note = CGROUP_NONE, .guard = GUARD_NONE, .pidfd = -1, .socket = -1, .input = -1, .output = -1, .errout = -1, .terminal = -1 }

/* Starts the command and returns when its program runs; before that its namespaces were looked at from here and found
 * to be those asked for. child is EXEC_CHILD_NONE before, and goes to exec_child_end in every case. */
int exec_child_start(const struct exec_setup *setup, struct exec_child *child, struct refusal *ret_refusal);

/* From now on each command, with all that it starts, may have so many processes and threads, where its control group has a limit. */
void exec_child_limit_processes(uint32_t limit);

/* From now on somebody clears away after our own SIGKILL, also where there is a group: no listener does. */
void exec_child_guard_always(void);

/* Parts of it, which create and what is prepared ahead share. The group alone. */
int exec_child_make_group(struct exec_child *child);

/* A group of ours where one can be made, else what sweep.h says. */
int exec_child_contain(struct exec_child *child);

/* Starts a program beside the helper, from a sealed memory file, in the child's control group if it has one, with
 * child->socket as its descriptor 3 and nothing else. -ENOENT: it was not built. */
int exec_child_start_program(struct exec_child *child, const char *name, char *const arguments[]);

/* SIGKILL for the command and everything it started. 0, or -EBUSY as sweep_kill. */
int exec_child_kill(struct exec_child *child);

/* The same, and nothing of it stays: processes, zombies, group, descriptors. 0, or -errno as cgroup_end and sweep_kill. */
int exec_child_end(struct exec_child *child);

/* Three pipes, or a terminal if the plan says JOIN_TERMINAL: the command's ends go to the plan, ours to the child. */
int exec_child_make_ends(struct exec_plan *plan, struct exec_child *child);

/* Takes the master, now or instead of another, and makes the copies. */
int exec_child_take_terminal(struct exec_child *child, int master);

/* The part of exec_child_start that talks with nsatlas-join, from the spec to the running program. */
int exec_join_converse(const struct exec_setup *setup, struct exec_child *child, struct refusal *ret_refusal);

/* Refuses with the words for a stage that nsatlas-join did not reach. */
int exec_stage_refuse(const struct exec_setup *setup, const struct exec_child *child, const struct join_report *report,
		      struct refusal *ret_refusal);

#endif
