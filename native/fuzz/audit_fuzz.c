/* The tail of an audit file, which somebody else may have written too: its lines become JSON that jansson reads, newest first. */
#include "fuzz.h"

#include <jansson.h>

#include "inspect-audit.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct jsonout out;
	size_t ends = 0;
	json_t *value;

	for (size_t i = 0; i < length; i++)
		ends += bytes[i] == '\n';
	holds(jsonout_init(&out, -1) == 0);
	jsonout_object_begin(&out, NULL);
	inspect_audit_write_lines(&out, (const char *) bytes, length);
	jsonout_object_end(&out);
	holds(out.error == 0);
	value = json_loadb(out.buffer, out.length, JSON_ALLOW_NUL, NULL);
	holds(json_array_size(json_object_get(value, "lines")) == (ends < INSPECT_AUDIT_LINES_MAX ? ends : INSPECT_AUDIT_LINES_MAX));
	json_decref(value);
	jsonout_free(&out);
	return 0;
}
