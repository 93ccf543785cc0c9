#define _GNU_SOURCE
#include "container-facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void container_keep(struct container *container, char **field, const char *value)
{
	if (*field || !value || value[0] == '\0' || strlen(value) > CONTAINER_TEXT_LIMIT)
		return;
	*field = strdup(value);
	if (!*field)
		container->error = -ENOMEM;
}

static const char *string_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static void keep_string(struct container *container, char **field, const json_t *object, const char *name)
{
	container_keep(container, field, string_of(object, name));
}

static void keep_id(struct container *container, char **field, const char *id)
{
	if (id && container_id_is_valid(container->runtime, id))
		container_keep(container, field, id);
}

static bool says(const json_t *object, const char *name, const char *value)
{
	const char *found = string_of(object, name);

	return found && strcmp(found, value) == 0;
}

static const json_t *find_row(const json_t *list, const char *id)
{
	size_t index;
	json_t *row;

	json_array_foreach(list, index, row)
		if (says(row, "id", id))
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
	const char *text = string_of(row, "metadata");
	/* JSON inside a string. CRI-O keeps other things there. */
	json_t *metadata = text ? json_loads(text, 0, NULL) : NULL;

	if (row) {
		container_keep(container, &container->name, json_string_value(json_array_get(json_object_get(row, "names"), 0)));
		keep_string(container, &container->name, metadata, "name");
		keep_string(container, &container->image, metadata, "image-name");
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
		const char *source = string_of(mount, "source");
		char *id;

		if (!source || !says(mount, "destination", "/etc/resolv.conf"))
			continue;
		id = id_in_path(source);
		if (id && strcmp(id, container->id) != 0)
			keep_id(container, &container->network_of, id);
		free(id);
	}
}

/* What says to which pod a container belongs is the better evidence. */
static void replace_evidence(struct container *container, const char *path)
{
	free(container->evidence);
	container->evidence = NULL;
	container_keep(container, &container->evidence, path);
}

void container_facts_of_podman(const json_t *config, const char *path, struct container *container)
{
	const json_t *annotations = json_object_get(config, "annotations");

	if (!json_is_object(config))
		return;
	keep_string(container, &container->hostname, config, "hostname");
	/* Podman has taken CRI-O's word for it. */
	keep_id(container, &container->sandbox_id, string_of(annotations, "io.kubernetes.cri-o.SandboxID"));
	if (container->sandbox_id && strcmp(container->sandbox_id, container->id) == 0)
		container->sandbox = true;
	if (!container->sandbox_id)
		find_network_owner(config, container);
	if (container->sandbox_id || container->network_of || !container->evidence)
		replace_evidence(container, path);
}

void container_facts_of_containerd(const json_t *config, const char *path, struct container *container)
{
	const json_t *annotations = json_object_get(config, "annotations");

	if (!json_is_object(config))
		return;
	container->sandbox = says(annotations, "io.kubernetes.cri.container-type", "sandbox");
	keep_string(container, &container->name, annotations, "io.kubernetes.cri.container-name");
	keep_string(container, &container->image, annotations, "io.kubernetes.cri.image-name");
	keep_id(container, &container->sandbox_id, string_of(annotations, "io.kubernetes.cri.sandbox-id"));
	keep_string(container, &container->pod_name, annotations, "io.kubernetes.cri.sandbox-name");
	keep_string(container, &container->pod_namespace, annotations, "io.kubernetes.cri.sandbox-namespace");
	keep_string(container, &container->pod_uid, annotations, "io.kubernetes.cri.sandbox-uid");
	container_keep(container, &container->evidence, path);
}

void container_facts_of_crio(const json_t *config, const char *path, struct container *container)
{
	const json_t *annotations = json_object_get(config, "annotations");

	if (!json_is_object(config))
		return;
	container->sandbox = says(annotations, "io.kubernetes.cri-o.ContainerType", "sandbox");
	keep_string(container, &container->name, annotations, "io.kubernetes.container.name");
	keep_string(container, &container->image, annotations, "io.kubernetes.cri-o.ImageName");
	keep_id(container, &container->sandbox_id, string_of(annotations, "io.kubernetes.cri-o.SandboxID"));
	keep_string(container, &container->pod_name, annotations, "io.kubernetes.pod.name");
	keep_string(container, &container->pod_namespace, annotations, "io.kubernetes.pod.namespace");
	keep_string(container, &container->pod_uid, annotations, "io.kubernetes.pod.uid");
	container_keep(container, &container->evidence, path);
}

void container_facts_of_docker(const json_t *config, const char *path, struct container *container)
{
	const json_t *settings = json_object_get(config, "Config");
	const json_t *labels = json_object_get(settings, "Labels");
	const char *name = string_of(config, "Name");

	if (!json_is_object(config))
		return;
	container_keep(container, &container->name, name && name[0] == '/' ? name + 1 : name);
	keep_string(container, &container->image, settings, "Image");
	/* The labels of cri-dockerd. */
	container->sandbox = says(labels, "io.kubernetes.docker.type", "podsandbox");
	keep_id(container, &container->sandbox_id, string_of(labels, "io.kubernetes.sandbox.id"));
	keep_string(container, &container->pod_name, labels, "io.kubernetes.pod.name");
	keep_string(container, &container->pod_namespace, labels, "io.kubernetes.pod.namespace");
	keep_string(container, &container->pod_uid, labels, "io.kubernetes.pod.uid");
	container_keep(container, &container->evidence, path);
}

void container_facts_of_docker_host(const json_t *config, const char *path, struct container *container)
{
	static const char prefix[] = "container:";
	const char *mode = string_of(config, "NetworkMode");

	if (!mode || strncmp(mode, prefix, sizeof(prefix) - 1) != 0)
		return;
	keep_id(container, &container->network_of, mode + sizeof(prefix) - 1);
	if (container->network_of && !container->sandbox_id)
		replace_evidence(container, path);
}
