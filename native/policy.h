/* Who may run what where: the file of rules, its parser, and the decision. A rule is a line; the last that matches counts, and
 * without one the answer is no. The grammar is in docs/policy.md. */
#ifndef NSATLAS_POLICY_H
#define NSATLAS_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "nstype.h"

enum {
	POLICY_FILE_LIMIT = 64 * 1024,
	POLICY_RULE_LIMIT = 256,
	POLICY_COMMAND_LIMIT = 16,	/* paths behind cmd */
	POLICY_NAME_LIMIT = 63,		/* bytes of a user or group */
	POLICY_GROUP_LIMIT = 4096,	/* of one user */
	POLICY_ARGV_LIMIT = 8,		/* the command and what is tried otherwise */
};

enum policy_verb {
	POLICY_EXEC,
	POLICY_CREATE,
};

enum policy_whom {
	POLICY_ANY,
	POLICY_USER,
	POLICY_GROUP,
	POLICY_OWNER,		/* who made the user namespace */
};

enum policy_as {
	POLICY_AS_ANY,
	POLICY_AS_SELF,		/* the command's uid on the host is the asking user's */
	POLICY_AS_TARGET,	/* what the target process is */
	POLICY_AS_ROOT,		/* uid 0 where it runs */
};

/* Where a command would stand. Bits, since a rootless container is two of them. */
enum policy_place {
	POLICY_IN_OWN_USERNS = 1,	/* in a user namespace of the asking user's making, and no other's namespaces */
	POLICY_IN_CONTAINER = 2,	/* in all of a container's namespaces */
	POLICY_IN_NET_ONLY = 4,		/* the host, but for the net namespace */
	POLICY_IN_HOST = 8,		/* everything else */
	POLICY_IN_ANY = 15,
};

/* Each holds against more than the one before it: SECURITY.md. */
enum policy_auth {
	POLICY_AUTH_NONE,
	POLICY_AUTH_TICKET,
	POLICY_AUTH_CONFIRM,
};

/* Each allows what the one before it allows. */
enum policy_caps {
	POLICY_CAPS_NONE,
	POLICY_CAPS_TARGET,
	POLICY_CAPS_ALL,
};

struct policy_rule {
	unsigned int line;
	bool permits;
	enum policy_verb verb;
	enum policy_whom whom;
	unsigned int column;		/* of who it is for */
	const char *name;		/* of the user or group; NULL: written as a number */
	bool has_id;			/* false: a name that nobody has, or that was not looked up yet */
	uint32_t id;
	enum policy_as as;
	unsigned int places;
	unsigned int types;		/* 1 << nstype: all that may be made */
	enum policy_auth auth;
	enum policy_caps caps;
	size_t command_count;		/* 0: any */
	const char *commands[POLICY_COMMAND_LIMIT];
};

/* 0: no limit. */
struct policy_limits {
	uint64_t max_ms;		/* of one run */
	uint64_t idle_ms;		/* of a terminal without input */
	uint32_t per_user;		/* runs of one user at the same time */
};

struct policy {
	size_t rule_count;
	struct policy_rule rules[POLICY_RULE_LIMIT];
	struct policy_limits limits;
	char *text;			/* the file; names and commands point into it */
};

struct policy_problem {
	unsigned int line;		/* 0: of the whole file */
	unsigned int column;
	char message[192];
};

/* Rules from text of POLICY_FILE_LIMIT bytes at most. Looks up no name. ret_policy is set in every case and goes to policy_free.
 * -EINVAL: ret_problem says what and where; -ENOMEM */
int policy_parse(const char *text, size_t length, struct policy *ret_policy, struct policy_problem *ret_problem);
void policy_free(struct policy *policy);

/* Who asks, as the host knows them. */
struct policy_who {
	uid_t uid;
	size_t group_count;
	gid_t groups[POLICY_GROUP_LIMIT];	/* the primary one too */
};

/* What is asked, as the kernel knows it. */
struct policy_facts {
	enum policy_verb verb;
	unsigned int places;		/* without POLICY_IN_OWN_USERNS: that one follows from has_owner and the user */
	bool has_owner;			/* everything joined belongs to user namespaces that this user made */
	uid_t owner;
	bool has_uid;
	uid_t uid;			/* of the command, on the host */
	bool is_target;			/* as the target, whoever that is */
	bool is_root;			/* uid 0 where it runs */
	enum policy_caps caps;
	unsigned int types;		/* to be made */
	size_t command_count;
	const char *commands[POLICY_ARGV_LIMIT];	/* argv[0] of each */
	bool is_plain;			/* no variable, no root directory but the usual: the path means the program it names */
};

struct policy_verdict {
	bool permits;
	unsigned int line;		/* of the rule; 0: none matches */
	enum policy_auth auth;
};

/* Pure. */
struct policy_verdict policy_decide(const struct policy *policy, const struct policy_facts *facts, const struct policy_who *who);

/* A rule permits this to some user who is not the one that asked: to be recognised could help. */
bool policy_permits_somebody(const struct policy *policy, const struct policy_facts *facts);

/* A rule permits anything at all to this user. */
bool policy_permits_something(const struct policy *policy, const struct policy_who *who);

#endif
