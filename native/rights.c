#define _GNU_SOURCE
#include "rights.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "cleanup.h"
#include "pending.h"
#include "policy-file.h"
#include "policy-names.h"
#include "private-directory.h"
#include "rights-missing.h"

#define STAGE "rights"

enum {
	/* A directory service that does not answer ends us, as a client that does not. */
	LOOK_UP_S = 20,
};

static const char *policy_path, *tickets_path;

void rights_govern(const char *policy, const char *tickets)
{
	policy_path = policy;
	tickets_path = tickets;
}

bool rights_are_governed(void)
{
	return policy_path != NULL;
}

static int load_policy(struct rights *rights, struct refusal *ret_refusal)
{
	struct policy_problem problem;
	int r = policy_load(policy_path, &rights->policy, &problem);

	if (r == 0)
		return 0;
	if (problem.line > 0)
		return refuse(ret_refusal, FAILURE_DENIED, STAGE, EACCES, "the policy cannot be used: %s:%u:%u: %s", policy_path, problem.line,
			      problem.column, problem.message);
	return refuse(ret_refusal, FAILURE_DENIED, STAGE, EACCES, "the policy cannot be used: %s: %s", policy_path, problem.message);
}

static int refuse_ticket(struct refusal *ret_refusal, int error)
{
	if (error == -EKEYEXPIRED)
		return refuse(ret_refusal, FAILURE_DENIED, STAGE, EKEYEXPIRED, "this ticket's time is over: authenticate again");
	if (error == -EKEYREJECTED || error == -ENOENT)
		return refuse(ret_refusal, FAILURE_DENIED, STAGE, EKEYREJECTED, "this ticket is not one of this session: authenticate again");
	return refuse(ret_refusal, FAILURE_DENIED, STAGE, error, "the tickets are not as nsatlas-auth left them");
}

static int look_at_ticket(struct rights *rights, struct refusal *ret_refusal)
{
	int r = ticket_look(tickets_path, rights->token, rights->session ? rights->session : "", &rights->peer, ticket_now_ms(), &rights->ticket);

	if (r < 0)
		return refuse_ticket(ret_refusal, r);
	rights->recognised = true;
	return 0;
}

/* A uid without a name is nobody's, and in no group: a rule for any may still hold. */
static int find_who(struct rights *rights, struct refusal *ret_refusal)
{
	uid_t uid = rights->recognised ? rights->ticket.uid : rights->peer.uid;
	int r = policy_who_of_uid(uid, &rights->who);

	if (r == -ENOENT && !rights->recognised) {
		rights->who = (struct policy_who) { .uid = uid };
		return 0;
	}
	return r < 0 ? refuse(ret_refusal, FAILURE_DENIED, STAGE, r, "it cannot be found out who uid %u is", uid) : 0;
}

static int look_up(const struct connection *connection, struct rights *rights, struct refusal *ret_refusal)
{
	int r = peer_of(connection->in, &rights->peer);

	if (r < 0)
		return refuse(ret_refusal, FAILURE_DENIED, STAGE, r, "it cannot be found out who is asking");
	r = load_policy(rights, ret_refusal);
	if (r == 0 && rights->token)
		r = look_at_ticket(rights, ret_refusal);
	return r == 0 ? find_who(rights, ret_refusal) : r;
}

int rights_begin(const struct connection *connection, const char *token, const char *session, struct rights *ret_rights,
		 struct refusal *ret_refusal)
{
	int r;

	memset(ret_rights, 0, sizeof(*ret_rights));
	ret_rights->run_fd = -1;
	ret_rights->governed = rights_are_governed();
	if (!ret_rights->governed)
		return 0;
	ret_rights->token = token;
	ret_rights->session = session;
	(void) alarm(LOOK_UP_S);
	r = look_up(connection, ret_rights, ret_refusal);
	(void) alarm(0);
	return r;
}

void rights_end(struct rights *rights)
{
	policy_free(&rights->policy);
	cleanup_close(&rights->run_fd);
}

static int refuse_by(const struct rights *rights, const struct policy_facts *facts, const struct policy_verdict *verdict,
		     struct refusal *ret_refusal)
{
	bool could_help = !rights->recognised && policy_permits_somebody(&rights->policy, facts);
	const char *advice = could_help ? ": authenticate as somebody whom it permits this" : "";
	int error = could_help ? ENOKEY : EACCES;
	char missing[RIGHTS_MISSING_ROOM];

	if (verdict->line > 0)
		return refuse(ret_refusal, FAILURE_DENIED, STAGE, error, "line %u of the policy denies this%s", verdict->line, advice);
	if (could_help)
		return refuse(ret_refusal, FAILURE_DENIED, STAGE, error, "no rule of the policy permits this%s", advice);
	rights_missing(rights, facts, missing);
	return refuse(ret_refusal, FAILURE_DENIED, STAGE, error, "no rule of the policy permits this; it would take: %s", missing);
}

/* A run is a lock: it ends with the process that has it, however that one ends. */
static int count_run(struct rights *rights, struct refusal *ret_refusal)
{
	uint32_t limit = rights->policy.limits.per_user;
	CLEANUP_FD int directory = -1;
	int r = limit > 0 ? private_directory_open(tickets_path, &directory) : 0;

	if (r < 0)
		return refuse_ticket(ret_refusal, r);
	for (uint32_t i = 0; i < limit; i++) {
		CLEANUP_FD int fd = -1;
		char name[32];

		(void) snprintf(name, sizeof(name), "run-%u-%u", rights->who.uid, i);
		fd = openat(directory, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd < 0)
			return refuse(ret_refusal, FAILURE_DENIED, STAGE, errno, "the runs cannot be counted");
		if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
			rights->run_fd = take_fd(&fd);
			return 0;
		}
	}
	return limit > 0 ? refuse(ret_refusal, FAILURE_LIMIT, STAGE, EUSERS, "the policy lets one user have %u runs at the same time", limit) : 0;
}

static int use_ticket(struct rights *rights, struct refusal *ret_refusal)
{
	int r;

	if (!rights->recognised)
		return 0;
	r = ticket_use(tickets_path, rights->token, rights->session, &rights->peer, ticket_now_ms(), &rights->ticket);
	return r < 0 ? refuse_ticket(ret_refusal, r) : 0;
}

int rights_require(struct rights *rights, const struct policy_facts *facts, enum policy_auth *ret_auth, struct refusal *ret_refusal)
{
	struct policy_verdict verdict;

	*ret_auth = POLICY_AUTH_NONE;
	if (!rights->governed)
		return 0;
	verdict = policy_decide(&rights->policy, facts, &rights->who);
	if (!verdict.permits)
		return refuse_by(rights, facts, &verdict, ret_refusal);
	if (verdict.auth == POLICY_AUTH_TICKET && !rights->recognised)
		return refuse(ret_refusal, FAILURE_DENIED, STAGE, ENOKEY, "line %u of the policy wants a ticket: authenticate first", verdict.line);
	*ret_auth = verdict.auth;
	if (count_run(rights, ret_refusal) < 0)
		return -1;
	return use_ticket(rights, ret_refusal);
}

int rights_confirm(const struct rights *rights, const struct connection *connection, int signals, const char *what, struct refusal *ret_refusal)
{
	char asker[256], directory[PATH_MAX];
	const struct pending_question question = { .directory = directory, .asker = asker, .what = what, .wait_ms = PENDING_MS };

	if (rights->recognised)
		(void) snprintf(asker, sizeof(asker), "%s (uid %u), recognised by nsatlas-auth", rights->ticket.user, rights->who.uid);
	else
		(void) snprintf(asker, sizeof(asker), "a process of uid %u; nobody was recognised", rights->peer.uid);
	if ((size_t) snprintf(directory, sizeof(directory), "%s/../pending", tickets_path) >= sizeof(directory))
		return refuse(ret_refusal, FAILURE_FAULT, STAGE, ENAMETOOLONG, "the path of the tickets is too long");
	return pending_ask(&question, connection, signals, ret_refusal);
}

static uint64_t shorten(uint64_t limit, uint64_t ms)
{
	return limit > 0 && limit < ms ? limit : ms;
}

uint64_t rights_shorten_run(const struct rights *rights, uint64_t ms)
{
	return shorten(rights->policy.limits.max_ms, ms);
}

uint64_t rights_shorten_idle(const struct rights *rights, uint64_t ms)
{
	return shorten(rights->policy.limits.idle_ms, ms);
}
