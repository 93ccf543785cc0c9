#define _GNU_SOURCE
#include "container.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const runtime_names[CONTAINER_RUNTIME_COUNT] = {
	[CONTAINER_PODMAN] = "podman",
	[CONTAINER_DOCKER] = "docker",
	[CONTAINER_CONTAINERD] = "containerd",
	[CONTAINER_CRIO] = "crio",
	[CONTAINER_LXC] = "lxc",
	[CONTAINER_NSPAWN] = "nspawn",
	[CONTAINER_RUNC] = "runc",
	[CONTAINER_CRUN] = "crun",
};

enum { HEX_ID_LENGTH = 64, FREE_ID_LIMIT = 255 };

const char *container_runtime_name(enum container_runtime runtime)
{
	return runtime_names[runtime];
}

static int read_runtime(const struct request *at, enum container_runtime *ret_runtime)
{
	const char *name;
	int r = request_string(at, "runtime", &name);

	if (r < 0)
		return r;
	for (int runtime = 0; runtime < CONTAINER_RUNTIME_COUNT; runtime++) {
		if (strcmp(runtime_names[runtime], name) == 0) {
			*ret_runtime = (enum container_runtime) runtime;
			return 0;
		}
	}
	return request_refuse(at, "no such runtime: %.16s", name);
}

/* Absent: an engine of the host. */
static int read_engine(const struct request *container, struct container_engine *engine)
{
	static const char *const fields[] = { "pid", "startTime", NULL };
	struct request at;
	int r;

	if (!request_has(container, "engine"))
		return 0;
	r = request_object(container, "engine", &at);
	if (r == 0)
		r = request_allow(&at, fields);
	if (r == 0)
		r = request_pid(&at, "pid", &engine->pid);
	return r < 0 ? r : request_number(&at, "startTime", INT64_MAX, &engine->start_time);
}

static int read_container(const struct request *at, struct container *container)
{
	static const char *const fields[] = { "runtime", "id", "engine", NULL };
	int r = request_allow(at, fields);

	if (r == 0)
		r = read_runtime(at, &container->runtime);
	if (r == 0)
		r = read_engine(at, &container->engine);
	return r < 0 ? r : request_text(at, "id", &container->id);
}

int container_request(const struct request *root, struct container **ret_containers, size_t *ret_count)
{
	struct container *containers;
	struct request array;
	size_t count;
	int r = request_array(root, "containers", CONTAINER_LIMIT, &array);

	if (r < 0)
		return r;
	count = request_count(&array);
	containers = calloc(count + 1, sizeof(*containers));
	if (!containers)
		return -ENOMEM;
	for (size_t i = 0; i < count && r == 0; i++) {
		struct request element = request_element(&array, i);

		r = read_container(&element, &containers[i]);
	}
	if (r < 0) {
		container_free(containers, count);
		return r;
	}
	*ret_containers = containers;
	*ret_count = count;
	return 0;
}

void container_free(struct container *containers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct container *container = &containers[i];

		free(container->id);
		free(container->name);
		free(container->image);
		free(container->sandbox_id);
		free(container->pod_name);
		free(container->pod_namespace);
		free(container->pod_uid);
		free(container->network_of);
		container_named_free(&container->labels);
		container_named_free(&container->annotations);
		free(container->evidence);
		for (size_t j = 0; j < container->unread_count; j++)
			free(container->unread[j].what);
		free(container->pod_id);
		free(container->hostname);
	}
	free(containers);
}

static bool is_hex_id(const char *id)
{
	return strlen(id) == HEX_ID_LENGTH && strspn(id, "0123456789abcdef") == HEX_ID_LENGTH;
}

static bool is_free_id(const char *id)
{
	static const char bytes[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-";
	size_t length = strlen(id);

	if (strcmp(id, ".") == 0 || strcmp(id, "..") == 0)
		return false;
	return length > 0 && length <= FREE_ID_LIMIT && strspn(id, bytes) == length;
}

bool container_id_is_valid(enum container_runtime runtime, const char *id)
{
	switch (runtime) {
	case CONTAINER_PODMAN:
	case CONTAINER_DOCKER:
	case CONTAINER_CRIO:
		return is_hex_id(id);
	case CONTAINER_CONTAINERD:
	case CONTAINER_LXC:
	case CONTAINER_NSPAWN:
	case CONTAINER_RUNC:
	case CONTAINER_CRUN:
		return is_free_id(id);
	case CONTAINER_RUNTIME_COUNT:
		break;
	}
	return false;
}

void container_note_unread(struct container *container, const char *what, int error)
{
	struct container_unread *unread = &container->unread[container->unread_count];

	if (container->unread_count == CONTAINER_UNREAD_LIMIT)
		return;
	unread->what = strdup(what);
	unread->error = error < 0 ? -error : error;
	if (unread->what)
		container->unread_count++;
	else
		container->error = -ENOMEM;
}
