/* A question to root on the host: may this run? It is a file that says what will run, and the answer is a file beside it that
 * says to which text it is the answer. `nsatlas approve` reads the one and writes the other. */
#ifndef NSATLAS_PENDING_H
#define NSATLAS_PENDING_H

#include <stdint.h>

#include "refusal.h"
#include "verbs.h"

enum {
	PENDING_MS = 120 * 1000,
	PENDING_LEAST = 1000,		/* numbers that a person can type */
	PENDING_MOST = 9999,
	PENDING_TEXT_LIMIT = 512 * 1024,
};

struct pending_question {
	const char *directory;		/* 0700 and root's, as that of the tickets */
	const char *asker;		/* one line, printable ASCII */
	const char *what;		/* lines of printable ASCII, each ended by a newline */
	uint32_t wait_ms;
};

/* Writes the file, sends WAITING, and waits for the answer. 0: yes.
 * Refuses with denied, stage rights: no; nobody answered in time; the asker hung up; signals (signalfd(2)) has something. Or with
 * limit: too many questions. The file is gone afterwards. */
int pending_ask(const struct pending_question *question, const struct connection *connection, int signals, struct refusal *ret_refusal);

#endif
