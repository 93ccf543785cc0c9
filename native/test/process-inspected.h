/* The facts of one process as the whole program answers them. */
#ifndef NSATLAS_TEST_PROCESS_INSPECTED_H
#define NSATLAS_TEST_PROCESS_INSPECTED_H

#include "inspect-client.h"

static inline struct answer inspect_process_as(pid_t pid, uint64_t start_time, void (*become)(void))
{
	char request[160];

	(void) snprintf(request, sizeof(request), "{\"protocol\":1,\"verb\":\"inspect\",\"process\":{\"pid\":%d,\"startTime\":%llu}}",
		(int) pid, (unsigned long long) start_time);
	return ask_as("nsatlas-inspect", request, become);
}

/* The facts of a process that lives, to decref. */
static inline json_t *facts_as(pid_t pid, void (*become)(void))
{
	struct answer answer = inspect_process_as(pid, start_time_of(pid), become);
	json_t *facts = json_incref(answer.document);

	ok(answer.whole);
	is_number(answer.status, 0);
	must(facts);
	is_number(number_in(facts, "schema"), 1);
	is_number(number_in(facts, "pid"), pid);
	is_number(number_in(facts, "startTime"), start_time_of(pid));
	free_answer(&answer);
	return facts;
}

static inline json_t *facts_of(pid_t pid)
{
	return facts_as(pid, NULL);
}

static inline const json_t *row_where(const json_t *array, const char *name, const char *text)
{
	json_t *row;
	size_t i;

	json_array_foreach(array, i, row)
		if (string_in(row, name) && strcmp(string_in(row, name), text) == 0)
			return row;
	return NULL;
}

/* The Text is these bytes: a string, or base64(1) of them. */
static inline void text_is(const json_t *value, const char *bytes)
{
	const char *coded = json_string_value(json_object_get(value, "b64"));
	char command[8192], *text;

	if (!coded) {
		is_string(json_string_value(value), bytes);
		return;
	}
	must(snprintf(command, sizeof(command), "echo '%s' | base64 -d", coded) < (int) sizeof(command));
	text = output_of((const char *const []) { "sh", "-c", command, NULL });
	is_string(text, bytes);
	free(text);
}

#endif
