/* A ticket: the word of nsatlas-auth that this session, through this web process, is this user. It lies in a directory of root's own
 * under a name that only its bearer can know. */
#ifndef NSATLAS_TICKET_H
#define NSATLAS_TICKET_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "peer.h"
#include "policy.h"

enum {
	TICKET_MS = 15 * 60 * 1000,		/* and never longer */
	TICKET_IDLE_MS = 5 * 60 * 1000,		/* put off by each use */
	TICKET_TOKEN = 64,			/* 256 bits of chance in lower-case hexadecimal */
	TICKET_SESSION = 64,			/* as the web process names a session: a hash, in lower-case hexadecimal */
	TICKET_TEXT_LIMIT = 512,
};

struct ticket {
	char user[POLICY_NAME_LIMIT + 1];
	uid_t uid;
	char session[TICKET_SESSION + 1];
	struct peer peer;
	uint64_t created_ms;	/* of CLOCK_BOOTTIME, which runs on while the machine sleeps and which nobody can set */
	uint64_t used_ms;
	uint64_t uses;
};

/* --- pure (ticket-text.c) */

/* The file's text. Returns its length. */
size_t ticket_format(const struct ticket *ticket, char ret_text[TICKET_TEXT_LIMIT]);
/* -EBADMSG: not what ticket_format writes. */
int ticket_parse(const char *text, size_t length, struct ticket *ret_ticket);

/* Whether it is good for this session and peer now.
 * -EKEYREJECTED  it was given to another session, or another process
 * -EKEYEXPIRED   its time is over, or it was not used for too long, or it is of the future */
int ticket_judge(const struct ticket *ticket, const char *session, const struct peer *peer, uint64_t now_ms);

/* 64 digits 0-9 a-f and nothing else. */
bool ticket_is_hexadecimal(const char *text);

/* --- in a directory (ticket-store.c): 0700 and the helper's own, or nothing is read or written
 * -EPERM  the directory, or the file, is somebody else's, open to others, or a link */

/* Writes a new ticket for created_ms. ret_token is the only copy of the secret: wipe it. */
int ticket_create(const char *directory, const struct ticket *ticket, char ret_token[TICKET_TOKEN + 1]);

/* Reads, judges and, if that is well, notes the use.
 * -ENOENT: no such ticket; else as ticket_judge */
int ticket_use(const char *directory, const char *token, const char *session, const struct peer *peer, uint64_t now_ms, struct ticket *ret_ticket);

/* The same without a use. */
int ticket_look(const char *directory, const char *token, const char *session, const struct peer *peer, uint64_t now_ms, struct ticket *ret_ticket);

/* Takes it away: only its own session and peer can. -ENOENT: it is gone already. */
int ticket_release(const char *directory, const char *token, const char *session, const struct peer *peer, uint64_t now_ms);

/* Takes away those whose time is over. */
int ticket_clear(const char *directory, uint64_t now_ms);

/* CLOCK_BOOTTIME. */
uint64_t ticket_now_ms(void);

#endif
