/* The rows: kept, sorted, written, and taken from a child. */
#define _GNU_SOURCE
#include "container-states.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "container-facts.h"

/* PID_MAX_LIMIT of the kernel. */
enum { PID_LIMIT = 4 * 1024 * 1024 };

/* What a JSON number holds exactly: a larger one would cost the whole answer, and is no time. */
static const json_int_t start_time_limit = ((json_int_t) 1 << 53) - 1;

void container_state_free(struct container_state *row)
{
	free(row->id);
	free(row->bundle);
	free(row->evidence);
	*row = (struct container_state) { 0 };
}

void container_states_free(struct container_states *states)
{
	for (size_t i = 0; i < states->count; i++)
		container_state_free(&states->rows[i]);
	for (size_t i = 0; i < states->gap_count; i++)
		free(states->gaps[i].what);
	free(states->rows);
	*states = (struct container_states) { 0 };
}

static int make_room(struct container_states *states)
{
	size_t room = states->room == 0 ? 64 : states->room * 2;
	struct container_state *larger;

	if (states->count < states->room)
		return 0;
	larger = reallocarray(states->rows, room, sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	states->rows = larger;
	states->room = room;
	return 0;
}

int container_states_add(struct container_states *states, struct container_state *row)
{
	bool is_full = states->count == CONTAINER_STATES_LIMIT;
	int r = is_full ? 0 : make_room(states);

	states->left_out += is_full;
	if (is_full || r < 0) {
		container_state_free(row);
		return r;
	}
	states->rows[states->count++] = *row;
	*row = (struct container_state) { 0 };
	return 0;
}

int container_states_gap(struct container_states *states, const char *what, uint64_t count, const char *why, ...)
{
	struct container_state_gap *gap = &states->gaps[states->gap_count];
	va_list arguments;

	if (states->gap_count == CONTAINER_STATE_GAPS_LIMIT) {
		gap = &states->gaps[CONTAINER_STATE_GAPS_LIMIT - 1];
		gap->count = 0;
		(void) snprintf(gap->why, sizeof(gap->why), "there are more gaps than are listed");
		return 0;
	}
	gap->what = strdup(what);
	if (!gap->what)
		return -ENOMEM;
	gap->count = count;
	va_start(arguments, why);
	(void) vsnprintf(gap->why, sizeof(gap->why), why, arguments);
	va_end(arguments);
	states->gap_count++;
	return 0;
}

/* --- out of a file */

static bool take_process(const json_t *state, const char *pid_name, const char *start_name, struct container_state *row)
{
	json_int_t pid = json_integer_value(json_object_get(state, pid_name));
	json_int_t start_time = json_integer_value(json_object_get(state, start_name));

	if (pid <= 0 || pid > PID_LIMIT)
		return false;
	row->pid = (pid_t) pid;
	row->start_time = start_time > 0 && start_time <= start_time_limit ? (uint64_t) start_time : 0;
	return true;
}

static void keep_bundle(const char *bundle, struct container_state *row)
{
	if (bundle && bundle[0] == '/' && strlen(bundle) <= CONTAINER_TEXT_LIMIT)
		row->bundle = strdup(bundle);
}

bool container_state_of_runc(const json_t *state, struct container_state *row)
{
	static const char prefix[] = "bundle=";
	size_t index;
	json_t *label;

	if (!take_process(state, "init_process_pid", "init_process_start", row))
		return false;
	/* The last of that name is runc's own. */
	json_array_foreach(json_object_get(json_object_get(state, "config"), "labels"), index, label) {
		if (!json_is_string(label) || strncmp(json_string_value(label), prefix, sizeof(prefix) - 1) != 0)
			continue;
		free(row->bundle);
		row->bundle = NULL;
		keep_bundle(json_string_value(label) + sizeof(prefix) - 1, row);
	}
	return true;
}

bool container_state_of_crun(const json_t *status, struct container_state *row)
{
	if (!take_process(status, "pid", "process-start-time", row))
		return false;
	keep_bundle(container_string_of(status, "bundle"), row);
	return true;
}

/* --- as JSON, and back */

static void write_row(const struct container_state *row, struct jsonout *json)
{
	jsonout_object_begin(json, NULL);
	jsonout_string(json, "runtime", container_runtime_name(row->runtime));
	jsonout_foreign(json, "id", row->id);
	jsonout_number(json, "pid", row->pid);
	if (row->start_time > 0)
		jsonout_unsigned(json, "startTime", row->start_time);
	else
		jsonout_null(json, "startTime");
	jsonout_foreign(json, "bundle", row->bundle);
	jsonout_unsigned(json, "uid", row->uid);
	jsonout_foreign(json, "evidence", row->evidence);
	jsonout_object_end(json);
}

static void write_gap(const char *what, const char *why, uint64_t count, struct jsonout *json)
{
	jsonout_object_begin(json, NULL);
	jsonout_string(json, "what", what);
	jsonout_string(json, "why", why);
	if (count > 0)
		jsonout_unsigned(json, "count", count);
	jsonout_object_end(json);
}

void container_states_write(const struct container_states *states, struct jsonout *json)
{
	jsonout_object_begin(json, NULL);
	jsonout_array_begin(json, "states");
	for (size_t i = 0; i < states->count; i++)
		write_row(&states->rows[i], json);
	jsonout_array_end(json);
	jsonout_array_begin(json, "gaps");
	for (size_t i = 0; i < states->gap_count; i++)
		write_gap(states->gaps[i].what, states->gaps[i].why, states->gaps[i].count, json);
	if (states->left_out > 0)
		write_gap("state files of runc and crun", "there are more than one answer carries", states->left_out, json);
	jsonout_array_end(json);
	jsonout_object_end(json);
}

static int take_fields(const struct request *at, struct container_state *row)
{
	uint64_t uid = 0;
	const char *runtime;
	int r = request_string(at, "runtime", &runtime);

	if (r == 0)
		r = request_text(at, "id", &row->id);
	if (r == 0)
		r = request_pid(at, "pid", &row->pid);
	if (r == 0 && request_has(at, "startTime"))
		r = request_number(at, "startTime", INT64_MAX, &row->start_time);
	if (r == 0 && request_has(at, "bundle"))
		r = request_text(at, "bundle", &row->bundle);
	if (r == 0)
		r = request_number(at, "uid", UINT32_MAX, &uid);
	if (r == 0)
		r = request_text(at, "evidence", &row->evidence);
	if (r == 0)
		row->runtime = strcmp(runtime, container_runtime_name(CONTAINER_CRUN)) == 0 ? CONTAINER_CRUN : CONTAINER_RUNC;
	row->uid = (uid_t) uid;
	return r;
}

static int take_row(const struct request *at, struct container_states *states)
{
	struct container_state row = { 0 };
	int r = take_fields(at, &row);

	if (r == 0)
		return container_states_add(states, &row);
	container_state_free(&row);
	return r;
}

static int take_gap(const struct request *at, struct container_states *states)
{
	const char *what, *why;
	uint64_t count = 0;
	int r = request_string(at, "what", &what);

	if (r == 0)
		r = request_string(at, "why", &why);
	if (r == 0 && request_has(at, "count"))
		r = request_number(at, "count", INT64_MAX, &count);
	return r < 0 ? r : container_states_gap(states, what, count, "%s", why);
}

static int take_all(const struct request *root, const char *name, size_t limit, struct container_states *states,
		    int (*take)(const struct request *at, struct container_states *states))
{
	struct request array;
	int r = request_array(root, name, limit, &array);

	for (size_t i = 0; r == 0 && i < request_count(&array); i++) {
		struct request at = request_element(&array, i);

		r = take(&at, states);
	}
	return r;
}

int container_states_take(const json_t *answer, struct container_states *states)
{
	struct request_problem problem;
	const struct request root = request_root(answer, &problem);
	int r = take_all(&root, "states", CONTAINER_STATES_LIMIT, states, take_row);

	/* One more than the limit: that there are more rows. */
	return r < 0 ? r : take_all(&root, "gaps", CONTAINER_STATE_GAPS_LIMIT + 1, states, take_gap);
}
