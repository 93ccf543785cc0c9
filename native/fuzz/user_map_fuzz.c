#include "fuzz.h"

#include "user-maps.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct user_map map;
	uint32_t id = 0;

	for (size_t i = 0; i < length && i < sizeof(id); i++)
		id = id << 8 | bytes[i];
	if (user_map_parse((const char *) bytes, length, &map) == 0) {
		holds(map.count <= USER_MAP_LIMIT);
		(void) user_map_outside(&map, id);
	}
	return 0;
}
