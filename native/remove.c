/* The verb remove: the pins of a sandbox go, and all that came with them. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>

#include "audit-create.h"
#include "clock.h"
#include "create-rights.h"
#include "exec-last.h"
#include "exec-request.h"
#include "jsonout.h"
#include "rights.h"
#include "sandbox-registry.h"
#include "verbs.h"

enum { WAIT_MS = 5000, PAUSE_MS = 50 };

/* One that lives is ended by its connection, and may be about to. */
static int take_away(const char *name, bool is_last, struct refusal *ret_refusal)
{
	CLEANUP_REGISTRY struct sandbox_registry registry = SANDBOX_REGISTRY_NONE;
	const struct sandbox_entry *entry;
	int r = sandbox_registry_open(false, &registry);

	if (r < 0 && r != -ENOENT)
		return refuse(ret_refusal, FAILURE_FAULT, "request", r, "the list of sandboxes cannot be read");
	entry = sandbox_registry_find(&registry, name);
	if (!entry)
		return refuse(ret_refusal, FAILURE_GONE, "request", ENOENT, "there is no sandbox %s", name);
	if (entry->is_live && !is_last)
		return -EAGAIN;
	if (entry->is_live)
		return refuse(ret_refusal, FAILURE_USAGE, "request", EBUSY, "the sandbox %s lives: it ends with the connection that made it", name);
	r = sandbox_registry_remove(&registry, name);
	return r < 0 ? refuse(ret_refusal, failure_from_errno(r), "request", r, "not everything of the sandbox %s could be taken away", name) : 0;
}

static int wait_and_take_away(const char *name, struct refusal *ret_refusal)
{
	int64_t deadline = clock_now_ms() + WAIT_MS;
	int r;

	while ((r = take_away(name, clock_now_ms() >= deadline, ret_refusal)) == -EAGAIN)
		(void) poll(NULL, 0, PAUSE_MS);
	return r;
}

static int answer_removed(const struct connection *connection, const char *name)
{
	struct jsonout json;
	int r = jsonout_init(&json, connection->out);

	if (r < 0)
		return r;
	jsonout_object_begin(&json, NULL);
	jsonout_string(&json, "removed", name);
	jsonout_object_end(&json);
	r = jsonout_finish(&json);
	jsonout_free(&json);
	return r;
}

static int decode(const json_t *json, const char **ret_name, struct exec_request *ret_asker, struct refusal *ret_refusal)
{
	static const char *const names[] = { "protocol", "verb", "name", "viewer", "ticket", "session", NULL };
	struct request_problem problem = { "" };
	struct request root = request_root(json, &problem);
	int r = request_allow(&root, names);

	if (r == 0)
		r = request_string(&root, "name", ret_name);
	if (r == 0 && !sandbox_name_is_good(*ret_name))
		r = request_refuse(&root, "name is not one of a sandbox");
	if (r == 0)
		r = exec_request_decode_viewer(&root, ret_asker);
	if (r == 0)
		r = exec_request_decode_ticket(&root, ret_asker);
	return r < 0 ? refuse(ret_refusal, FAILURE_USAGE, "request", 0, "%s", problem.message) : 0;
}

static int remove_recorded(const struct connection *connection, const char *name, const struct exec_request *asker, struct refusal *ret_refusal)
{
	static struct rights rights;
	int r = rights_begin(connection, asker->ticket, asker->session, &rights, ret_refusal);
	int kept = audit_remove_begin(connection->in, name, asker, &rights);

	if (r == 0 && kept < 0)
		r = refuse(ret_refusal, FAILURE_FAULT, "request", kept, "the audit cannot be kept, so nothing is done");
	if (r == 0)
		r = create_rights_require_removal(&rights, connection, name, ret_refusal);
	if (r == 0)
		r = wait_and_take_away(name, ret_refusal);
	audit_remove_ended(r < 0 ? ret_refusal : NULL);
	rights_end(&rights);
	return r;
}

int remove_main(const struct connection *connection, const json_t *json)
{
	static struct exec_request asker;
	struct refusal refusal;
	const char *name;
	int r = decode(json, &name, &asker, &refusal);

	if (r == 0)
		r = remove_recorded(connection, name, &asker, &refusal);
	exec_request_free(&asker);
	if (r < 0)
		return refusal_send(connection->out, &refusal);
	return answer_removed(connection, name) < 0 ? 1 : 0;
}
