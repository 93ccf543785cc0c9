/* The field `terminal` of a request: a terminal for the command instead of three pipes. */
#ifndef NSATLAS_TERMINAL_REQUEST_H
#define NSATLAS_TERMINAL_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "request.h"

enum {
	TERMINAL_SIDE_MAX = 1000,
	TERMINAL_IDLE_MIN_MS = 10 * 1000,
	TERMINAL_LIMIT_MS = 8 * 60 * 60 * 1000,		/* however busy it is */
	TERMINAL_NAME_MAX = 64,
};

struct terminal_request {
	bool is_wanted;
	uint16_t rows;
	uint16_t columns;
	uint32_t idle_ms;
	char name[TERMINAL_NAME_MAX + 1];	/* what TERM says */
};

/* Absent or null: none is wanted. */
int terminal_request_decode(const struct request *root, struct terminal_request *ret_terminal);

#endif
