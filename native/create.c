/* The verb create: new namespaces and who lives in them, for as long as the connection lasts. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>

#include "audit-create.h"
#include "cleanup.h"
#include "create-claim.h"
#include "create-make.h"
#include "create-rights.h"
#include "exec-last.h"
#include "failure.h"
#include "frame.h"
#include "jsonout.h"
#include "namespace-json.h"
#include "privilege.h"
#include "relay.h"
#include "rights.h"
#include "verbs.h"

static void write_started(struct jsonout *json, const struct create_setup *setup, const struct exec_child *child, const struct sandbox *sandbox)
{
	jsonout_object_begin(json, NULL);
	jsonout_number(json, "pid", child->pid);
	jsonout_unsigned(json, "startTime", sandbox->start_time);
	jsonout_array_begin(json, "namespaces");
	for (int type = 0; type < NSTYPE_COUNT; type++)
		if (create_request_asks(setup->request, (enum nstype) type))
			namespace_write(&sandbox->namespaces[type], json);
	jsonout_array_end(json);
	create_claim_write(setup->claim, sandbox, json);
	jsonout_object_end(json);
}

static int send_started(const struct create_setup *setup, const struct exec_child *child, const struct sandbox *sandbox)
{
	struct jsonout json;
	int r = jsonout_init(&json, -1);

	if (r < 0)
		return r;
	write_started(&json, setup, child, sandbox);
	return jsonout_send(&json, setup->connection->out, FRAME_STARTED, 0);
}

static int kill_all(void *child)
{
	return exec_child_kill(child);
}

static int relay(const struct create_setup *setup, struct exec_child *child, struct relay_result *ret_result)
{
	const struct exec_request *asked = &setup->request->command;
	struct relay_command command = {
		.pid = child->pid, .pidfd = child->pidfd,
		.input = child->input, .output = child->output, .errout = child->errout, .terminal = child->terminal,
		.is_killable = true, .signals = setup->signals, .idle_ms = asked->terminal.idle_ms, .output_limit = RELAY_UNLIMITED,
		.kill_all = kill_all, .context = child,
	};
	int r;

	/* As for exec: without a group, ending it means looking into /proc. */
	if (child->cgroup.fd >= 0) {
		r = privilege_keep(setup->claim->address > 0 ? PRIVILEGE_CABLE : PRIVILEGE_RELAY);
		if (r < 0)
			return r;
	}
	r = relay_run(setup->connection, &command, ret_result);
	child->input = command.input;
	return r;
}

static int run(const struct create_setup *setup, struct exec_child *child, struct relay_result *ret_result, struct refusal *ret_refusal)
{
	int r = relay(setup, child, ret_result);

	if (r < 0)
		return refuse(ret_refusal, FAILURE_FAULT, "run", r, "the sandbox could not be watched");
	if (ret_result->bad_frame)
		return refuse(ret_refusal, FAILURE_USAGE, "run", EBADMSG, "while a sandbox lives only whole INPUT and ACK frames may come, and RESIZE and SIGNAL for a terminal");
	return 0;
}

static int start(struct create_setup *setup, struct exec_child *child, struct refusal *ret_refusal)
{
	struct sandbox sandbox;
	int r = exec_open_signals(&setup->signals);

	if (r < 0)
		return refuse(ret_refusal, FAILURE_FAULT, "request", r, "the helper could not prepare for its end");
	r = create_rights_require(setup, ret_refusal);
	if (r == 0)
		r = create_claim_take(setup->request, setup->claim, ret_refusal);
	if (r == 0)
		r = create_plan_make(setup->request, setup->claim, setup->plan, ret_refusal);
	if (r == 0)
		r = create_make(setup, child, &sandbox, ret_refusal);
	if (r == 0 && send_started(setup, child, &sandbox) < 0)
		r = refuse(ret_refusal, FAILURE_FAULT, "run", EPIPE, "nobody listens any more");
	create_plan_free(setup->plan);
	return r;
}

/* Its processes first: what they hold cannot be taken away from under them. */
static int end(const struct create_setup *setup, struct exec_child *child, bool was_there)
{
	int of_child = exec_child_end(child);
	int of_claim = create_claim_release(setup->request, setup->claim, was_there && setup->request->is_pinned);

	return of_child < 0 ? of_child : of_claim;
}

int create_main(const struct connection *connection, const json_t *json)
{
	static struct create_request request;
	static struct create_plan plan;
	static struct rights rights;
	struct create_claim claim = CREATE_CLAIM_NONE;
	struct create_setup setup = {
		.connection = connection, .request = &request, .asked = json, .rights = &rights, .plan = &plan, .claim = &claim, .signals = -1,
	};
	struct exec_child child = EXEC_CHILD_NONE;
	struct relay_result result;
	struct refusal refusal;
	int r, kept, left;

	create_plan_init(&plan);
	if (create_request_decode(json, &request, &refusal) < 0) {
		create_request_free(&request);
		return refusal_send(connection->out, &refusal);
	}
	r = rights_begin(connection, request.command.ticket, request.command.session, &rights, &refusal);
	kept = audit_create_begin(connection->in, &request, &rights);
	if (r == 0 && kept < 0)
		r = refuse(&refusal, FAILURE_FAULT, "request", kept, "the audit cannot be kept, so nothing is done");
	request.command.terminal.idle_ms = (uint32_t) rights_shorten_idle(&rights, request.command.terminal.idle_ms);
	if (r == 0)
		r = start(&setup, &child, &refusal);
	if (r == 0)
		r = run(&setup, &child, &result, &refusal);
	/* Before the last frame: whoever reads it may rely on nothing being left. */
	left = end(&setup, &child, r == 0);
	if (left < 0)
		audit_create_left_behind(&request, left);
	if (r < 0)
		audit_create_refused(&request, &refusal);
	else
		audit_create_ended(&request, &result);
	r = r < 0 ? refusal_send(connection->out, &refusal) : exec_send_exit(connection, &result);
	relay_linger(connection);
	cleanup_close(&setup.signals);
	rights_end(&rights);
	create_request_free(&request);
	return r == 0 ? 0 : 1;
}
