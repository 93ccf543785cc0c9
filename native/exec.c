/* The verb exec: join the namespaces asked for, run one command there, carry its bytes, leave nothing behind. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "audit.h"
#include "cleanup.h"
#include "exec-ahead.h"
#include "exec-child.h"
#include "exec-last.h"
#include "exec-plan.h"
#include "exec-request.h"
#include "exec-rights.h"
#include "failure.h"
#include "frame.h"
#include "jsonout.h"
#include "privilege.h"
#include "relay.h"
#include "rights.h"
#include "target.h"
#include "verbs.h"

static int send_started(int out, const struct exec_setup *setup, const struct exec_child *child)
{
	const char *argument = exec_request_command(setup->request, child->command);
	struct jsonout json;
	int r = jsonout_init(&json, -1);

	if (r < 0)
		return r;
	jsonout_object_begin(&json, NULL);
	jsonout_number(&json, "pid", child->pid);
	jsonout_array_begin(&json, "joined");
	for (int type = 0; type < NSTYPE_COUNT; type++)
		if (nstype_is_in(setup->plan->spec.types, (enum nstype) type))
			jsonout_string(&json, NULL, nstype_info[type].name);
	jsonout_array_end(&json);
	jsonout_array_begin(&json, "argv");
	for (uint32_t i = 0; i < setup->request->command_arguments[child->command]; i++) {
		jsonout_foreign(&json, NULL, argument);
		argument += strlen(argument) + 1;
	}
	jsonout_array_end(&json);
	jsonout_object_end(&json);
	return jsonout_send(&json, out, FRAME_STARTED, 0);
}

static int kill_all(void *child)
{
	return exec_child_kill(child);
}

static int relay_command(const struct exec_setup *setup, struct exec_child *child, struct relay_result *ret_result)
{
	struct relay_command command = {
		.pid = child->pid, .pidfd = child->pidfd,
		.input = child->input, .output = child->output, .errout = child->errout, .terminal = child->terminal,
		.signals = setup->signals, .timeout_ms = setup->request->timeout_ms, .idle_ms = setup->request->terminal.idle_ms,
		.output_limit = setup->request->output_limit,
		.kill_all = kill_all, .context = child,
	};
	int r;

	/* Without a group, ending the command means looking into /proc, for which everything is kept. */
	if (child->cgroup.fd >= 0) {
		r = privilege_keep(PRIVILEGE_RELAY);
		if (r < 0)
			return r;
	}
	r = relay_run(setup->connection, &command, ret_result);
	child->input = command.input;
	return r;
}

static int start_for_target(struct exec_setup *setup, struct exec_child *child, struct refusal *ret_refusal)
{
	struct target target;
	int r;

	r = target_open(setup->request->pid, setup->request->start_time, &target, ret_refusal);
	if (r == 0)
		r = exec_plan_make(setup->request, &target, setup->plan, ret_refusal);
	setup->target = &target;
	if (r == 0)
		r = exec_rights_require(setup, &target, ret_refusal);
	if (r == 0)
		r = exec_child_start(setup, child, ret_refusal);
	setup->target = NULL;
	target_close(&target);
	return r;
}

static int start_without_target(struct exec_setup *setup, struct exec_child *child, struct refusal *ret_refusal)
{
	int r;

	r = exec_plan_make(setup->request, NULL, setup->plan, ret_refusal);
	if (r == 0)
		r = exec_rights_require(setup, NULL, ret_refusal);
	return r == 0 ? exec_child_start(setup, child, ret_refusal) : r;
}

/* From a checked request to a running command. The plan's and the target's descriptors do not outlive it. */
static int start(struct exec_setup *setup, struct exec_child *child, struct refusal *ret_refusal)
{
	int r;

	r = exec_open_signals(&setup->signals);
	if (r < 0)
		return refuse(ret_refusal, FAILURE_FAULT, "request", r, "the helper could not prepare for its end");
	r = setup->request->has_target ? start_for_target(setup, child, ret_refusal)
				       : start_without_target(setup, child, ret_refusal);
	exec_plan_free(setup->plan);
	if (r == 0 && send_started(setup->connection->out, setup, child) < 0)
		r = refuse(ret_refusal, FAILURE_FAULT, "run", EPIPE, "nobody listens any more");
	return r;
}

static int run(const struct exec_setup *setup, struct exec_child *child, struct relay_result *ret_result,
	       struct refusal *ret_refusal)
{
	int r;

	r = relay_command(setup, child, ret_result);
	if (r < 0)
		return refuse(ret_refusal, FAILURE_FAULT, "run", r, "the command's bytes could not be carried");
	if (ret_result->bad_frame)
		return refuse(ret_refusal, FAILURE_USAGE, "run", EBADMSG, "while a command runs only whole INPUT and ACK frames may come, and RESIZE and SIGNAL for a terminal");
	return 0;
}

int exec_main(const struct connection *connection, const json_t *json)
{
	static struct exec_request request;
	static struct exec_plan plan;
	static struct rights rights;
	struct exec_setup setup = {
		.connection = connection, .request = &request, .asked = json, .rights = &rights, .plan = &plan, .signals = -1,
	};
	struct exec_child child = EXEC_CHILD_NONE;
	struct relay_result result;
	struct refusal refusal;
	int r, kept, left;

	exec_plan_init(&plan);
	if (exec_request_decode(json, &request, &refusal) < 0) {
		exec_request_free(&request);
		return refusal_send(connection->out, &refusal);
	}
	r = rights_begin(connection, request.ticket, request.session, &rights, &refusal);
	kept = audit_begin(connection->in, &request, &rights);
	if (r == 0 && kept < 0)
		r = refuse(&refusal, FAILURE_FAULT, "request", kept, "the audit cannot be kept, so nothing is done");
	request.timeout_ms = (uint32_t) rights_shorten_run(&rights, request.timeout_ms);
	request.terminal.idle_ms = (uint32_t) rights_shorten_idle(&rights, request.terminal.idle_ms);
	if (r == 0)
		r = start(&setup, &child, &refusal);
	if (r == 0)
		r = run(&setup, &child, &result, &refusal);
	/* Before the last frame: whoever reads it may rely on nothing being left. */
	left = exec_child_end(&child);
	exec_ahead_discard();
	if (left < 0)
		audit_left_behind(&request, left);
	if (r < 0)
		audit_refused(&request, &refusal);
	else
		audit_ended(&request, &result);
	r = r < 0 ? refusal_send(connection->out, &refusal) : exec_send_exit(connection, &result);
	relay_linger(connection);
	cleanup_close(&setup.signals);
	rights_end(&rights);
	exec_request_free(&request);
	/* The listener takes 0 for: nothing is left. */
	return r == 0 && left == 0 ? 0 : 1;
}
