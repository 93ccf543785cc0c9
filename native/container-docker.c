/* Docker, wherever its data root is. */
#define _GNU_SOURCE
#include "container-reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "count.h"

static const char *const data_roots[] = { "/var/lib/docker", "~/.local/share/docker", "/var/snap/docker/common/var-lib-docker" };

enum {
	REMAPPED_LIMIT = 16,		/* how many data roots of --userns-remap are looked into */
	ENTRY_LIMIT = 1024,		/* entries looked at for them */
};

static bool read_below(struct container_reader *reader, const char *root, struct container *container)
{
	char rest[sizeof("/containers//hostconfig.json") + 64], path[PATH_MAX];
	bool found;

	(void) snprintf(rest, sizeof(rest), "/containers/%.64s/config.v2.json", container->id);
	found = container_reader_path(reader, root, rest, path) && container_reader_file(reader, path, container, container_facts_of_docker);
	if (!found)
		return false;
	(void) snprintf(rest, sizeof(rest), "/containers/%.64s/hostconfig.json", container->id);
	if (container_reader_path(reader, root, rest, path))
		(void) container_reader_file(reader, path, container, container_facts_of_docker_host);
	return true;
}

/* `<uid>.<gid>`: the data root of a daemon with --userns-remap. */
static bool is_remapped(const char *name)
{
	size_t uid = strspn(name, "0123456789");
	size_t gid = name[uid] == '.' ? strspn(name + uid + 1, "0123456789") : 0;

	return uid > 0 && gid > 0 && name[uid + 1 + gid] == '\0';
}

static bool read_remapped(struct container_reader *reader, const char *root, struct container *container)
{
	CLEANUP_DIR DIR *dir = NULL;
	const struct dirent *entry;
	int entries = ENTRY_LIMIT, left = REMAPPED_LIMIT;
	char path[PATH_MAX], below[PATH_MAX];

	if (!container_reader_path(reader, root, "", path) || container_file_list(&reader->tree, path, &dir) < 0)
		return false;
	while ((entry = readdir(dir)) && entries-- > 0 && left > 0) {
		if (!is_remapped(entry->d_name))
			continue;
		left--;
		if (snprintf(below, sizeof(below), "%s/%s", path, entry->d_name) < PATH_MAX && read_below(reader, below, container))
			return true;
	}
	return false;
}

static bool read_root(struct container_reader *reader, const char *root, struct container *container)
{
	return read_below(reader, root, container) || read_remapped(reader, root, container);
}

/* What the daemon was told of its data root by its file: "" where it was told nothing. */
static void find_data_root(const struct container_reader *reader, char root[PATH_MAX])
{
	json_t *settings = NULL;
	const char *said;

	root[0] = '\0';
	if (container_file_read(&reader->tree, "/etc/docker/daemon.json", &settings, NULL) < 0)
		return;
	said = container_string_of(settings, "data-root");
	if (said && said[0] == '/' && strlen(said) < PATH_MAX)
		(void) strcpy(root, said);
	json_decref(settings);
}

void container_read_docker(struct container_reader *reader, struct container *container)
{
	char root[PATH_MAX];

	if (read_root(reader, reader->data_root, container))
		return;
	for (size_t i = 0; i < COUNT(data_roots); i++)
		if (read_root(reader, data_roots[i], container))
			return;
	find_data_root(reader, root);
	(void) read_root(reader, root, container);
}
