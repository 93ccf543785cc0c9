/* Why what was asked for did not happen, carried from where it was found to the verb, which sends it as the one FAILURE frame. */
#ifndef NSATLAS_REFUSAL_H
#define NSATLAS_REFUSAL_H

#include "failure.h"

struct refusal {
	enum failure failure;
	const char *stage;	/* request target rights join make verify run …: PROTOCOL.md */
	int error;		/* errno or 0 */
	char message[512];
};

/* Fills it in and returns -1, so that a step can end with `return refuse(...)`. error may be negative. */
__attribute__((format(printf, 5, 6)))
int refuse(struct refusal *ret_refusal, enum failure failure, const char *stage, int error, const char *format, ...);

/* The FAILURE frame. Returns 1: the exit status of a request that was refused. */
int refusal_send(int out, const struct refusal *refusal);

#endif
