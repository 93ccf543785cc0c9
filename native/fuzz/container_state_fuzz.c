/* The first byte chooses runc or crun, the rest is the state file: what is taken from it can be sent and taken again. */
#define _GNU_SOURCE
#include <jansson.h>
#include <string.h>

#include "container-states.h"
#include "fuzz.h"

static void send_and_take(const struct container_states *states)
{
	struct container_states copy = { 0 };
	struct jsonout json;
	json_t *answer;

	holds(jsonout_init(&json, -1) == 0);
	container_states_write(states, &json);
	answer = json_loadb(json.buffer, json.length, 0, NULL);
	holds(answer && container_states_take(answer, &copy) == 0 && copy.count == states->count);
	container_states_free(&copy);
	json_decref(answer);
	jsonout_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct container_states states = { 0 };
	struct container_state row = { .id = strdup("id"), .evidence = strdup("/state") };
	json_t *json = length > 0 ? json_loadb((const char *) bytes + 1, length - 1, 0, NULL) : NULL;
	bool is_crun = length > 0 && bytes[0] % 2 == 1;

	row.runtime = is_crun ? CONTAINER_CRUN : CONTAINER_RUNC;
	if (json && (is_crun ? container_state_of_crun : container_state_of_runc)(json, &row)) {
		holds(row.pid > 0);
		holds(container_states_add(&states, &row) == 0);
		send_and_take(&states);
	}
	json_decref(json);
	container_state_free(&row);
	container_states_free(&states);
	return 0;
}
