#include "fuzz.h"

#include <string.h>

#include "request.h"

static void read_namespace(const struct request *root)
{
	struct ns_identity identity;
	struct request at;

	if (request_object(root, "namespace", &at) == 0 && request_namespace(&at, &identity) == 0)
		holds(identity.type < NSTYPE_COUNT && identity.ino <= UINT32_MAX);
}

static void read_places(const struct request *root)
{
	struct ns_place *places;
	size_t count;

	if (request_places(root, NSTYPE_NET, &places, &count) < 0)
		return;
	holds(count <= REQUEST_PLACES_MAX);
	for (size_t i = 0; i < count; i++)
		holds(places[i].pid > 0 || (places[i].path && places[i].path[0] == '/'));
	request_free_places(places, count);
}

static void read_argv(const struct request *root)
{
	struct request array;

	if (request_array(root, "argv", 256, &array) < 0)
		return;
	for (size_t i = 0; i < request_count(&array); i++) {
		struct request element = request_element(&array, i);
		char *text;

		if (request_value_text(&element, 1000, &text) < 0)
			continue;
		holds(strlen(text) <= 1000);
		free(text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	json_t *value = json_loadb((const char *) bytes, length, JSON_REJECT_DUPLICATES, NULL);
	struct request_problem problem;
	struct request root = request_root(value, &problem);
	bool truth;

	if (value) {
		read_namespace(&root);
		read_places(&root);
		read_argv(&root);
		(void) request_bool(&root, "b", &truth);
	}
	json_decref(value);
	return 0;
}
