#define _GNU_SOURCE
#include "auth.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "audit-auth.h"
#include "jsonout.h"
#include "lockout.h"
#include "peer.h"
#include "policy-file.h"
#include "policy-names.h"
#include "request.h"
#include "ticket.h"

#define STAGE "authenticate"

enum {
	/* A module that hangs ends us, somewhat after the conversation should have ended. */
	PATIENCE_S = AUTH_MS / 1000 + 20,
	KEY_ROOM = 128,
};

struct auth_settings auth_settings;

/* One attempt of one user. */
struct attempt {
	const char *user;		/* as typed */
	const char *session;
	char *viewer;			/* who the web process says it is */
	struct peer peer;
	char name_key[KEY_ROOM];
	char peer_key[KEY_ROOM];
	uint64_t counted_ms;		/* 0: not yet */
	struct policy policy;
	struct policy_who who;
	struct auth_talk talk;
};

/* --- the request */

static int decode_hash(const struct request *root, const char *name, const char **ret_text)
{
	int r = request_string(root, name, ret_text);

	return r < 0 || ticket_is_hexadecimal(*ret_text) ? r : request_refuse(root, "%s is not 64 digits of 0-9 a-f", name);
}

static int decode_viewer(const struct request *root, char **ret_viewer)
{
	int r = request_has(root, "viewer") ? request_text(root, "viewer", ret_viewer) : 0;

	return r == 0 && *ret_viewer && strlen(*ret_viewer) > AUTH_VIEWER_LIMIT ? request_refuse(root, "viewer is too long") : r;
}

static int refuse_request(struct refusal *ret_refusal, const struct request_problem *problem)
{
	return refuse(ret_refusal, FAILURE_USAGE, "request", 0, "%s", problem->message);
}

static int decode_attempt(const json_t *json, struct attempt *attempt, struct refusal *ret_refusal)
{
	static const char *const names[] = { "protocol", "verb", "user", "session", "viewer", NULL };
	struct request_problem problem = { "" };
	struct request root = request_root(json, &problem);
	int r = request_allow(&root, names);

	if (r == 0)
		r = request_string(&root, "user", &attempt->user);
	if (r == 0 && (attempt->user[0] == '\0' || strlen(attempt->user) > POLICY_NAME_LIMIT || strpbrk(attempt->user, "\n:/")))
		r = request_refuse(&root, "user is not the name of one");
	if (r == 0)
		r = decode_hash(&root, "session", &attempt->session);
	if (r == 0)
		r = decode_viewer(&root, &attempt->viewer);
	return r < 0 ? refuse_request(ret_refusal, &problem) : 0;
}

/* --- counting */

static int refuse_lockout(struct refusal *ret_refusal, int error, uint64_t left_ms)
{
	if (error == -EUSERS)
		return refuse(ret_refusal, FAILURE_LIMIT, STAGE, EUSERS, "too many failures: try again in %llu s",
			      (unsigned long long) (left_ms + 999) / 1000);
	return refuse(ret_refusal, FAILURE_FAULT, STAGE, error, "failures cannot be counted, so nobody is let in");
}

static int count_key(const struct attempt *attempt, const char *key, unsigned int limit, struct refusal *ret_refusal)
{
	uint64_t left_ms = 0;
	int r = lockout_begin(auth_settings.tickets, key, limit, limit > 0 ? attempt->counted_ms : ticket_now_ms(), &left_ms);

	return r < 0 ? refuse_lockout(ret_refusal, r, left_ms) : 0;
}

/* Once for a conversation, however many answers it takes. */
static int count_attempt(void *context)
{
	struct attempt *attempt = context;
	int r;

	if (attempt->counted_ms > 0)
		return 0;
	attempt->counted_ms = ticket_now_ms();
	r = count_key(attempt, attempt->name_key, LOCKOUT_OF_NAME, &attempt->talk.refusal);
	if (r == 0)
		r = count_key(attempt, attempt->peer_key, LOCKOUT_OF_PEER, &attempt->talk.refusal);
	attempt->talk.is_refused = r < 0;
	return r;
}

static void take_back(const struct attempt *attempt)
{
	if (attempt->counted_ms == 0)
		return;
	(void) lockout_succeed(auth_settings.tickets, attempt->name_key, attempt->counted_ms, true);
	(void) lockout_succeed(auth_settings.tickets, attempt->peer_key, attempt->counted_ms, false);
}

static int look_at_locks(const struct attempt *attempt, struct refusal *ret_refusal)
{
	int r = count_key(attempt, attempt->name_key, 0, ret_refusal);

	return r == 0 ? count_key(attempt, attempt->peer_key, 0, ret_refusal) : r;
}

/* --- authenticate */

static int prepare(const struct connection *connection, struct attempt *attempt, struct refusal *ret_refusal)
{
	struct policy_problem problem;
	int r = peer_of(connection->in, &attempt->peer);

	if (r < 0)
		return refuse(ret_refusal, FAILURE_DENIED, STAGE, r, "it cannot be found out who is asking");
	if (policy_load(auth_settings.policy, &attempt->policy, &problem) < 0)
		return refuse(ret_refusal, FAILURE_DENIED, STAGE, EACCES, "the policy cannot be used: line %u: %s", problem.line, problem.message);
	(void) ticket_clear(auth_settings.tickets, ticket_now_ms());
	(void) snprintf(attempt->name_key, sizeof(attempt->name_key), "user %s", attempt->user);
	(void) snprintf(attempt->peer_key, sizeof(attempt->peer_key), "peer %u %d %llu", attempt->peer.uid, (int) attempt->peer.pid,
			(unsigned long long) attempt->peer.start_time);
	attempt->talk = (struct auth_talk) {
		.connection = connection, .ends_ms = ticket_now_ms() + AUTH_MS, .answered_ms = ticket_now_ms(), .before_answer = count_attempt, .context = attempt,
	};
	return look_at_locks(attempt, ret_refusal);
}

/* Unknown, wrong, expired, or without any right: one word for all, after the same time. */
static int refuse_attempt(const struct attempt *attempt, struct refusal *ret_refusal)
{
	uint64_t now = ticket_now_ms(), ends = attempt->talk.answered_ms + AUTH_FAILURE_MS, left = ends > now ? ends - now : 0;
	struct timespec rest = { .tv_sec = (time_t) (left / 1000), .tv_nsec = (long) (left % 1000) * 1000000 };

	if (attempt->talk.is_refused) {
		*ret_refusal = attempt->talk.refusal;
		return -1;
	}
	while (nanosleep(&rest, &rest) < 0 && errno == EINTR)
		;
	return refuse(ret_refusal, FAILURE_DENIED, STAGE, EACCES, "not recognised");
}

static int make_ticket(const struct attempt *attempt, const char *user, char token[TICKET_TOKEN + 1], struct refusal *ret_refusal)
{
	struct ticket ticket = { .uid = attempt->who.uid, .peer = attempt->peer, .created_ms = ticket_now_ms() };
	int r;

	ticket.used_ms = ticket.created_ms;
	(void) snprintf(ticket.user, sizeof(ticket.user), "%s", user);
	(void) snprintf(ticket.session, sizeof(ticket.session), "%s", attempt->session);
	r = ticket_create(auth_settings.tickets, &ticket, token);
	return r < 0 ? refuse(ret_refusal, FAILURE_FAULT, STAGE, r, "the ticket cannot be kept") : 0;
}

static int send_ticket(const struct connection *connection, const char *user, uid_t uid, const char *token, uint64_t idle_ms, uint64_t ms)
{
	struct jsonout json;
	int r = jsonout_init(&json, connection->out);

	if (r < 0)
		return 1;
	jsonout_object_begin(&json, NULL);
	if (token)
		jsonout_string(&json, "ticket", token);
	jsonout_foreign(&json, "user", user);
	jsonout_unsigned(&json, "uid", uid);
	jsonout_unsigned(&json, "idleMs", idle_ms);
	jsonout_unsigned(&json, "ms", ms);
	jsonout_object_end(&json);
	r = jsonout_finish(&json);
	jsonout_free(&json);
	return r < 0 ? 1 : 0;
}

/* A user is who PAM says; the policy decides whether that is of any use. */
static int recognise(struct attempt *attempt, char user[POLICY_NAME_LIMIT + 1], char token[TICKET_TOKEN + 1], struct refusal *ret_refusal)
{
	if (auth_pam(attempt->user, &attempt->talk, user, POLICY_NAME_LIMIT + 1) < 0 || policy_who_of_name(user, &attempt->who) < 0 ||
	    !policy_permits_something(&attempt->policy, &attempt->who))
		return refuse_attempt(attempt, ret_refusal);
	take_back(attempt);
	return make_ticket(attempt, user, token, ret_refusal);
}

/* A ticket of which there is no record is none. */
static int keep_record(const struct audit_asker *asker, const struct attempt *attempt, const char *user, const char *token, struct refusal *ret_refusal)
{
	int r = audit_granted(asker, user);

	if (r == 0)
		return 0;
	(void) ticket_release(auth_settings.tickets, token, attempt->session, &attempt->peer, ticket_now_ms());
	return refuse(ret_refusal, FAILURE_FAULT, STAGE, r, "the record of this cannot be kept, so nobody is recognised");
}

static void record_denial(const struct audit_asker *asker, const struct attempt *attempt, const struct refusal *refusal)
{
	static struct policy_who who;

	audit_denied(asker, policy_who_of_name(attempt->user, &who) == 0 ? attempt->user : NULL, refusal);
}

int authenticate_main(const struct connection *connection, const json_t *json)
{
	static struct attempt attempt;
	struct audit_asker asker = { .connection = connection->in };
	char user[POLICY_NAME_LIMIT + 1], token[TICKET_TOKEN + 1];
	struct refusal refusal;
	int r;

	if (decode_attempt(json, &attempt, &refusal) < 0)
		return refusal_send(connection->out, &refusal);
	asker.viewer = attempt.viewer;
	(void) alarm(PATIENCE_S);
	r = prepare(connection, &attempt, &refusal);
	if (r == 0)
		r = recognise(&attempt, user, token, &refusal);
	if (r == 0)
		r = keep_record(&asker, &attempt, user, token, &refusal);
	if (r < 0)
		record_denial(&asker, &attempt, &refusal);
	r = r == 0 ? send_ticket(connection, user, attempt.who.uid, token, TICKET_IDLE_MS, TICKET_MS) : refusal_send(connection->out, &refusal);
	explicit_bzero(token, sizeof(token));
	policy_free(&attempt.policy);
	free(attempt.viewer);
	return r;
}

/* --- release, status */

struct holder {
	const char *token;
	const char *session;
	char *viewer;
	struct peer peer;
};

static int find_holder(const struct connection *connection, const json_t *json, struct holder *holder, struct refusal *ret_refusal)
{
	static const char *const names[] = { "protocol", "verb", "ticket", "session", "viewer", NULL };
	struct request_problem problem = { "" };
	struct request root = request_root(json, &problem);
	int r = request_allow(&root, names);

	if (r == 0)
		r = decode_hash(&root, "ticket", &holder->token);
	if (r == 0)
		r = decode_hash(&root, "session", &holder->session);
	holder->viewer = NULL;
	if (r == 0)
		r = decode_viewer(&root, &holder->viewer);
	if (r < 0)
		return refuse_request(ret_refusal, &problem);
	r = peer_of(connection->in, &holder->peer);
	return r < 0 ? refuse(ret_refusal, FAILURE_DENIED, "ticket", r, "it cannot be found out who is asking") : 0;
}

static int refuse_ticket(struct refusal *ret_refusal, int error)
{
	return refuse(ret_refusal, FAILURE_DENIED, "ticket", error == -ENOENT ? EKEYREJECTED : error, "%s",
		      error == -EKEYEXPIRED ? "its time is over" : "no such ticket of this session");
}

int release_main(const struct connection *connection, const json_t *json)
{
	struct refusal refusal;
	struct holder holder;
	struct ticket ticket;
	struct jsonout out;
	int r = find_holder(connection, json, &holder, &refusal);

	if (r < 0)
		return refusal_send(connection->out, &refusal);
	r = ticket_look(auth_settings.tickets, holder.token, holder.session, &holder.peer, ticket_now_ms(), &ticket);
	if (r == 0)
		r = ticket_release(auth_settings.tickets, holder.token, holder.session, &holder.peer, ticket_now_ms());
	if (r < 0) {
		(void) refuse_ticket(&refusal, r);
		return refusal_send(connection->out, &refusal);
	}
	audit_given_back(&(struct audit_asker) { .connection = connection->in, .viewer = holder.viewer }, ticket.user);
	free(holder.viewer);
	if (jsonout_init(&out, connection->out) < 0)
		return 1;
	jsonout_object_begin(&out, NULL);
	jsonout_object_end(&out);
	r = jsonout_finish(&out);
	jsonout_free(&out);
	return r < 0 ? 1 : 0;
}

int status_main(const struct connection *connection, const json_t *json)
{
	uint64_t now = ticket_now_ms();
	struct refusal refusal;
	struct holder holder;
	struct ticket ticket;
	int r;

	if (find_holder(connection, json, &holder, &refusal) < 0)
		return refusal_send(connection->out, &refusal);
	r = ticket_look(auth_settings.tickets, holder.token, holder.session, &holder.peer, now, &ticket);
	free(holder.viewer);
	if (r < 0) {
		(void) refuse_ticket(&refusal, r);
		return refusal_send(connection->out, &refusal);
	}
	return send_ticket(connection, ticket.user, ticket.uid, NULL, ticket.used_ms + TICKET_IDLE_MS - now, ticket.created_ms + TICKET_MS - now);
}
