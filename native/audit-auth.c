#define _GNU_SOURCE
#include "audit-auth.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "audit-quote.h"
#include "audit-record.h"
#include "policy.h"

enum { NAME_ROOM = (POLICY_NAME_LIMIT + 1) * 4 + 8 };

static void tell(const struct audit_asker *asker, const char *what, const char *user)
{
	struct ucred peer = { 0 };
	socklen_t length = sizeof(peer);
	char quoted[NAME_ROOM] = "unknown";

	if (user)
		(void) audit_quote(user, quoted, sizeof(quoted));
	(void) getsockopt(asker->connection, SOL_SOCKET, SO_PEERCRED, &peer, &length);
	dprintf(STDERR_FILENO, "nsatlas-auth[%d]: %s user=%s peer-uid=%u peer-pid=%d\n", (int) getpid(), what, quoted, peer.uid, (int) peer.pid);
}

static struct audit_act act_of(const struct audit_asker *asker)
{
	return (struct audit_act) { .verb = "authenticate", .connection = asker->connection, .viewer = asker->viewer };
}

int audit_granted(const struct audit_asker *asker, const char *user)
{
	struct audit_act act = act_of(asker);

	act.user = user;
	tell(asker, "granted", user);
	return audit_record(&act, AUDIT_GRANTED, NULL);
}

void audit_denied(const struct audit_asker *asker, const char *user, const struct refusal *refusal)
{
	struct audit_act act = act_of(asker);

	(void) snprintf(act.as, sizeof(act.as), "%s", user ? user : "");
	tell(asker, "denied", user);
	audit_keep(&act, AUDIT_REFUSED, &(struct audit_result) { .refusal = refusal });
}

void audit_given_back(const struct audit_asker *asker, const char *user)
{
	struct audit_act act = act_of(asker);

	act.user = user;
	tell(asker, "given back", user);
	audit_keep(&act, AUDIT_GIVEN_BACK, NULL);
}
