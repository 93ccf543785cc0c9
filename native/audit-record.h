/* One line of the audit: who did what to whom, and how it went. auditRecord of lib/rights-schema.ts says the same. */
#ifndef NSATLAS_AUDIT_RECORD_H
#define NSATLAS_AUDIT_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "nsfs.h"
#include "refusal.h"

enum audit_event {
	AUDIT_BEGINS,		/* before anything is done */
	AUDIT_REFUSED,
	AUDIT_ENDED,
	AUDIT_LEFT_BEHIND,	/* something could not be ended */
	AUDIT_GRANTED,		/* a user was recognised */
	AUDIT_GIVEN_BACK,	/* and is no longer */
};

/* What is the same in all lines of one act. Everything it points to stays the caller's. */
struct audit_act {
	const char *verb;			/* exec, create, remove or authenticate */
	int connection;				/* whose peer is named; -1: none */
	const char *user;			/* recognised by a ticket; NULL: nobody was asked */
	const char *viewer;			/* who the asker says it is; NULL: nothing */
	pid_t target;				/* 0: none */
	uint64_t start_time;
	const struct ns_identity *namespaces;	/* joined ones */
	size_t namespace_count;
	uint32_t made;				/* bit 1 << enum nstype: made ones */
	const char *sandbox;			/* its name; NULL: none */
	char as[64];				/* with which rights, in a word or two */
	const char *arguments;			/* each with its NUL */
	uint32_t argument_count;
	bool is_terminal;
};

struct audit_result {
	const struct refusal *refusal;		/* of AUDIT_REFUSED */
	int error;				/* of AUDIT_LEFT_BEHIND */
	int code;				/* of AUDIT_ENDED; signal 0: by itself */
	int signal;
	uint64_t duration_ms;
	uint64_t bytes_in;
	uint64_t bytes_out;
};

/* result: NULL for AUDIT_BEGINS. 0, or -errno: the record could not be kept. */
int audit_record(const struct audit_act *act, enum audit_event event, const struct audit_result *result);

/* The same of what is done already and cannot be taken back: a record that is not kept is told on standard error. */
void audit_keep(const struct audit_act *act, enum audit_event event, const struct audit_result *result);

#endif
