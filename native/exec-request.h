/* The request of the verb exec, decoded and range-checked. */
#ifndef NSATLAS_EXEC_REQUEST_H
#define NSATLAS_EXEC_REQUEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "exec-options.h"
#include "join.h"
#include "nsfs.h"
#include "refusal.h"
#include "request.h"
#include "terminal-request.h"

enum {
	EXEC_TIMEOUT_MIN_MS = 100,
	EXEC_TIMEOUT_MAX_MS = 10 * 60 * 1000,
	EXEC_OUTPUT_MAX_BYTES = 8 * 1024 * 1024,
	EXEC_VIEWER_MAX_BYTES = 256,
};

struct exec_request {
	bool has_target;
	pid_t pid;
	uint64_t start_time;
	size_t namespace_count;
	struct ns_identity namespaces[NSTYPE_COUNT];	/* no type twice */
	struct ns_place *places;
	size_t place_count;
	uint32_t command_count;				/* the first of them that exists is run */
	uint32_t command_arguments[JOIN_COMMAND_LIMIT];	/* of each */
	uint32_t argument_count;			/* of all */
	uint32_t argument_bytes;
	char arguments[JOIN_ARGUMENT_BYTES];		/* each with its NUL */
	struct exec_options options;
	uint32_t timeout_ms;
	uint64_t output_limit;				/* UINT64_MAX: none */
	struct terminal_request terminal;
	char *viewer;		/* who the asker says it is, for the record only; NULL: nothing */
	const char *ticket;	/* both of the JSON's, 64 digits; NULL: none */
	const char *session;
};

/* ret_request is set in every case and goes to exec_request_free. Refuses with usage; the message names the path. */
int exec_request_decode(const json_t *json, struct exec_request *ret_request, struct refusal *ret_refusal);
void exec_request_free(struct exec_request *request);

/* The first argument of a command; the others follow it, each behind a NUL. */
const char *exec_request_command(const struct exec_request *request, uint32_t number);

/* Parts of it. What a command is by itself: argv, otherwise, terminal. Who asks: viewer; ticket and session, which stay the JSON's.
 * -EINVAL: the problem is filled in. */
int exec_request_decode_command(const struct request *root, struct exec_request *request);
int exec_request_decode_viewer(const struct request *root, struct exec_request *request);
int exec_request_decode_ticket(const struct request *root, struct exec_request *request);

/* NULL: not asked for. */
const struct ns_identity *exec_request_namespace(const struct exec_request *request, enum nstype type);

#endif
