/* The first byte chooses the file's kind, the rest is the file: whatever it says becomes JSON that can be read again. */
#define _GNU_SOURCE
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "container-facts.h"

#define ID "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	enum container_runtime runtime;
	void (*take)(const json_t *json, const char *path, struct container *container);
} kinds[] = {
	{ CONTAINER_PODMAN, container_facts_of_storage },
	{ CONTAINER_PODMAN, container_facts_of_podman },
	{ CONTAINER_CONTAINERD, container_facts_of_containerd },
	{ CONTAINER_CRIO, container_facts_of_crio },
	{ CONTAINER_DOCKER, container_facts_of_docker },
	{ CONTAINER_DOCKER, container_facts_of_docker_host },
	{ CONTAINER_RUNC, container_facts_of_runc },
	{ CONTAINER_CRUN, container_facts_of_crun },
};

/* A child's row is taken whole. */
static void take_again(const json_t *row)
{
	struct container *copy = calloc(1, sizeof(*copy));
	struct jsonout json;
	json_t *again;

	if (!copy || !(copy->id = strdup(ID)) || container_take_row(row, copy) < 0 || jsonout_init(&json, -1) < 0)
		abort();
	copy->runtime = CONTAINER_PODMAN;
	container_write_row(copy, NULL, &json);
	again = json_loadb(json.buffer, json.length, 0, NULL);
	if (!again || json_object_set(again, "runtime", json_object_get(row, "runtime")) < 0 || !json_equal(row, again))
		abort();
	json_decref(again);
	jsonout_free(&json);
	container_free(copy, 1);
}

static void write_all(const struct container *container)
{
	struct jsonout json;
	json_t *document;

	if (jsonout_init(&json, -1) < 0)
		abort();
	container_write(container, 1, &json);
	document = json.error == 0 ? json_loadb(json.buffer, json.length, 0, NULL) : NULL;
	if (!document)
		abort();
	take_again(json_array_get(json_object_get(document, "containers"), 0));
	json_decref(document);
	jsonout_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct container *container;
	size_t kind;
	json_t *json;

	if (size == 0)
		return 0;
	kind = data[0] % (sizeof(kinds) / sizeof(kinds[0]));
	json = json_loadb((const char *) data + 1, size - 1, 0, NULL);
	container = calloc(1, sizeof(*container));
	if (json && container) {
		container->runtime = kinds[kind].runtime;
		container->id = strdup(ID);
		kinds[kind].take(json, "/state", container);
		if ((container->sandbox_id && !container_id_is_valid(container->runtime, container->sandbox_id)) ||
		    (container->network_of && !container_id_is_valid(container->runtime, container->network_of)))
			abort();
		write_all(container);
	}
	json_decref(json);
	if (container)
		container_free(container, 1);
	return 0;
}
