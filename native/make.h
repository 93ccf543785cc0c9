/* What nsatlas-exec tells nsatlas-make beside the spec of join.h, over the same socket, and what it hears.
 *
 *   exec → make   struct join_spec with its descriptors and struct make_spec, once; later two bytes: one when the id maps are
 *                 written, and GO
 *   make → exec   struct join_report: enum make_stage, and enum join_stage for the steps that both programs share
 *   end of file   after HOLDING: the sandbox has its holder. Without: as in join.h
 *
 * Both ends come from one build: the layout is no wire format. */
#ifndef NSATLAS_MAKE_H
#define NSATLAS_MAKE_H

#include <stdint.h>

#include "join.h"

enum {
	MAKE_NAME_ROOM = 32,		/* each with its NUL */
	MAKE_HOSTNAME_ROOM = 65,
	MAKE_ADDRESS_ROOM = 20,
	MAKE_PATH_ROOM = 4097,
};

enum make_root {
	MAKE_ROOT_HOST,
	MAKE_ROOT_OWN,			/* a tmpfs with the host's programs */
	MAKE_ROOT_DIRECTORY,		/* of the host */
};

enum make_flag {
	MAKE_HOLD = 1,			/* no command: stay */
	MAKE_GUARD_HOST = 2,		/* uid 0 of the host is in there: what it could change through /proc is read-only */
	MAKE_TTY_GROUP = 4,		/* group 5 has a number in there */
};

struct make_spec {
	uint32_t size;			/* of this struct, as the sender knows it */
	uint32_t flags;
	uint32_t root;
	char hostname[MAKE_HOSTNAME_ROOM];	/* empty: as it is */
	char address[MAKE_ADDRESS_ROOM];	/* for an own root's hosts(5); empty: none */
	char directory[MAKE_PATH_ROOM];		/* of MAKE_ROOT_DIRECTORY */
};

/* After those of join.h, which they are told apart from. */
enum make_stage {
	MAKE_STAGE_CLONE = JOIN_STAGE_COUNT,
	MAKE_STAGE_MADE,		/* the descriptor that follows is the pidfd of who lives there */
	MAKE_STAGE_IDS,
	MAKE_STAGE_HOSTNAME,
	MAKE_STAGE_NETWORK,		/* the descriptor that follows is a socket for rtnetlink(7) in there */
	MAKE_STAGE_PRIVATE,
	MAKE_STAGE_PROC,
	MAKE_STAGE_SYS,
	MAKE_STAGE_ROOT,
	MAKE_STAGE_DIRECTORY,		/* the root directory is not there */
	MAKE_STAGE_SYSTEM,		/* or has no proc and dev in it */
	MAKE_STAGE_PIVOT,
	MAKE_STAGE_HOLDING,
	MAKE_STAGE_COUNT
};

#endif
