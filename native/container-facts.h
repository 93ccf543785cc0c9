/* From the JSON of a runtime's state file to facts. Opens nothing. Only what struct container names is taken, never the
 * environment; a value of another kind than the runtime writes is as if it were absent; the first that says something wins. */
#ifndef NSATLAS_CONTAINER_FACTS_H
#define NSATLAS_CONTAINER_FACTS_H

#include <jansson.h>

#include "container.h"

/* containers.json of containers/storage: an array of all. */
void container_facts_of_storage(const json_t *list, const char *path, struct container *container);

/* What podman's database keeps of a container and of a pod. */
void container_facts_of_podman_row(const json_t *config, const char *path, struct container *container);
void container_facts_of_podman_pod(const json_t *config, const char *path, struct container *container);

/* config.json of the OCI, as each of these writes it. */
void container_facts_of_podman(const json_t *config, const char *path, struct container *container);
void container_facts_of_containerd(const json_t *config, const char *path, struct container *container);
void container_facts_of_crio(const json_t *config, const char *path, struct container *container);

/* state.json of runc, and the copy of config.json that crun keeps. */
void container_facts_of_runc(const json_t *state, const char *path, struct container *container);
void container_facts_of_crun(const json_t *config, const char *path, struct container *container);

/* config.v2.json and hostconfig.json. */
void container_facts_of_docker(const json_t *config, const char *path, struct container *container);
void container_facts_of_docker_host(const json_t *config, const char *path, struct container *container);

/* --- for the files that know one runtime each */

/* What a file says replaces nothing. */
void container_keep(struct container *container, char **field, const char *value);
void container_keep_string(struct container *container, char **field, const json_t *object, const char *name);
/* Only what can be an id of this runtime. */
void container_keep_id(struct container *container, char **field, const char *id);
void container_keep_named(struct container *container, struct container_named *named, const json_t *object);

/* What says to which pod a container belongs is the better evidence. */
void container_replace_evidence(struct container *container, const char *path);

/* The string of a field, or NULL; and whether it is this one. */
const char *container_string_of(const json_t *object, const char *name);
bool container_says(const json_t *object, const char *name, const char *value);

#endif
