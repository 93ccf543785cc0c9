#include "fuzz.h"

#include "procfs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct procfs_status status;

	if (procfs_parse_status((const char *) bytes, length, &status) == 0)
		holds(status.nspid_count <= PROCFS_NSPID_LIMIT);
	return 0;
}
