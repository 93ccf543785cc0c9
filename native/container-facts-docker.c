#define _GNU_SOURCE
#include "container-facts.h"

#include <string.h>

void container_facts_of_docker(const json_t *config, const char *path, struct container *container)
{
	const json_t *settings = json_object_get(config, "Config");
	const json_t *labels = json_object_get(settings, "Labels");
	const char *name = container_string_of(config, "Name");

	if (!json_is_object(config))
		return;
	container_keep(container, &container->name, name && name[0] == '/' ? name + 1 : name);
	container_keep_string(container, &container->image, settings, "Image");
	/* The labels of cri-dockerd. */
	container->sandbox = container_says(labels, "io.kubernetes.docker.type", "podsandbox");
	container_keep_id(container, &container->sandbox_id, container_string_of(labels, "io.kubernetes.sandbox.id"));
	container_keep_string(container, &container->pod_name, labels, "io.kubernetes.pod.name");
	container_keep_string(container, &container->pod_namespace, labels, "io.kubernetes.pod.namespace");
	container_keep_string(container, &container->pod_uid, labels, "io.kubernetes.pod.uid");
	container_keep_named(container, &container->labels, labels);
	container_keep(container, &container->evidence, path);
}

void container_facts_of_docker_host(const json_t *config, const char *path, struct container *container)
{
	static const char prefix[] = "container:";
	const char *mode = container_string_of(config, "NetworkMode");

	/* Since docker 24. */
	container_keep_named(container, &container->annotations, json_object_get(config, "Annotations"));
	if (!mode || strncmp(mode, prefix, sizeof(prefix) - 1) != 0)
		return;
	container_keep_id(container, &container->network_of, mode + sizeof(prefix) - 1);
	if (container->network_of && !container->sandbox_id)
		container_replace_evidence(container, path);
}
