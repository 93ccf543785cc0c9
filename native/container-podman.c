/* Podman and CRI-O, which keep their containers in containers/storage.
 *
 * Podman's labels are in its database alone. That of 4.x is looked into (container-bolt.h). That of 5.x, db.sql, is an SQLite
 * file with its journal beside it, which SQLite alone reads rightly: there labels stay empty. */
#define _GNU_SOURCE
#include "container-reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "container-bolt.h"
#include "count.h"

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

static int read_databases(struct container_reader *reader, struct container *container)
{
	reader->databases = calloc(STORAGE_COUNT, sizeof(*reader->databases));
	if (!reader->databases)
		return -ENOMEM;
	for (size_t i = 0; i < STORAGE_COUNT; i++) {
		struct container_database *database = &reader->databases[reader->database_count];
		int r;

		if (!container_reader_path(reader, i == 0 ? reader->storage : storages[i - 1], "/libpod/bolt_state.db", database->path))
			continue;
		r = container_file_bytes(&reader->tree, database->path, &database->bytes, &database->length);
		if (r < 0)
			container_reader_note(reader, database->path, r, container);
		reader->database_count += r == 0;
	}
	return container->error;
}

/* The value is JSON. */
static void take_value(const struct container_reader *reader, const struct container_database *database, const char *const path[],
		       struct container *container, container_take_facts *take)
{
	char whole[2 * PATH_MAX];
	const char *value;
	size_t length;
	json_t *json;

	if (container_bolt_find(database->bytes, database->length, path, &value, &length) < 0 || (off_t) length > reader->tree.json_limit)
		return;
	json = json_loadb(value, length, 0, NULL);
	(void) snprintf(whole, sizeof(whole), "%s%s", reader->prefix, database->path);
	take(json, whole, container);
	json_decref(json);
}

static void look_up(const struct container_reader *reader, struct container *container)
{
	for (size_t i = 0; i < reader->database_count; i++) {
		const char *const of_container[] = { "ctr", container->id, "config", NULL };
		const char *of_pod[] = { "pod", NULL, "config", NULL };

		take_value(reader, &reader->databases[i], of_container, container, container_facts_of_podman_row);
		of_pod[1] = container->pod_id;
		if (container->pod_id)
			take_value(reader, &reader->databases[i], of_pod, container, container_facts_of_podman_pod);
	}
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
	bool is_first = !reader->lists_are_read;
	int r = is_first ? read_lists(reader, container) : 0;

	if (r == 0 && is_first)
		r = read_databases(reader, container);
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
	look_up(reader, container);
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
