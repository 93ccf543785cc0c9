#define _GNU_SOURCE
#include "container-named.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* The names whose values are strings, sorted; they live as long as the object. */
static int sort_names(const json_t *object, const char ***ret_names, size_t *ret_count)
{
	const char **names = calloc(json_object_size(object) + 1, sizeof(*names));
	size_t count = 0;
	const char *name;
	json_t *value;

	if (!names)
		return -ENOMEM;
	json_object_foreach((json_t *) (uintptr_t) object, name, value)
		if (json_is_string(value))
			names[count++] = name;
	qsort(names, count, sizeof(*names), compare_names);
	*ret_names = names;
	*ret_count = count;
	return 0;
}

/* kubectl(1) keeps the manifest of a pod there, with the environment of its containers. */
static bool is_manifest(const char *name)
{
	return strcmp(name, "kubectl.kubernetes.io/last-applied-configuration") == 0;
}

static bool is_document(const char *value)
{
	return value[0] == '{' || value[0] == '[';
}

static bool fits(const struct container_named *named, const char *name, const char *value, size_t used)
{
	size_t name_length = strlen(name), length = strlen(value);

	if (named->count == CONTAINER_NAMED_LIMIT || is_manifest(name))
		return false;
	if (name_length > CONTAINER_NAMED_VALUE_LIMIT || length > (is_document(value) ? CONTAINER_DOCUMENT_LIMIT : CONTAINER_NAMED_VALUE_LIMIT))
		return false;
	return used + name_length + length <= CONTAINER_NAMED_ROOM;
}

static int add(struct container_named *named, const char *name, const char *value)
{
	struct container_pair pair = { .name = strdup(name), .value = strdup(value) };

	if (!pair.name || !pair.value) {
		free(pair.name);
		free(pair.value);
		return -ENOMEM;
	}
	named->pairs[named->count++] = pair;
	return 0;
}

int container_named_take(struct container_named *named, const json_t *object, size_t *used)
{
	CLEANUP_FREE const char **names = NULL;
	size_t count = 0;
	int r;

	if (named->pairs || json_object_size(object) == 0)
		return 0;
	named->pairs = calloc(CONTAINER_NAMED_LIMIT, sizeof(*named->pairs));
	if (!named->pairs)
		return -ENOMEM;
	r = sort_names(object, &names, &count);
	for (size_t i = 0; i < count && r == 0; i++) {
		const char *value = json_string_value(json_object_get(object, names[i]));

		if (!fits(named, names[i], value, *used)) {
			named->left_out++;
			continue;
		}
		*used += strlen(names[i]) + strlen(value);
		r = add(named, names[i], value);
	}
	return r;
}

int container_named_split(json_t *object, const char *text)
{
	const char *equals = strchr(text, '=');
	CLEANUP_FREE char *name = equals ? strndup(text, (size_t) (equals - text)) : NULL;

	if (!equals)
		return 0;
	return !name || json_object_set_new(object, name, json_string(equals + 1)) < 0 ? -ENOMEM : 0;
}

void container_named_free(struct container_named *named)
{
	for (size_t i = 0; i < named->count; i++) {
		free(named->pairs[i].name);
		free(named->pairs[i].value);
	}
	free(named->pairs);
	*named = (struct container_named) { 0 };
}

void container_named_write(const struct container_named *named, const char *field, struct jsonout *json)
{
	jsonout_array_begin(json, field);
	for (size_t i = 0; i < named->count; i++) {
		const struct container_pair *pair = &named->pairs[i];

		jsonout_object_begin(json, NULL);
		jsonout_foreign(json, "name", pair->name);
		jsonout_foreign(json, "value", pair->value);
		jsonout_object_end(json);
	}
	jsonout_array_end(json);
}
