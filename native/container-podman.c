/* Podman and CRI-O, which keep their containers in containers/storage.
 *
 * Podman's labels are in its database alone: in bolt_state.db (4.x) as JSON, in db.sql (5.x) in the pages of an SQLite file
 * with its journal beside it, which is read rightly by SQLite alone. They are left empty. */
#define _GNU_SOURCE
#include "container-reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* The second of each has what need not outlive a reboot, where storage.conf(5) says transient_store. */
static const char *const storages[] = {
	"/var/lib/containers/storage", "/run/containers/storage",
	"~/.local/share/containers/storage", "%/containers",
};

/* Each driver's containers are kept apart. */
static const char *const drivers[] = { "overlay", "vfs", "btrfs", "zfs" };
static const char *const list_names[] = { "containers.json", "volatile-containers.json" };

enum { STORAGE_COUNT = COUNT(storages) + 1, PLACE_COUNT = STORAGE_COUNT * COUNT(drivers) };

/* A place is a storage and a driver; the first storage is the one that the engine's process names. */
static bool set_path(const struct container_reader *reader, size_t place, const char *rest, char path[PATH_MAX])
{
	size_t storage = place / COUNT(drivers);
	char tail[512];

	if (snprintf(tail, sizeof(tail), "/%s-containers/%s", drivers[place % COUNT(drivers)], rest) >= (int) sizeof(tail))
		return false;
	return container_reader_path(reader, storage == 0 ? reader->storage : storages[storage - 1], tail, path);
}

/* With podman 5 a container that does not outlive a reboot is in the volatile list. */
static int read_lists(struct container_reader *reader, struct container *container)
{
	reader->lists_are_read = true;
	reader->lists = calloc(PLACE_COUNT * COUNT(list_names), sizeof(*reader->lists));
	if (!reader->lists)
		return -ENOMEM;
	for (size_t i = 0; i < PLACE_COUNT * COUNT(list_names); i++) {
		struct container_list *list = &reader->lists[reader->list_count];
		int r;

		if (!set_path(reader, i / COUNT(list_names), list_names[i % COUNT(list_names)], list->path))
			continue;
		r = container_file_read(&reader->tree, list->path, &list->json, NULL);
		if (r < 0)
			container_reader_note(reader, list->path, r, container);
		reader->list_count += r == 0;
	}
	return container->error;
}

static void read_bundle(const struct container_reader *reader, const char *id, struct container *container, container_take_facts *take)
{
	char rest[sizeof("/userdata/config.json") + 64], path[PATH_MAX];

	(void) snprintf(rest, sizeof(rest), "%.64s/userdata/config.json", id);
	for (size_t place = 0; place < PLACE_COUNT; place++)
		if (set_path(reader, place, rest, path) && container_reader_file(reader, path, container, take))
			return;
}

static void take_hostname(const json_t *config, const char *path, struct container *container)
{
	(void) path;
	container_keep(container, &container->pod_name, container_string_of(config, "hostname"));
}

void container_read_podman(struct container_reader *reader, struct container *container)
{
	int r = reader->lists_are_read ? 0 : read_lists(reader, container);

	if (r < 0) {
		container->error = r;
		return;
	}
	for (size_t i = 0; i < reader->list_count; i++) {
		char path[2 * PATH_MAX];

		(void) snprintf(path, sizeof(path), "%s%s", reader->prefix, reader->lists[i].path);
		container_facts_of_storage(reader->lists[i].json, path, container);
	}
	read_bundle(reader, container->id, container, container_facts_of_podman);
	/* The infra container's hostname is the pod's name. */
	if (container->sandbox)
		container_keep(container, &container->pod_name, container->hostname);
	else if (container->sandbox_id)
		read_bundle(reader, container->sandbox_id, container, take_hostname);
}

void container_read_crio(struct container_reader *reader, struct container *container)
{
	char path[PATH_MAX];

	(void) snprintf(path, sizeof(path), "/run/containers/storage/overlay-containers/%.64s/userdata/config.json", container->id);
	(void) container_reader_file(reader, path, container, container_facts_of_crio);
}
