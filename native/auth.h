/* nsatlas-auth: recognises a user by PAM, and gives a ticket for that. */
#ifndef NSATLAS_AUTH_H
#define NSATLAS_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "refusal.h"
#include "verbs.h"

enum {
	AUTH_MS = 60 * 1000,		/* for all of a conversation */
	AUTH_ROUNDS = 8,
	AUTH_FAILURE_MS = 2000,		/* from the last answer to a no, whatever the reason */
	AUTH_VIEWER_LIMIT = 256,
	AUTH_ANSWER_LIMIT = 511,	/* PAM_MAX_RESP_SIZE, with its NUL */
};

struct auth_settings {
	const char *policy;
	const char *tickets;
	const char *pam_directory;	/* NULL: PAM's own */
};

/* What the program was started with. */
extern struct auth_settings auth_settings;

/* One conversation, by frames. */
struct auth_talk {
	const struct connection *connection;
	uint64_t ends_ms;		/* of ticket_now_ms */
	unsigned int rounds;
	bool is_silent;			/* what PAM has to say would tell more than yes or no */
	bool has_answered;		/* a prompt that is not shown while it is typed */
	uint64_t answered_ms;		/* when the last answer came; at first, when it began */
	/* Before the first answer is looked at. Below 0: it is not. */
	int (*before_answer)(void *context);
	void *context;
	struct refusal refusal;		/* why it cannot go on */
	bool is_refused;
};

/* Asks PAM. user: as typed. ret_user: as PAM knows them, then. 0: recognised. -EACCES: not; talk->is_refused: the conversation broke. */
int auth_pam(const char *user, struct auth_talk *talk, char *ret_user, size_t room);

#endif
