#define _GNU_SOURCE
#include "container-facts.h"

#include <stdint.h>

void container_facts_of_containerd(const json_t *config, const char *path, struct container *container)
{
	const json_t *annotations = json_object_get(config, "annotations");

	if (!json_is_object(config))
		return;
	container->sandbox = container_says(annotations, "io.kubernetes.cri.container-type", "sandbox");
	container_keep_string(container, &container->name, annotations, "io.kubernetes.cri.container-name");
	container_keep_string(container, &container->image, annotations, "io.kubernetes.cri.image-name");
	container_keep_id(container, &container->sandbox_id, container_string_of(annotations, "io.kubernetes.cri.sandbox-id"));
	container_keep_string(container, &container->pod_name, annotations, "io.kubernetes.cri.sandbox-name");
	container_keep_string(container, &container->pod_namespace, annotations, "io.kubernetes.cri.sandbox-namespace");
	container_keep_string(container, &container->pod_uid, annotations, "io.kubernetes.cri.sandbox-uid");
	container_keep_named(container, &container->annotations, annotations);
	container_keep(container, &container->evidence, path);
}

/* CRI-O keeps the labels of the CRI as JSON inside an annotation, which then need not be told twice. */
static void keep_crio_named(struct container *container, const json_t *annotations)
{
	static const char key[] = "io.kubernetes.cri-o.Labels";
	const char *text = container_string_of(annotations, key);
	json_t *labels = text ? json_loads(text, 0, NULL) : NULL;
	json_t *rest = json_copy((json_t *) (uintptr_t) annotations);

	container_keep_named(container, &container->labels, labels);
	if (json_is_object(labels))
		(void) json_object_del(rest, key);
	container_keep_named(container, &container->annotations, rest);
	json_decref(rest);
	json_decref(labels);
}

void container_facts_of_crio(const json_t *config, const char *path, struct container *container)
{
	const json_t *annotations = json_object_get(config, "annotations");

	if (!json_is_object(config))
		return;
	container->sandbox = container_says(annotations, "io.kubernetes.cri-o.ContainerType", "sandbox");
	container_keep_string(container, &container->name, annotations, "io.kubernetes.container.name");
	container_keep_string(container, &container->image, annotations, "io.kubernetes.cri-o.ImageName");
	container_keep_id(container, &container->sandbox_id, container_string_of(annotations, "io.kubernetes.cri-o.SandboxID"));
	container_keep_string(container, &container->pod_name, annotations, "io.kubernetes.pod.name");
	container_keep_string(container, &container->pod_namespace, annotations, "io.kubernetes.pod.namespace");
	container_keep_string(container, &container->pod_uid, annotations, "io.kubernetes.pod.uid");
	keep_crio_named(container, annotations);
	container_keep(container, &container->evidence, path);
}
