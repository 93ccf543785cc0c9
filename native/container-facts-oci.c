#define _GNU_SOURCE
#include "container-facts.h"

#include <errno.h>

/* What the OCI image specification calls the name of an image in a layout. The bundle itself is no image. */
static void keep_oci_image(struct container *container, const json_t *annotations)
{
	container_keep_string(container, &container->image, annotations, "org.opencontainers.image.ref.name");
}

/* runc keeps annotations as `name=value` in a list called labels, with the bundle among them; runc(8) state calls them
 * annotations again. */
void container_facts_of_runc(const json_t *state, const char *path, struct container *container)
{
	json_t *annotations = json_object(), *label;
	size_t index;

	if (!annotations)
		container->error = -ENOMEM;
	json_array_foreach(json_object_get(json_object_get(state, "config"), "labels"), index, label)
		if (json_is_string(label) && container_named_split(annotations, json_string_value(label)) < 0)
			container->error = -ENOMEM;
	(void) json_object_del(annotations, "bundle");
	keep_oci_image(container, annotations);
	container_keep_named(container, &container->annotations, annotations);
	if (json_is_object(state))
		container_keep(container, &container->evidence, path);
	json_decref(annotations);
}

void container_facts_of_crun(const json_t *config, const char *path, struct container *container)
{
	const json_t *annotations = json_object_get(config, "annotations");

	if (!json_is_object(config))
		return;
	keep_oci_image(container, annotations);
	container_keep_named(container, &container->annotations, annotations);
	container_keep(container, &container->evidence, path);
}
