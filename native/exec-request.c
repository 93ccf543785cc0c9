#define _GNU_SOURCE
#include "exec-request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "request.h"
#include "ticket.h"

static int decode_target(const struct request *root, struct exec_request *request)
{
	static const char *const names[] = { "pid", "startTime", NULL };
	struct request target;
	int r;

	request->has_target = request_has(root, "target");
	if (!request->has_target)
		return 0;
	r = request_object(root, "target", &target);
	if (r == 0)
		r = request_allow(&target, names);
	if (r == 0)
		r = request_pid(&target, "pid", &request->pid);
	if (r == 0)
		r = request_number(&target, "startTime", UINT64_MAX, &request->start_time);
	return r;
}

static int decode_namespaces(const struct request *root, struct exec_request *request)
{
	struct request array;
	size_t count;
	int r;

	r = request_array(root, "namespaces", NSTYPE_COUNT, &array);
	if (r < 0)
		return r;
	count = request_count(&array);
	if (count == 0)
		return request_refuse(&array, "names no namespace");
	for (size_t i = 0; i < count; i++) {
		struct request element = request_element(&array, i);
		struct ns_identity identity;

		r = request_namespace(&element, &identity);
		if (r < 0)
			return r;
		if (exec_request_namespace(request, identity.type))
			return request_refuse(&element, "names the type %s twice", nstype_info[identity.type].name);
		request->namespaces[request->namespace_count++] = identity;
	}
	return 0;
}

static int decode_argument(const struct request *at, struct exec_request *request)
{
	size_t room = sizeof(request->arguments) - JOIN_ARGUMENT_LIMIT + request->argument_count - request->argument_bytes;
	CLEANUP_FREE char *text = NULL;
	size_t length;
	int r;

	r = request_value_text(at, room, &text);
	if (r < 0)
		return r;
	length = strlen(text);
	if (length > room)
		return request_refuse(at, "more than 24 KiB of arguments in all");
	memcpy(request->arguments + request->argument_bytes, text, length + 1);
	request->argument_bytes += (uint32_t) length + 1;
	request->argument_count++;
	return 0;
}

static int decode_command(const struct request *array, struct exec_request *request)
{
	size_t count = request_count(array);
	const char *name = request->arguments + request->argument_bytes;

	if (count > JOIN_ARGUMENT_LIMIT - request->argument_count)
		return request_refuse(array, "more than %d arguments in all", JOIN_ARGUMENT_LIMIT);
	for (size_t i = 0; i < count; i++) {
		struct request element = request_element(array, i);
		int r = decode_argument(&element, request);

		if (r < 0)
			return r;
	}
	if (count == 0 || name[0] == '\0')
		return request_refuse(array, "names no command");
	request->command_arguments[request->command_count++] = (uint32_t) count;
	return 0;
}

static int decode_other_commands(const struct request *root, struct exec_request *request)
{
	struct request array;
	int r;

	if (!request_has(root, "otherwise"))
		return 0;
	r = request_array(root, "otherwise", JOIN_COMMAND_LIMIT - 1, &array);
	for (size_t i = 0; r == 0 && i < request_count(&array); i++) {
		struct request element = request_element(&array, i);

		r = json_is_array(element.value) ? decode_command(&element, request) : request_refuse(&element, "not an array");
	}
	return r;
}

static int decode_commands(const struct request *root, struct exec_request *request)
{
	struct request array;
	int r;

	r = request_array(root, "argv", JOIN_ARGUMENT_LIMIT, &array);
	if (r == 0)
		r = decode_command(&array, request);
	return r == 0 ? decode_other_commands(root, request) : r;
}

int exec_request_decode_viewer(const struct request *root, struct exec_request *request)
{
	int r = request_has(root, "viewer") ? request_text(root, "viewer", &request->viewer) : 0;

	if (r == 0 && request->viewer && strlen(request->viewer) > EXEC_VIEWER_MAX_BYTES)
		return request_refuse(root, "viewer is longer than %d bytes", EXEC_VIEWER_MAX_BYTES);
	return r;
}

int exec_request_decode_command(const struct request *root, struct exec_request *request)
{
	int r = decode_commands(root, request);

	return r == 0 ? terminal_request_decode(root, &request->terminal) : r;
}

/* The files that a foreign root, PATH or LD_PRELOAD name would be the host's. */
static int decode_options(const struct request *root, struct exec_request *request)
{
	struct exec_options *options = &request->options;
	int r;

	r = exec_options_decode(root, options);
	if (r < 0 || exec_request_namespace(request, NSTYPE_MNT))
		return r;
	if (options->root != EXEC_ROOT_TARGET)
		return request_refuse(root, "root is of a mount namespace: mnt is not among the namespaces");
	if (options->environment == EXEC_ENVIRONMENT_TARGET)
		return request_refuse(root, "environment of the target: only with its files, mnt is not among the namespaces");
	return 0;
}

/* Somebody looks at what a terminal shows, and types for as long as they like. */
static int decode_limits(const struct request *root, struct exec_request *request)
{
	bool has_terminal = request->terminal.is_wanted;
	uint64_t timeout;
	int r;

	r = request_number(root, "timeoutMs", has_terminal ? TERMINAL_LIMIT_MS : EXEC_TIMEOUT_MAX_MS, &timeout);
	if (r < 0)
		return r;
	if (timeout < EXEC_TIMEOUT_MIN_MS)
		return request_refuse(root, "timeoutMs is less than %d", EXEC_TIMEOUT_MIN_MS);
	request->timeout_ms = (uint32_t) timeout;
	if (!has_terminal)
		return request_number(root, "outputLimitBytes", EXEC_OUTPUT_MAX_BYTES, &request->output_limit);
	if (request_has(root, "outputLimitBytes"))
		return request_refuse(root, "outputLimitBytes is not for a terminal");
	request->output_limit = UINT64_MAX;
	return 0;
}

/* A namespace of which the asker gave no place can still be opened by its id. */
static int decode_places(const struct request *root, struct exec_request *request)
{
	int r;

	r = request_places(root, request->namespaces[0].type, &request->places, &request->place_count);
	if (r < 0)
		return r;
	if (request->has_target && request->place_count > 0)
		return request_refuse(root, "places are for namespaces without a process: there is a target");
	return 0;
}

static int decode_secret(const struct request *root, const char *name, const char **ret_secret)
{
	int r = request_has(root, name) ? request_string(root, name, ret_secret) : 0;

	if (r == 0 && *ret_secret && !ticket_is_hexadecimal(*ret_secret))
		return request_refuse(root, "%s is not 64 digits of 0-9 a-f", name);
	return r;
}

int exec_request_decode_ticket(const struct request *root, struct exec_request *request)
{
	int r = decode_secret(root, "ticket", &request->ticket);

	return r == 0 ? decode_secret(root, "session", &request->session) : r;
}

int exec_request_decode(const json_t *json, struct exec_request *ret_request, struct refusal *ret_refusal)
{
	static const char *const names[] = {
		"protocol", "verb", "target", "namespaces", "places", "argv", "as", "capabilities", "root", "directory",
		"environment", "cgroup", "timeoutMs", "outputLimitBytes", "otherwise", "terminal", "viewer", "ticket", "session", NULL,
	};
	struct request_problem problem = { "" };
	struct request root = request_root(json, &problem);
	int r;

	memset(ret_request, 0, sizeof(*ret_request));
	r = request_allow(&root, names);
	if (r == 0)
		r = decode_target(&root, ret_request);
	if (r == 0)
		r = decode_namespaces(&root, ret_request);
	if (r == 0)
		r = decode_places(&root, ret_request);
	if (r == 0)
		r = exec_request_decode_command(&root, ret_request);
	if (r == 0)
		r = decode_options(&root, ret_request);
	if (r == 0)
		r = decode_limits(&root, ret_request);
	if (r == 0)
		r = exec_request_decode_viewer(&root, ret_request);
	if (r == 0)
		r = exec_request_decode_ticket(&root, ret_request);
	return r < 0 ? refuse(ret_refusal, failure_from_errno(r), "request", 0, "%s", problem.message) : 0;
}

void exec_request_free(struct exec_request *request)
{
	exec_options_free(&request->options);
	request_free_places(request->places, request->place_count);
	request->places = NULL;
	request->place_count = 0;
	free(request->viewer);
	request->viewer = NULL;
}

const char *exec_request_command(const struct exec_request *request, uint32_t number)
{
	const char *at = request->arguments;

	for (uint32_t i = 0; i < number; i++)
		for (uint32_t j = 0; j < request->command_arguments[i]; j++)
			at += strlen(at) + 1;
	return at;
}

const struct ns_identity *exec_request_namespace(const struct exec_request *request, enum nstype type)
{
	for (size_t i = 0; i < request->namespace_count; i++)
		if (request->namespaces[i].type == type)
			return &request->namespaces[i];
	return NULL;
}
