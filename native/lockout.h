/* How often somebody may be wrong. What is counted is a name, or a process, by the text of a key. */
#ifndef NSATLAS_LOCKOUT_H
#define NSATLAS_LOCKOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LOCKOUT_MS = 5 * 60 * 1000,	/* failures are counted for so long, and then it is shut for so long */
	LOCKOUT_OF_NAME = 5,
	LOCKOUT_OF_PEER = 20,
	LOCKOUT_MOST = 20,
	LOCKOUT_TEXT_LIMIT = 1024,
};

struct lockout {
	uint64_t until_ms;		/* shut until then; 0: never was */
	size_t count;
	uint64_t failures_ms[LOCKOUT_MOST];
};

/* --- pure */

/* How long it is shut from now; 0: it is open. */
uint64_t lockout_left_ms(const struct lockout *lockout, uint64_t now_ms);
/* Counts one more. The one that reaches the limit shuts. */
void lockout_add(struct lockout *lockout, unsigned int limit, uint64_t now_ms);
/* Takes back one that was counted at that moment, and what it shut. */
void lockout_take_back(struct lockout *lockout, uint64_t at_ms);

size_t lockout_format(const struct lockout *lockout, char ret_text[LOCKOUT_TEXT_LIMIT]);
/* -EBADMSG: not what lockout_format writes. */
int lockout_parse(const char *text, size_t length, struct lockout *ret_lockout);

/* --- in the directory of the tickets (private-directory.h) */

/* Counts a failure before it has happened, so that many at once are not one: see lockout_succeed.
 * -EUSERS: it is shut, for *ret_left_ms. limit 0: only looks. */
int lockout_begin(const char *directory, const char *key, unsigned int limit, uint64_t now_ms, uint64_t *ret_left_ms);
/* It was none. forgets: all earlier ones too. */
int lockout_succeed(const char *directory, const char *key, uint64_t at_ms, bool forgets);

#endif
