/* The request of the verb create, decoded and range-checked. */
#ifndef NSATLAS_CREATE_REQUEST_H
#define NSATLAS_CREATE_REQUEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "create-map.h"
#include "exec-request.h"
#include "make.h"

struct create_request {
	char name[MAKE_NAME_ROOM];
	uint32_t types;			/* bit 1 << enum nstype; never 0 */
	char hostname[MAKE_HOSTNAME_ROOM];	/* empty: none is asked for */
	struct create_map uids;		/* empty: none is asked for */
	struct create_map gids;
	enum make_root root;
	char *directory;		/* of MAKE_ROOT_DIRECTORY */
	bool has_bridge;
	unsigned int address;		/* the last byte of it; 0: the next free one */
	bool has_command;
	struct exec_request command;	/* only what a command is by itself, and who asks */
	bool is_pinned;
};

bool create_request_asks(const struct create_request *request, enum nstype type);

/* ret_request is set in every case and goes to create_request_free. Refuses with usage; the message names the path. */
int create_request_decode(const json_t *json, struct create_request *ret_request, struct refusal *ret_refusal);
void create_request_free(struct create_request *request);

#endif
