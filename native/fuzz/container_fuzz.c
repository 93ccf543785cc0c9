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
};

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
