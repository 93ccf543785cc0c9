/* What stands in the directory of sandboxes: a name as that of a directory and of a pin, and the claim of a helper. */
#include "fuzz.h"

#include <string.h>

#include "sandbox-bridge.h"
#include "sandbox-pins.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char text[SANDBOX_CLAIM_ROOM] = { 0 }, path[SANDBOX_PATH_ROOM], pin[SANDBOX_PIN_ROOM];
	struct sandbox_entry entry = { 0 };

	memcpy(text, bytes, length < sizeof(text) - 1 ? length : sizeof(text) - 1);
	if (sandbox_claim_parse(text, &entry) == 0)
		holds(entry.slot < SANDBOX_LIMIT && entry.address <= SANDBOX_ADDRESS_LAST && entry.helper > 0);
	if (!sandbox_name_is_good(text))
		return 0;
	holds(strlen(text) < SANDBOX_NAME_ROOM && !strchr(text, '/') && !strchr(text, '.'));
	sandbox_registry_path(text, path);
	sandbox_pins_path(text, NSTYPE_CGROUP, pin);
	holds(strcmp(strrchr(path, '/') + 1, text) == 0 && strncmp(pin, path, strlen(path)) == 0);
	return 0;
}
