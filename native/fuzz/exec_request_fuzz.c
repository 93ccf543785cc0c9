#include "fuzz.h"

#include <string.h>

#include "exec-request.h"

static void check_terminal(const struct exec_request *request)
{
	const struct terminal_request *terminal = &request->terminal;

	holds(terminal->rows >= 1 && terminal->rows <= TERMINAL_SIDE_MAX);
	holds(terminal->columns >= 1 && terminal->columns <= TERMINAL_SIDE_MAX);
	holds(terminal->idle_ms >= TERMINAL_IDLE_MIN_MS && terminal->idle_ms <= TERMINAL_LIMIT_MS);
	holds(terminal->name[0] != '\0' && memchr(terminal->name, '\0', sizeof(terminal->name)));
	holds(request->timeout_ms >= EXEC_TIMEOUT_MIN_MS && request->timeout_ms <= TERMINAL_LIMIT_MS);
}

static void check_path(const char path[JOIN_PATH_ROOM], bool is_named)
{
	holds(memchr(path, '\0', JOIN_PATH_ROOM) != NULL);
	holds(is_named ? path[0] == '/' : path[0] == '\0');
}

/* An id comes from the request or is none: never 0 by default. */
static void check_options(const struct exec_request *request)
{
	const struct exec_options *options = &request->options;
	bool has_files = exec_request_namespace(request, NSTYPE_MNT) != NULL;

	if (options->as == EXEC_AS_IDS)
		holds(options->uid <= EXEC_ID_MAX && options->gid <= EXEC_ID_MAX);
	else
		holds(options->as <= EXEC_AS_ROOT && options->uid == JOIN_ID_KEPT && options->gid == JOIN_ID_KEPT);
	holds(options->capabilities <= EXEC_CAPABILITIES_ALL);
	check_path(options->root_path, options->root == EXEC_ROOT_PATH);
	check_path(options->directory_path, options->directory == EXEC_DIRECTORY_PATH);
	holds(options->root <= EXEC_ROOT_PATH && (options->root == EXEC_ROOT_TARGET || has_files));
	holds(options->directory <= EXEC_DIRECTORY_PATH);
	holds(options->environment == EXEC_ENVIRONMENT_CLEAN || (options->environment == EXEC_ENVIRONMENT_TARGET && request->has_target && has_files));
	holds(options->cgroup == EXEC_CGROUP_OWN || (options->cgroup == EXEC_CGROUP_TARGET && request->has_target));
	holds(options->variable_count <= EXEC_VARIABLE_LIMIT);
	for (size_t i = 0; i < options->variable_count; i++)
		holds(strlen(options->variables[i]) <= EXEC_VARIABLE_BYTES && strchr(options->variables[i], '=') > options->variables[i]);
}

/* What is accepted is within its limits, and its arguments can be walked. */
static void check(const struct exec_request *request)
{
	const char *at = request->arguments;

	holds(request->argument_count >= 1 && request->argument_count <= JOIN_ARGUMENT_LIMIT);
	holds(request->argument_bytes <= JOIN_ARGUMENT_BYTES && request->arguments[0] != '\0');
	for (uint32_t i = 0; i < request->argument_count; i++)
		at += strlen(at) + 1;
	holds(at == request->arguments + request->argument_bytes);
	holds(request->command_count >= 1 && request->command_count <= JOIN_COMMAND_LIMIT);
	for (uint32_t i = 0; i < request->command_count; i++)
		holds(request->command_arguments[i] >= 1 && exec_request_command(request, i)[0] != '\0');
	holds(exec_request_command(request, request->command_count) == at);
	holds(request->namespace_count >= 1 && request->namespace_count <= NSTYPE_COUNT);
	holds(!request->has_target || (request->pid > 0 && request->place_count == 0));
	holds(!request->viewer || strlen(request->viewer) <= EXEC_VIEWER_MAX_BYTES);
	check_options(request);
	if (request->terminal.is_wanted) {
		check_terminal(request);
		return;
	}
	holds(request->timeout_ms >= EXEC_TIMEOUT_MIN_MS && request->timeout_ms <= EXEC_TIMEOUT_MAX_MS);
	holds(request->output_limit <= EXEC_OUTPUT_MAX_BYTES);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct exec_request request;
	json_t *value = json_loadb((const char *) bytes, length, JSON_REJECT_DUPLICATES, NULL);
	struct refusal refusal;

	if (!value)
		return 0;
	if (exec_request_decode(value, &request, &refusal) == 0)
		check(&request);
	else
		holds(refusal.failure < FAILURE_COUNT && refusal.message[0] != '\0');
	exec_request_free(&request);
	json_decref(value);
	return 0;
}
