#define _GNU_SOURCE
#include "container-facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const json_t *find_row(const json_t *list, const char *id)
{
	size_t index;
	json_t *row;

	json_array_foreach(list, index, row)
		if (container_says(row, "id", id))
			return row;
	return NULL;
}

/* `<first 12 of the pod's id>-infra`, unless whoever made the pod named it. */
static bool is_name_of_infra(const char *name)
{
	return name && strspn(name, "0123456789abcdef") == 12 && strcmp(name + 12, "-infra") == 0;
}

/* The image podman builds for its infra containers. */
static bool is_image_of_infra(const char *image)
{
	static const char prefix[] = "localhost/podman-pause:";

	return image && strncmp(image, prefix, sizeof(prefix) - 1) == 0;
}

void container_facts_of_storage(const json_t *list, const char *path, struct container *container)
{
	const json_t *row = find_row(list, container->id);
	const char *text = container_string_of(row, "metadata");
	/* JSON inside a string. CRI-O keeps other things there. */
	json_t *metadata = text ? json_loads(text, 0, NULL) : NULL;

	if (row) {
		container_keep(container, &container->name, json_string_value(json_array_get(json_object_get(row, "names"), 0)));
		container_keep_string(container, &container->name, metadata, "name");
		container_keep_string(container, &container->image, metadata, "image-name");
		container_keep(container, &container->evidence, path);
		container->sandbox = is_name_of_infra(container->name) || is_image_of_infra(container->image);
	}
	json_decref(metadata);
}

/* The container id in `.../overlay-containers/ID/userdata/resolv.conf`, or NULL. */
static char *id_in_path(const char *path)
{
	static const char tail[] = "/userdata/resolv.conf";
	size_t length = strlen(path), tail_length = sizeof(tail) - 1;
	const char *end, *start;

	if (length < tail_length || strcmp(path + length - tail_length, tail) != 0)
		return NULL;
	end = path + length - tail_length;
	start = memrchr(path, '/', (size_t) (end - path));
	return start ? strndup(start + 1, (size_t) (end - start - 1)) : NULL;
}

/* A container in another's network gets that one's resolv.conf. */
static void find_network_owner(const json_t *config, struct container *container)
{
	size_t index;
	json_t *mount;

	json_array_foreach(json_object_get(config, "mounts"), index, mount) {
		const char *source = container_string_of(mount, "source");
		char *id;

		if (!source || !container_says(mount, "destination", "/etc/resolv.conf"))
			continue;
		id = id_in_path(source);
		if (id && strcmp(id, container->id) != 0)
			container_keep_id(container, &container->network_of, id);
		free(id);
	}
}

void container_facts_of_podman(const json_t *config, const char *path, struct container *container)
{
	const json_t *annotations = json_object_get(config, "annotations");

	if (!json_is_object(config))
		return;
	container_keep_string(container, &container->hostname, config, "hostname");
	/* Podman has taken CRI-O's word for it. */
	container_keep_id(container, &container->sandbox_id, container_string_of(annotations, "io.kubernetes.cri-o.SandboxID"));
	if (container->sandbox_id && strcmp(container->sandbox_id, container->id) == 0)
		container->sandbox = true;
	if (!container->sandbox_id)
		find_network_owner(config, container);
	container_keep_named(container, &container->annotations, annotations);
	if (container->sandbox_id || container->network_of || !container->evidence)
		container_replace_evidence(container, path);
}

/* A database is read while podman may write it: what names another container was torn. */
void container_facts_of_podman_row(const json_t *config, const char *path, struct container *container)
{
	if (!container_says(config, "id", container->id))
		return;
	container_keep_named(container, &container->labels, json_object_get(config, "labels"));
	container_keep_id(container, &container->pod_id, container_string_of(config, "pod"));
	container_keep(container, &container->evidence, path);
}

void container_facts_of_podman_pod(const json_t *config, const char *path, struct container *container)
{
	(void) path;
	if (container->pod_id && container_says(config, "id", container->pod_id))
		container_keep_string(container, &container->pod_name, config, "name");
}
