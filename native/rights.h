/* May this be done by who asks? Without a policy everything may: then the door itself is the right. */
#ifndef NSATLAS_RIGHTS_H
#define NSATLAS_RIGHTS_H

#include <stdbool.h>

#include "peer.h"
#include "policy.h"
#include "refusal.h"
#include "ticket.h"
#include "verbs.h"

/* What the program was started with; both NULL: no policy. Call it once, before any verb. */
void rights_govern(const char *policy_path, const char *tickets_path);
bool rights_are_governed(void);

struct rights {
	bool governed;
	struct policy policy;
	struct policy_who who;		/* of the ticket; without one, whose process is at the other end */
	struct peer peer;
	bool recognised;		/* by a ticket */
	struct ticket ticket;
	const char *token;		/* as it was given; the caller keeps it */
	const char *session;
	int run_fd;			/* one of the runs that this user may have; -1: not counted */
};

/* Call it before anything of a target is touched: reads the policy, looks up its names and the asker's in the host's own passwd(5)
 * and group(5), and looks at the ticket. token, session: NULL if none was given. ret_rights is set in every case and goes to
 * rights_end. Refuses with denied or fault, stage rights; errno is EKEYEXPIRED or EKEYREJECTED for a ticket that is not good. */
int rights_begin(const struct connection *connection, const char *token, const char *session, struct rights *ret_rights,
		 struct refusal *ret_refusal);
void rights_end(struct rights *rights);

/* Decides, notes the use of the ticket, and counts the run. *ret_auth is POLICY_AUTH_CONFIRM if rights_confirm has to follow.
 * Refuses with denied or limit, stage rights; errno is ENOKEY where to be recognised could help. */
int rights_require(struct rights *rights, const struct policy_facts *facts, enum policy_auth *ret_auth, struct refusal *ret_refusal);

/* Asks root on the host, and waits. what: lines of printable ASCII that say all of what will be done, each ended by a newline.
 * signals: signalfd(2); whatever arrives there gives up. Refuses with denied, stage rights. */
int rights_confirm(const struct rights *rights, const struct connection *connection, int signals, const char *what, struct refusal *ret_refusal);

/* What of this time the policy leaves. */
uint64_t rights_shorten_run(const struct rights *rights, uint64_t ms);
uint64_t rights_shorten_idle(const struct rights *rights, uint64_t ms);

#endif
