/* From the JSON of a runtime's state file to facts. Opens nothing. Only what struct container names is taken, never the
 * environment; a value of another kind than the runtime writes is as if it were absent; the first that says something wins. */
#ifndef NSATLAS_CONTAINER_FACTS_H
#define NSATLAS_CONTAINER_FACTS_H

#include <jansson.h>

#include "container.h"

/* containers.json of containers/storage: an array of all. */
void container_facts_of_storage(const json_t *list, const char *path, struct container *container);

/* config.json of the OCI, as each of these writes it. */
void container_facts_of_podman(const json_t *config, const char *path, struct container *container);
void container_facts_of_containerd(const json_t *config, const char *path, struct container *container);
void container_facts_of_crio(const json_t *config, const char *path, struct container *container);

/* config.v2.json and hostconfig.json. */
void container_facts_of_docker(const json_t *config, const char *path, struct container *container);
void container_facts_of_docker_host(const json_t *config, const char *path, struct container *container);

/* What a file says replaces nothing. */
void container_keep(struct container *container, char **field, const char *value);

#endif
