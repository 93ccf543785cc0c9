/* The same bytes as the status of a target, and as a map of its user namespace behind the id that is looked up. */
#include "fuzz.h"

#include <string.h>

#include "target-parse.h"

/* What a number is on the other side leads back to it, unless a map gives it to two. */
static void look_up(const struct procfs_buffer *map, uint32_t id)
{
	uint32_t outside, inside, again;

	if (target_parse_map(map, true, id, &outside) < 0)
		return;
	holds(id != UINT32_MAX && outside != UINT32_MAX);
	holds(target_parse_map(map, false, outside, &inside) == 0);
	holds(target_parse_map(map, true, inside, &again) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct target_credentials credentials;
	struct procfs_buffer text = { .bytes = (char *) (uintptr_t) bytes, .length = length };
	uint32_t id;

	memset(&credentials, 0xa5, sizeof(credentials));
	if (target_parse_credentials(&text, &credentials) == 0)
		holds(credentials.group_count <= JOIN_GROUP_LIMIT && (credentials.no_new_privs == 0 || credentials.no_new_privs == 1));
	if (length < sizeof(id))
		return 0;
	memcpy(&id, bytes, sizeof(id));
	text.bytes += sizeof(id);
	text.length -= sizeof(id);
	look_up(&text, id);
	look_up(&text, 0);
	return 0;
}
