#include "fuzz.h"

#include "procfs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct procfs_stat stat;

	if (procfs_parse_stat((const char *) bytes, length, &stat) == 0)
		holds(stat.comm_length <= PROCFS_COMM_LIMIT && stat.pid >= 0 && stat.ppid >= 0 && stat.state >= ' ' && stat.state <= '~' && stat.nice >= -20 && stat.nice <= 20);
	return 0;
}
