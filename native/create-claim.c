#define _GNU_SOURCE
#include "create-claim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "jsonout.h"
#include "private-directory.h"
#include "sandbox-bridge.h"
#include "sandbox-pins.h"
#include "sandbox-registry.h"

static int open_registry(struct sandbox_registry *registry, struct refusal *ret_refusal)
{
	char path[SANDBOX_PATH_ROOM];
	int r = sandbox_registry_open(true, registry);

	sandbox_registry_path(NULL, path);
	return r < 0 ? refuse(ret_refusal, FAILURE_FAULT, "make", r, "the list of sandboxes in %s cannot be kept", path) : 0;
}

/* --- claiming */

static bool is_slot_taken(const struct sandbox_registry *registry, unsigned int slot)
{
	for (size_t i = 0; i < registry->count; i++)
		if (registry->entries[i].slot == slot)
			return true;
	return false;
}

/* There are as many slots as there may be sandboxes. */
static unsigned int free_slot(const struct sandbox_registry *registry)
{
	unsigned int slot = 0;

	while (is_slot_taken(registry, slot))
		slot++;
	return slot;
}

static const struct sandbox_entry *find_address(const struct sandbox_registry *registry, unsigned int address)
{
	for (size_t i = 0; i < registry->count; i++)
		if (registry->entries[i].address == address)
			return &registry->entries[i];
	return NULL;
}

/* There are more addresses than there may be sandboxes. */
static unsigned int free_address(const struct sandbox_registry *registry)
{
	unsigned int address = SANDBOX_ADDRESS_FIRST;

	while (find_address(registry, address))
		address++;
	return address;
}

static int choose_address(const struct create_request *request, const struct sandbox_registry *registry, unsigned int *ret_address,
			  struct refusal *ret_refusal)
{
	const struct sandbox_entry *other = request->address ? find_address(registry, request->address) : NULL;

	*ret_address = 0;
	if (!request->has_bridge)
		return 0;
	if (other)
		return refuse(ret_refusal, FAILURE_USAGE, "request", EADDRINUSE, "the sandbox %s has " SANDBOX_ADDRESS " already", other->name,
			      request->address);
	*ret_address = request->address ? request->address : free_address(registry);
	return 0;
}

static int choose(const struct create_request *request, const struct sandbox_registry *registry, struct sandbox_entry *ret_entry,
		  struct refusal *ret_refusal)
{
	if (sandbox_registry_find(registry, request->name))
		return refuse(ret_refusal, FAILURE_USAGE, "request", EEXIST, "there is a sandbox %s already", request->name);
	if (registry->count == SANDBOX_LIMIT)
		return refuse(ret_refusal, FAILURE_LIMIT, "request", 0, "there are %d sandboxes: remove one first", SANDBOX_LIMIT);
	*ret_entry = (struct sandbox_entry) { .slot = free_slot(registry), .helper = getpid(), .is_live = true };
	(void) snprintf(ret_entry->name, sizeof(ret_entry->name), "%s", request->name);
	return choose_address(request, registry, &ret_entry->address, ret_refusal);
}

int create_claim_take(const struct create_request *request, struct create_claim *ret_claim, struct refusal *ret_refusal)
{
	CLEANUP_REGISTRY struct sandbox_registry registry = SANDBOX_REGISTRY_NONE;
	struct sandbox_entry entry;
	int r;

	if (open_registry(&registry, ret_refusal) < 0 || choose(request, &registry, &entry, ret_refusal) < 0)
		return -1;
	r = sandbox_registry_add(&registry, &entry, &ret_claim->fd);
	if (r < 0)
		return refuse(ret_refusal, FAILURE_FAULT, "make", r, "the name could not be claimed");
	ret_claim->slot = entry.slot;
	ret_claim->address = entry.address;
	return 0;
}

/* --- the cable */

int create_claim_plug(const struct create_claim *claim, int net_fd, struct refusal *ret_refusal)
{
	CLEANUP_REGISTRY struct sandbox_registry registry = SANDBOX_REGISTRY_NONE;
	int r;

	if (open_registry(&registry, ret_refusal) < 0)
		return -1;
	r = sandbox_bridge_plug(claim->slot, net_fd);
	if (r == -EEXIST)
		return refuse(ret_refusal, FAILURE_DENIED, "make", r, "there is a link " SANDBOX_BRIDGE " on this host that is not ours");
	if (r == -EADDRINUSE)
		return refuse(ret_refusal, FAILURE_DENIED, "make", r, "the network " SANDBOX_ADDRESS "/%d is in use on this host", 0, SANDBOX_PREFIX);
	return r < 0 ? refuse(ret_refusal, failure_from_errno(r), "make", r, "no cable to " SANDBOX_BRIDGE " could be made") : 0;
}

/* --- pins */

void create_claim_write(const struct create_claim *claim, const struct sandbox *sandbox, struct jsonout *json)
{
	char address[MAKE_ADDRESS_ROOM];

	(void) snprintf(address, sizeof(address), SANDBOX_ADDRESS, claim->address);
	jsonout_string(json, "address", claim->address ? address : NULL);
	jsonout_array_begin(json, "calls");
	jsonout_string(json, NULL, sandbox->calls);
	jsonout_array_end(json);
}

static void write_record(struct jsonout *json, const struct create_setup *setup, const struct sandbox *sandbox)
{
	const struct create_request *request = setup->request;

	jsonout_object_begin(json, NULL);
	jsonout_foreign(json, "viewer", request->command.viewer);
	jsonout_number(json, "since", clock_since_1970_ms());
	jsonout_string(json, "hostname", request->hostname[0] ? request->hostname : NULL);
	create_claim_write(setup->claim, sandbox, json);
	jsonout_object_end(json);
}

static int keep_record(const struct create_setup *setup, const struct sandbox *sandbox)
{
	char path[SANDBOX_PATH_ROOM];
	CLEANUP_FD int directory = -1;
	struct jsonout json;
	int r = jsonout_init(&json, -1);

	if (r < 0)
		return r;
	write_record(&json, setup, sandbox);
	sandbox_registry_path(setup->request->name, path);
	directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	r = directory < 0 ? -errno : json.error;
	if (r == 0)
		r = private_directory_create(directory, SANDBOX_RECORD, json.buffer, json.length);
	jsonout_free(&json);
	return r;
}

int create_claim_pin(const struct create_setup *setup, const struct exec_child *child, const struct sandbox *sandbox, struct refusal *ret_refusal)
{
	CLEANUP_REGISTRY struct sandbox_registry registry = SANDBOX_REGISTRY_NONE;
	int r;

	if (open_registry(&registry, ret_refusal) < 0)
		return -1;
	r = sandbox_pins_make(setup->request->name, child->pid, setup->request->types);
	if (r == 0)
		r = keep_record(setup, sandbox);
	/* Linux 6.18 numbers them by processor, and keeps a loop away by the numbers. The first one of a host has the lowest. */
	if (r == -EINVAL && create_request_asks(setup->request, NSTYPE_MNT))
		return refuse(ret_refusal, FAILURE_UNSUPPORTED, "make", r,
			      "the kernel takes the new mount namespace for older than the helper's own, and pins no such one; try again");
	if (r < 0)
		return refuse(ret_refusal, failure_from_errno(r), "make", r, "the namespaces could not be pinned");
	sandbox_registry_mark_pinned(&registry, setup->request->name);
	return 0;
}

/* --- the end */

int create_claim_release(const struct create_request *request, struct create_claim *claim, bool keeps_pins)
{
	CLEANUP_REGISTRY struct sandbox_registry registry = SANDBOX_REGISTRY_NONE;
	int r = 0;

	if (claim->fd < 0)
		return 0;
	if (!keeps_pins) {
		r = sandbox_registry_open(true, &registry);
		if (r == 0)
			r = sandbox_registry_remove(&registry, request->name);
	}
	cleanup_close(&claim->fd);
	claim->fd = -1;
	return r;
}
