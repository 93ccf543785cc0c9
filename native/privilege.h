/* The only file that speaks of capabilities: what each task needs, and how the rest is given up for good. */
#ifndef NSATLAS_PRIVILEGE_H
#define NSATLAS_PRIVILEGE_H

#include <stdbool.h>
#include <stdint.h>

enum privilege {
	PRIVILEGE_NONE,
	PRIVILEGE_LOOK,		/* find a path anywhere */
	PRIVILEGE_SCAN,		/* read /proc/PID of everybody */
	PRIVILEGE_INSPECT,	/* and join a namespace to look at it from inside */
	PRIVILEGE_RULESET,	/* join a net namespace and ask for its packet filter's rules */
	PRIVILEGE_PEEK,		/* look at a descriptor of another process */
	PRIVILEGE_WALK,		/* list mount namespaces, and step into one */
	PRIVILEGE_LOAD,		/* load BPF iterators */
	PRIVILEGE_DOOR,		/* all these, of the inspect door before it has started who needs more than a verb */
	PRIVILEGE_EXEC,		/* join, and hand on to a command what its target has */
	PRIVILEGE_RELAY,	/* the command runs: only end it */
	PRIVILEGE_AUTH,		/* what modules of PAM take to recognise a user */
	PRIVILEGE_CABLE,	/* the same, and take its cable away afterwards */
	PRIVILEGE_COUNT
};

/* Gives up every capability that this task does not need, in all sets; raises none. Each further call can only take away.
 * Neither the process nor its children can win any back by execve(2) (no_new_privs, bounding set). PRIVILEGE_EXEC changes nothing. */
int privilege_keep(enum privilege privilege);

/* Nobody without rights over us may look into this process, and it leaves no core file. No limit is set that a command would inherit. */
int privilege_guard(void);

/* The effective set, bit 1 << CAP_*. */
int privilege_effective(uint64_t *ret_set);

bool privilege_has_ptrace(void);

/* It has every capability that this task needs. */
bool privilege_has_all(enum privilege privilege);

#endif
