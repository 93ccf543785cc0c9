/* What nsatlas-exec tells nsatlas-join and hears from it, over the SEQPACKET socket that is the latter's descriptor 3.
 *
 *   exec → join   struct join_spec and its descriptors, once; later a byte to each
 *                 report that asks for one, enum join_answer
 *   join → exec   struct join_report, in the order of enum join_stage, or one with an error and no more
 *   end of file   without an error: the command's program runs (its close-on-exec closed the socket)
 *
 * Both ends come from one build: the layout is no wire format. */
#ifndef NSATLAS_JOIN_H
#define NSATLAS_JOIN_H

#include <stdint.h>

#include "nstype.h"

enum {
	JOIN_SOCKET_FD = 3,
	JOIN_COMMAND_LIMIT = 5,
	JOIN_ARGUMENT_LIMIT = 256,	/* of all commands together */
	JOIN_ARGUMENT_BYTES = 24 * 1024 + JOIN_ARGUMENT_LIMIT,	/* each with its NUL */
	JOIN_ENVIRONMENT_LIMIT = 4096,
	JOIN_ENVIRONMENT_BYTES = 192 * 1024,	/* each with its NUL */
	JOIN_PATH_ROOM = 4096,
	JOIN_GROUP_LIMIT = 1024,
	JOIN_EXIT_STATUS = 125,
};

/* setresuid(2) leaves alone what is -1. */
#define JOIN_ID_KEPT UINT32_MAX

/* The PATH of a clean environment, and where a command without a slash is looked for if there is no PATH. */
#define JOIN_SEARCH_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* Each of them travels only if its bit is set in join_spec.fds, in this order. */
enum join_fd {
	JOIN_FD_STDIN,
	JOIN_FD_STDOUT,
	JOIN_FD_STDERR,
	JOIN_FD_ENVIRONMENT,		/* a memory file: too much for one message */
	JOIN_FD_TARGET,			/* pidfd: join_spec.types are those of this process */
	JOIN_FD_ROOT,			/* the target's root directory */
	JOIN_FD_CWD,			/* the target's working directory */
	JOIN_FD_NAMESPACE,		/* without a target: the namespaces themselves, one for each type */
	JOIN_FD_COUNT = JOIN_FD_NAMESPACE + NSTYPE_COUNT,
};

enum join_flag {
	JOIN_KEEP_GROUPS = 1,		/* if groups cannot be set: ours are among the target's, they may stay */
	JOIN_USER_LAST = 2,		/* mount first, with the rights we have here, then join the user namespace */
	JOIN_FRESH_PROC = 4,
	JOIN_FRESH_SYS = 8,
	JOIN_NO_NEW_PRIVS = 16,
	JOIN_TERMINAL = 32,		/* JOIN_FD_STDIN is the slave of a terminal, for all three descriptors */
	JOIN_TERMINAL_INSIDE = 64,	/* one of the joined mount namespace's own /dev/pts is better, if there is any */
};

enum join_answer {
	JOIN_GO = 'G',
	JOIN_LOOK = 'L',		/* only to JOIN_STAGE_TERMINAL: what is mounted at /dev/pts is a devpts */
};

struct join_spec {
	uint32_t size;			/* of this struct, as the sender knows it */
	uint32_t flags;
	uint32_t fds;
	uint32_t types;			/* to join: bit 1 << enum nstype */
	/* As the joined user namespace numbers them; JOIN_ID_KEPT leaves it as it is. */
	uint32_t uid;
	uint32_t gid;
	/* As the sender's user namespace numbers them: they are set before the join. */
	uint32_t group_count;
	uint32_t groups[JOIN_GROUP_LIMIT];
	uint64_t bounding;
	uint64_t permitted;
	uint64_t ambient;
	/* The first of the commands that exists is run. */
	uint32_t command_count;
	uint32_t command_arguments[JOIN_COMMAND_LIMIT];		/* of each command */
	uint32_t argument_count;				/* of all */
	uint32_t argument_bytes;
	uint32_t environment_count;
	uint32_t environment_bytes;
	uint16_t rows;			/* of the terminal */
	uint16_t columns;
	char arguments[JOIN_ARGUMENT_BYTES];
	/* As they are inside, empty: none. What is found there must lie below the root that was entered before. */
	char root[JOIN_PATH_ROOM];
	char directory[JOIN_PATH_ROOM];
};

enum join_stage {
	JOIN_STAGE_SPEC,
	JOIN_STAGE_GROUPS,
	JOIN_STAGE_JOIN,
	JOIN_STAGE_ROOT,
	JOIN_STAGE_JOINED,		/* types: for which a descriptor of the child's namespace follows */
	JOIN_STAGE_FORK,
	JOIN_STAGE_FORKED,		/* the descriptor that follows is the child's pidfd */
	JOIN_STAGE_MOUNT_PROC,
	JOIN_STAGE_MOUNT_SYS,
	JOIN_STAGE_JOIN_USER,
	JOIN_STAGE_READY,		/* the child waits for GO */
	JOIN_STAGE_BOUNDING,
	JOIN_STAGE_IDS,
	JOIN_STAGE_PROMISE,
	JOIN_STAGE_ROOT_PATH,
	JOIN_STAGE_CAPABILITIES,
	JOIN_STAGE_DIRECTORY,
	JOIN_STAGE_TERMINAL,		/* the child asks whether to look inside; or with the descriptor of the master found there */
	JOIN_STAGE_COMMAND,		/* number: the command about to be executed */
	JOIN_STAGE_LOADER,		/* the command exists, but not the interpreter or loader it names */
	JOIN_STAGE_COUNT
};

struct join_report {
	uint32_t stage;
	int32_t error;			/* errno, 0: reached */
	uint32_t types;
	uint32_t number;
};

#endif
