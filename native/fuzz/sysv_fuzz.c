#define _GNU_SOURCE
#include "fuzz.h"

#include "ipc-attached.h"
#include "ipc-mqueue.h"
#include "ipc-sysv.h"
#include "procfs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct procfs_buffer text = { .bytes = (char *) (uintptr_t) bytes, .length = length };
	size_t cursor = 0, line_length;
	struct ipc_mapping mapping;
	struct sysv_row row;
	const char *line;
	uint64_t size;

	while (procfs_next_line(&text, &cursor, &line, &line_length)) {
		for (int table = 0; table < SYSV_TABLE_COUNT; table++)
			if (sysv_parse_row((enum sysv_table) table, line, line_length, &row) == 0)
				holds((int64_t) row.values[SYSV_COLUMN_KEY] >= INT32_MIN && (int64_t) row.values[SYSV_COLUMN_KEY] <= INT32_MAX);
		if (ipc_parse_mapping(line, line_length, &mapping) == 0)
			holds(mapping.id <= INT32_MAX);
		(void) mqueue_parse_size(line, line_length, &size);
	}
	return 0;
}
