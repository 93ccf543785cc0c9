/* A row of the answer: written, and taken from a child that read it where it could have been kept waiting. */
#define _GNU_SOURCE
#include "container.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "count.h"
#include "failure.h"

static const struct {
	const char *name;
	size_t offset;
} texts[] = {
	{ "name", offsetof(struct container, name) },
	{ "image", offsetof(struct container, image) },
	{ "sandboxId", offsetof(struct container, sandbox_id) },
	{ "podName", offsetof(struct container, pod_name) },
	{ "podNamespace", offsetof(struct container, pod_namespace) },
	{ "podUid", offsetof(struct container, pod_uid) },
	{ "networkOf", offsetof(struct container, network_of) },
	{ "evidence", offsetof(struct container, evidence) },
};

enum { TEXT_COUNT = COUNT(texts), ERRNO_COUNT = 256 };

static void write_left_out(const struct container *container, struct jsonout *json)
{
	if (container->labels.left_out + container->annotations.left_out == 0)
		return;
	jsonout_object_begin(json, "leftOut");
	jsonout_unsigned(json, "labels", container->labels.left_out);
	jsonout_unsigned(json, "annotations", container->annotations.left_out);
	jsonout_object_end(json);
}

static void write_unread(const struct container *container, struct jsonout *json)
{
	if (container->unread_count == 0)
		return;
	jsonout_array_begin(json, "unread");
	for (size_t i = 0; i < container->unread_count; i++) {
		jsonout_object_begin(json, NULL);
		jsonout_foreign(json, "what", container->unread[i].what);
		jsonout_string(json, "errno", failure_errno_name(container->unread[i].error));
		jsonout_object_end(json);
	}
	jsonout_array_end(json);
}

void container_write_row(const struct container *container, const char *name, struct jsonout *json)
{
	jsonout_object_begin(json, name);
	jsonout_string(json, "runtime", container_runtime_name(container->runtime));
	jsonout_foreign(json, "id", container->id);
	for (size_t i = 0; i < TEXT_COUNT; i++)
		jsonout_foreign(json, texts[i].name, *(char *const *) ((const char *) container + texts[i].offset));
	jsonout_bool(json, "sandbox", container->sandbox);
	container_named_write(&container->labels, "labels", json);
	container_named_write(&container->annotations, "annotations", json);
	write_left_out(container, json);
	write_unread(container, json);
	jsonout_object_end(json);
}

void container_write(const struct container *containers, size_t count, struct jsonout *json)
{
	jsonout_object_begin(json, NULL);
	jsonout_array_begin(json, "containers");
	for (size_t i = 0; i < count; i++)
		container_write_row(&containers[i], NULL, json);
	jsonout_array_end(json);
	jsonout_object_end(json);
}

static int take_text(const struct request *row, const char *name, char **field)
{
	free(*field);
	*field = NULL;
	return request_has(row, name) ? request_text(row, name, field) : 0;
}

/* Names and values came from JSON, so they are strings of JSON again. */
static int take_named(const struct request *row, const char *name, size_t left_out, struct container *container, struct container_named *named)
{
	json_t *object = json_object();
	struct request array;
	int r = object ? request_array(row, name, CONTAINER_NAMED_LIMIT, &array) : -ENOMEM;

	container_named_free(named);
	for (size_t i = 0; r == 0 && i < request_count(&array); i++) {
		struct request pair = request_element(&array, i);
		const char *key, *value;

		r = request_string(&pair, "name", &key);
		if (r == 0)
			r = request_string(&pair, "value", &value);
		if (r == 0 && json_object_set_new(object, key, json_string(value)) < 0)
			r = -ENOMEM;
	}
	if (r == 0)
		r = container_named_take(named, object, &container->named_used);
	named->left_out += left_out;
	json_decref(object);
	return r;
}

static int take_all_named(const struct request *row, struct container *container)
{
	struct request left_out;
	uint64_t labels = 0, annotations = 0;
	int r = 0;

	container->named_used = 0;
	if (request_has(row, "leftOut")) {
		r = request_object(row, "leftOut", &left_out);
		if (r == 0)
			r = request_number(&left_out, "labels", UINT32_MAX, &labels);
		if (r == 0)
			r = request_number(&left_out, "annotations", UINT32_MAX, &annotations);
	}
	if (r == 0)
		r = take_named(row, "labels", labels, container, &container->labels);
	return r < 0 ? r : take_named(row, "annotations", annotations, container, &container->annotations);
}

static int errno_of(const char *name)
{
	for (int error = 1; error < ERRNO_COUNT; error++)
		if (strcmp(failure_errno_name(error), name) == 0)
			return error;
	return EIO;
}

static int take_unread(const struct request *row, struct container *container)
{
	struct request array;
	int r = request_has(row, "unread") ? request_array(row, "unread", CONTAINER_UNREAD_LIMIT, &array) : -ENOENT;

	while (container->unread_count > 0)
		free(container->unread[--container->unread_count].what);
	if (r == -ENOENT)
		return 0;
	for (size_t i = 0; r == 0 && i < request_count(&array); i++) {
		struct request unread = request_element(&array, i);
		CLEANUP_FREE char *what = NULL;
		const char *error;

		r = request_text(&unread, "what", &what);
		if (r == 0)
			r = request_string(&unread, "errno", &error);
		if (r == 0)
			container_note_unread(container, what, errno_of(error));
	}
	return r < 0 ? r : container->error;
}

int container_take_row(const json_t *row, struct container *container)
{
	struct request_problem problem;
	const struct request at = request_root(row, &problem);
	int r = 0;

	for (size_t i = 0; i < TEXT_COUNT && r == 0; i++)
		r = take_text(&at, texts[i].name, (char **) ((char *) container + texts[i].offset));
	if (r == 0)
		r = request_bool(&at, "sandbox", &container->sandbox);
	if (r == 0)
		r = take_all_named(&at, container);
	return r < 0 ? r : take_unread(&at, container);
}
