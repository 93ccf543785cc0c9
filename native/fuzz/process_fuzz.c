/* The same bytes as proc_pid_status(5) and as proc_pid_limits(5). */
#include "fuzz.h"

#include "process-limits.h"
#include "process-status.h"

static void is_inside(const struct procfs_buffer *text, const char *bytes, size_t length)
{
	holds(bytes >= text->bytes && bytes + length <= text->bytes + text->length);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct procfs_buffer text = { .bytes = (char *) (uintptr_t) bytes, .length = length };
	struct process_limit limits[PROCESS_LIMITS_MAX];
	struct process_status status;
	size_t count;

	if (process_parse_status(&text, &status) == 0)
		holds(status.group_count <= PROCESS_GROUPS_MAX && status.umask <= 07777 && status.seccomp <= 2);
	process_status_free(&status);
	if (process_parse_limits(&text, limits, &count) < 0)
		return 0;
	for (size_t i = 0; i < count; i++) {
		holds(limits[i].name_length > 0 && limits[i].name_length <= 25);
		is_inside(&text, limits[i].name, limits[i].name_length);
		is_inside(&text, limits[i].unit, limits[i].unit_length);
	}
	return 0;
}
