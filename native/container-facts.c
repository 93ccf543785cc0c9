#define _GNU_SOURCE
#include "container-facts.h"

#include <errno.h>
#include <stdint.h>
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

const char *container_string_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

void container_keep_string(struct container *container, char **field, const json_t *object, const char *name)
{
	container_keep(container, field, container_string_of(object, name));
}

void container_keep_id(struct container *container, char **field, const char *id)
{
	if (id && container_id_is_valid(container->runtime, id))
		container_keep(container, field, id);
}

void container_keep_named(struct container *container, struct container_named *named, const json_t *object)
{
	int r = container_named_take(named, object, &container->named_used);

	if (r < 0)
		container->error = r;
}

bool container_says(const json_t *object, const char *name, const char *value)
{
	const char *found = container_string_of(object, name);

	return found && strcmp(found, value) == 0;
}

void container_replace_evidence(struct container *container, const char *path)
{
	free(container->evidence);
	container->evidence = NULL;
	container_keep(container, &container->evidence, path);
}
