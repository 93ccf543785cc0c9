/* Lines of /proc/PID/cgroup, and any other foreign bytes, on their way into JSON: jansson reads what we write. */
#include "fuzz.h"

#include <jansson.h>

#include "jsonout.h"
#include "procfs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct procfs_buffer text = { .bytes = (char *) (uintptr_t) bytes, .length = length };
	size_t cursor = 0, line_length, lines = 0;
	struct jsonout out;
	const char *line;
	json_t *value;

	holds(jsonout_init(&out, -1) == 0);
	jsonout_array_begin(&out, NULL);
	for (; procfs_next_line(&text, &cursor, &line, &line_length); lines++)
		jsonout_text(&out, NULL, line, line_length);
	jsonout_array_end(&out);
	holds(out.error == 0);
	value = json_loadb(out.buffer, out.length, JSON_ALLOW_NUL, NULL);
	holds(json_array_size(value) == lines);
	json_decref(value);
	jsonout_free(&out);
	return 0;
}
