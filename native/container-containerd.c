/* containerd, also where it is part of another program. */
#define _GNU_SOURCE
#include "container-reader.h"

#include <stdio.h>

#include "cleanup.h"
#include "count.h"

#define TASKS "io.containerd.runtime.v2.task"

enum { TASK_NAMESPACE_LIMIT = 64 };

/* The state directories of containerd itself, k3s, k0s, MicroK8s, and of the one that dockerd starts for itself. */
static const char *const tasks[] = {
	"/run/containerd/" TASKS, "/run/k3s/containerd/" TASKS, "/run/k0s/containerd/" TASKS,
	"/var/snap/microk8s/common/run/containerd/" TASKS, "/run/docker/containerd/daemon/" TASKS,
	"%/containerd/" TASKS, "%/docker/containerd/daemon/" TASKS,
};

/* Where most are. */
static const char *const usual_namespaces[] = { "k8s.io", "default", "moby" };

static bool read_task(struct container_reader *reader, const char *root, const char *namespace, struct container *container)
{
	char rest[PATH_MAX], path[PATH_MAX];

	if (snprintf(rest, sizeof(rest), "/%s/%s/config.json", namespace, container->id) >= PATH_MAX)
		return false;
	return container_reader_path(reader, root, rest, path) && container_reader_file(reader, path, container, container_facts_of_containerd);
}

/* ctr and nerdctl let anybody make a containerd namespace of any name. */
static bool read_task_of_any(struct container_reader *reader, const char *root, struct container *container)
{
	CLEANUP_DIR DIR *dir = NULL;
	const struct dirent *entry;
	int left = TASK_NAMESPACE_LIMIT;
	char path[PATH_MAX];

	if (!container_reader_path(reader, root, "", path) || container_file_list(&reader->tree, path, &dir) < 0)
		return false;
	while ((entry = readdir(dir)) && left-- > 0)
		if (container_id_is_valid(CONTAINER_CONTAINERD, entry->d_name) && read_task(reader, root, entry->d_name, container))
			return true;
	return false;
}

static bool read_below(struct container_reader *reader, const char *root, struct container *container)
{
	for (size_t i = 0; i < COUNT(usual_namespaces); i++)
		if (read_task(reader, root, usual_namespaces[i], container))
			return true;
	return read_task_of_any(reader, root, container);
}

void container_read_containerd(struct container_reader *reader, struct container *container)
{
	if (read_below(reader, reader->tasks, container))
		return;
	for (size_t i = 0; i < COUNT(tasks); i++)
		if (read_below(reader, tasks[i], container))
			return;
}
