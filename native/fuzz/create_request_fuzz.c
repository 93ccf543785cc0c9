#include "fuzz.h"

#include <string.h>

#include "create-request.h"
#include "sandbox-bridge.h"
#include "sandbox-registry.h"

static void check_map(const struct create_request *request, const struct create_map *map)
{
	holds(map->count <= CREATE_MAP_LIMIT);
	holds(map->count == 0 || create_request_asks(request, NSTYPE_USER));
	for (size_t i = 0; i < map->count; i++)
		holds(map->ranges[i].count > 0 && (uint64_t) map->ranges[i].outside + map->ranges[i].count <= UINT32_MAX);
}

/* What is accepted needs no type that it does not make: nothing of it would be done to the host. */
static void check(const struct create_request *request)
{
	holds(memchr(request->name, '\0', sizeof(request->name)) && sandbox_name_is_good(request->name));
	holds(request->types != 0 && request->types < 1u << NSTYPE_COUNT);
	holds(memchr(request->hostname, '\0', sizeof(request->hostname)) != NULL);
	holds(request->hostname[0] == '\0' || create_request_asks(request, NSTYPE_UTS));
	holds(!request->has_bridge || create_request_asks(request, NSTYPE_NET));
	holds(request->address == 0 || (request->has_bridge && request->address >= SANDBOX_ADDRESS_FIRST && request->address <= SANDBOX_ADDRESS_LAST));
	holds(request->root == MAKE_ROOT_HOST || (create_request_asks(request, NSTYPE_MNT) && create_request_asks(request, NSTYPE_PID)));
	holds((request->root == MAKE_ROOT_DIRECTORY) == (request->directory != NULL));
	holds(!request->directory || (request->directory[0] == '/' && request->directory[1] != '\0'));
	holds(request->has_command == (request->command.command_count > 0));
	check_map(request, &request->uids);
	check_map(request, &request->gids);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct create_request request;
	json_t *value = json_loadb((const char *) bytes, length, JSON_REJECT_DUPLICATES, NULL);
	struct refusal refusal;

	if (!value)
		return 0;
	if (create_request_decode(value, &request, &refusal) == 0)
		check(&request);
	else
		holds(refusal.failure < FAILURE_COUNT && refusal.message[0] != '\0');
	create_request_free(&request);
	json_decref(value);
	return 0;
}
