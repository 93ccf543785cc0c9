#define _GNU_SOURCE
#include "container-reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static container_read_one *const readers[CONTAINER_RUNTIME_COUNT] = {
	[CONTAINER_PODMAN] = container_read_podman,
	[CONTAINER_DOCKER] = container_read_docker,
	[CONTAINER_CONTAINERD] = container_read_containerd,
	[CONTAINER_CRIO] = container_read_crio,
	[CONTAINER_LXC] = container_read_lxc,
	[CONTAINER_NSPAWN] = container_read_nspawn,
	[CONTAINER_RUNC] = container_read_runc,
	[CONTAINER_CRUN] = container_read_crun,
};

void container_reader_free(struct container_reader *reader)
{
	for (size_t i = 0; i < reader->list_count; i++)
		json_decref(reader->lists[i].json);
	for (size_t i = 0; i < reader->database_count; i++)
		free(reader->databases[i].bytes);
	free(reader->databases);
	free(reader->lists);
	reader->databases = NULL;
	reader->lists = NULL;
	reader->list_count = reader->database_count = 0;
}

bool container_reader_path(const struct container_reader *reader, const char *root, const char *rest, char path[PATH_MAX])
{
	int length;

	if (root[0] == '~')
		length = reader->home[0] == '/' ? snprintf(path, PATH_MAX, "%s%s%s", reader->home, root + 1, rest) : -1;
	else if (root[0] == '%')
		length = reader->tree.owner != 0 ? snprintf(path, PATH_MAX, "/run/user/%u%s%s", reader->tree.owner, root + 1, rest) : -1;
	else
		length = root[0] == '/' ? snprintf(path, PATH_MAX, "%s%s", root, rest) : -1;
	/* With the prefix it is a text of the answer. */
	return length > 0 && (size_t) length + strlen(reader->prefix) < PATH_MAX;
}

void container_reader_note(const struct container_reader *reader, const char *path, int error, struct container *container)
{
	char whole[2 * PATH_MAX];

	if (error == -ENOMEM)
		container->error = error;
	if (error == -ENOENT)
		return;
	(void) snprintf(whole, sizeof(whole), "%s%s", reader->prefix, path);
	container_note_unread(container, whole, error);
}

bool container_reader_file(const struct container_reader *reader, const char *path, struct container *container, container_take_facts *take)
{
	char whole[2 * PATH_MAX];
	json_t *json;
	int r = container_file_read(&reader->tree, path, &json, NULL);

	if (r < 0) {
		container_reader_note(reader, path, r, container);
		return false;
	}
	(void) snprintf(whole, sizeof(whole), "%s%s", reader->prefix, path);
	take(json, whole, container);
	json_decref(json);
	return true;
}

/* A podman infra container with a name of somebody's choice says nothing of itself, but the members name it. */
int container_reader_mark(struct container *const containers[], size_t count)
{
	int r = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			struct container *named = containers[j];
			const char *id = containers[i]->sandbox_id;

			if (!id || containers[i]->runtime != named->runtime || strcmp(id, named->id) != 0)
				continue;
			named->sandbox = true;
			container_keep(named, &named->pod_name, named->hostname);
			r = r < 0 ? r : named->error;
		}
	}
	return r;
}

/* A file that says nothing is no evidence. */
static void drop_idle_evidence(struct container *container)
{
	if (container->name || container->image || container->sandbox_id || container->sandbox || container->pod_name ||
	    container->pod_namespace || container->pod_uid || container->network_of || container->labels.count > 0 ||
	    container->annotations.count > 0)
		return;
	free(container->evidence);
	container->evidence = NULL;
}

int container_reader_run(struct container_reader *reader, struct container *const containers[], size_t count)
{
	int r = 0;

	for (size_t i = 0; i < count && r == 0; i++) {
		struct container *container = containers[i];

		if (container_id_is_valid(container->runtime, container->id))
			readers[container->runtime](reader, container);
		drop_idle_evidence(container);
		r = container->error;
	}
	return r < 0 ? r : container_reader_mark(containers, count);
}
