/* Where each runtime keeps its state files, and in which order they are read. */
#define _GNU_SOURCE
#include "container.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "container-facts.h"
#include "container-file.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum {
	STORAGE_LIMIT = 2,
	LIST_LIMIT = 16,
	TASK_NAMESPACE_LIMIT = 64,
};

/* containers/storage keeps each driver's containers apart. */
static const char *const storage_drivers[] = { "overlay", "vfs", "btrfs", "zfs" };
static const char *const storage_lists[] = { "containers.json", "volatile-containers.json" };

/* One containers.json, parsed once for all the containers of a request. */
struct list {
	char path[PATH_MAX];
	json_t *json;
};

struct state {
	int root_fd;
	char storages[STORAGE_LIMIT][PATH_MAX];
	size_t storage_count;
	bool lists_are_read;
	struct list *lists;
	size_t list_count;
};

typedef void take_facts(const json_t *json, const char *path, struct container *container);

/* True if the file is there and could be read. */
static bool read_file(const struct state *state, const char *path, struct container *container, take_facts *take)
{
	json_t *json;
	int r = container_file_read(state->root_fd, path, &json);

	if (r < 0) {
		if (r == -ENOMEM)
			container->error = r;
		return false;
	}
	take(json, path, container);
	json_decref(json);
	return true;
}

/* As root the system's only: a rootless user's files are in that user's hand, and the request does not say whose to read. */
static void find_storages(struct state *state)
{
	const char *home = geteuid() == 0 ? NULL : getenv("HOME");

	(void) snprintf(state->storages[state->storage_count++], PATH_MAX, "/var/lib/containers/storage");
	if (home && home[0] == '/')
		(void) snprintf(state->storages[state->storage_count++], PATH_MAX, "%s/.local/share/containers/storage", home);
}

static bool set_path(char path[PATH_MAX], const char *storage, const char *driver, const char *rest)
{
	return snprintf(path, PATH_MAX, "%s/%s-containers/%s", storage, driver, rest) < PATH_MAX;
}

/* With podman 5 a container that does not outlive a reboot is in the volatile list. */
static int read_lists(struct state *state)
{
	state->lists_are_read = true;
	state->lists = calloc(LIST_LIMIT, sizeof(*state->lists));
	if (!state->lists)
		return -ENOMEM;
	for (size_t i = 0; i < state->storage_count * COUNT(storage_drivers) * COUNT(storage_lists); i++) {
		const char *storage = state->storages[i / (COUNT(storage_drivers) * COUNT(storage_lists))];
		const char *driver = storage_drivers[i / COUNT(storage_lists) % COUNT(storage_drivers)];
		struct list *list = &state->lists[state->list_count];
		int r;

		if (!set_path(list->path, storage, driver, storage_lists[i % COUNT(storage_lists)]))
			continue;
		r = container_file_read(state->root_fd, list->path, &list->json);
		if (r == -ENOMEM)
			return r;
		state->list_count += r == 0;
	}
	return 0;
}

_Static_assert(STORAGE_LIMIT * COUNT(storage_drivers) * COUNT(storage_lists) <= LIST_LIMIT, "every list has its place");

static void read_bundle(const struct state *state, const char *id, struct container *container, take_facts *take)
{
	for (size_t i = 0; i < state->storage_count * COUNT(storage_drivers); i++) {
		char rest[sizeof("/userdata/config.json") + 64], path[PATH_MAX];

		(void) snprintf(rest, sizeof(rest), "%.64s/userdata/config.json", id);
		if (!set_path(path, state->storages[i / COUNT(storage_drivers)], storage_drivers[i % COUNT(storage_drivers)], rest))
			continue;
		if (read_file(state, path, container, take))
			return;
	}
}

static void take_hostname(const json_t *config, const char *path, struct container *container)
{
	(void) path;
	container_keep(container, &container->pod_name, json_string_value(json_object_get(config, "hostname")));
}

static void read_podman(struct state *state, struct container *container)
{
	int r = state->lists_are_read ? 0 : read_lists(state);

	if (r < 0) {
		container->error = r;
		return;
	}
	for (size_t i = 0; i < state->list_count; i++)
		container_facts_of_storage(state->lists[i].json, state->lists[i].path, container);
	read_bundle(state, container->id, container, container_facts_of_podman);
	/* The infra container's hostname is the pod's name. */
	if (container->sandbox)
		container_keep(container, &container->pod_name, container->hostname);
	else if (container->sandbox_id)
		read_bundle(state, container->sandbox_id, container, take_hostname);
}

static void read_docker(struct state *state, struct container *container)
{
	char path[PATH_MAX];

	(void) snprintf(path, sizeof(path), "/var/lib/docker/containers/%.64s/config.v2.json", container->id);
	(void) read_file(state, path, container, container_facts_of_docker);
	(void) snprintf(path, sizeof(path), "/var/lib/docker/containers/%.64s/hostconfig.json", container->id);
	(void) read_file(state, path, container, container_facts_of_docker_host);
}

static void read_crio(struct state *state, struct container *container)
{
	char path[PATH_MAX];

	(void) snprintf(path, sizeof(path), "/run/containers/storage/overlay-containers/%.64s/userdata/config.json", container->id);
	(void) read_file(state, path, container, container_facts_of_crio);
}

#define TASKS "/run/containerd/io.containerd.runtime.v2.task"

static bool read_task(const struct state *state, const char *namespace, struct container *container)
{
	char path[PATH_MAX];

	(void) snprintf(path, sizeof(path), TASKS "/%.128s/%.128s/config.json", namespace, container->id);
	return read_file(state, path, container, container_facts_of_containerd);
}

/* ctr and nerdctl let anybody make a containerd namespace of any name. */
static void read_task_of_any(const struct state *state, struct container *container)
{
	CLEANUP_DIR DIR *dir = NULL;
	struct dirent *entry;
	int left = TASK_NAMESPACE_LIMIT;

	if (container_file_list(state->root_fd, TASKS, &dir) < 0)
		return;
	while ((entry = readdir(dir)) && left-- > 0)
		if (container_id_is_valid(CONTAINER_CONTAINERD, entry->d_name) && read_task(state, entry->d_name, container))
			return;
}

static void read_containerd(struct state *state, struct container *container)
{
	if (!read_task(state, "k8s.io", container) && !read_task(state, "default", container))
		read_task_of_any(state, container);
}

/* The id is the name that somebody chose. */
static void read_nothing(struct state *state, struct container *container)
{
	(void) state;
	container_keep(container, &container->name, container->id);
}

static void (*const readers[CONTAINER_RUNTIME_COUNT])(struct state *, struct container *) = {
	[CONTAINER_PODMAN] = read_podman,
	[CONTAINER_DOCKER] = read_docker,
	[CONTAINER_CONTAINERD] = read_containerd,
	[CONTAINER_CRIO] = read_crio,
	[CONTAINER_LXC] = read_nothing,
	[CONTAINER_NSPAWN] = read_nothing,
};

/* A podman infra container with a name of somebody's choice says nothing of itself, but the members name it. */
static void mark_named_sandboxes(struct container *containers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			struct container *named = &containers[j];
			const char *id = containers[i].sandbox_id;

			if (!id || containers[i].runtime != named->runtime || strcmp(id, named->id) != 0)
				continue;
			named->sandbox = true;
			container_keep(named, &named->pod_name, named->hostname);
		}
	}
}

/* A file that says nothing is no evidence. */
static void drop_idle_evidence(struct container *container)
{
	if (container->name || container->image || container->sandbox_id || container->sandbox || container->pod_name ||
	    container->pod_namespace || container->pod_uid || container->network_of)
		return;
	free(container->evidence);
	container->evidence = NULL;
}

static int read_all(struct state *state, struct container *containers, size_t count)
{
	int r = 0;

	for (size_t i = 0; i < count && r == 0; i++) {
		struct container *container = &containers[i];

		if (container_id_is_valid(container->runtime, container->id))
			readers[container->runtime](state, container);
		drop_idle_evidence(container);
		r = container->error;
	}
	mark_named_sandboxes(containers, count);
	return r;
}

int container_read(const char *root, struct container *containers, size_t count)
{
	struct state state = { .root_fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC) };
	int r;

	if (state.root_fd < 0)
		return -errno;
	find_storages(&state);
	r = read_all(&state, containers, count);
	for (size_t i = 0; i < state.list_count; i++)
		json_decref(state.lists[i].json);
	free(state.lists);
	cleanup_close(&state.root_fd);
	return r;
}
