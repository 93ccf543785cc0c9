/* runc and crun alone, LXC and nspawn: the id is the name that somebody chose. */
#define _GNU_SOURCE
#include "container-reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "count.h"

static const char *const runc_roots[] = { "/run/runc", "%/runc" };
static const char *const crun_roots[] = { "/run/crun", "%/crun" };
static const char *const lxc_roots[] = { "/var/lib/lxc", "~/.local/share/lxc" };
static const char *const nspawn_roots[] = { "/run/systemd/machines" };

static void read_state(struct container_reader *reader, const char *const roots[], size_t count, const char *file,
		       container_take_facts *take, struct container *container)
{
	char rest[PATH_MAX], path[PATH_MAX];

	container_keep(container, &container->name, container->id);
	(void) snprintf(rest, sizeof(rest), "/%s/%s", container->id, file);
	for (size_t i = 0; i < count; i++)
		if (container_reader_path(reader, roots[i], rest, path) && container_reader_file(reader, path, container, take))
			return;
}

void container_read_runc(struct container_reader *reader, struct container *container)
{
	read_state(reader, runc_roots, COUNT(runc_roots), "state.json", container_facts_of_runc, container);
}

void container_read_crun(struct container_reader *reader, struct container *container)
{
	read_state(reader, crun_roots, COUNT(crun_roots), "config.json", container_facts_of_crun, container);
}

/* The file says nothing that the name does not: that it is there is the evidence. */
static void find_file(struct container_reader *reader, const char *const roots[], size_t count, const char *file, struct container *container)
{
	char rest[PATH_MAX], path[PATH_MAX], whole[2 * PATH_MAX];

	container_keep(container, &container->name, container->id);
	(void) snprintf(rest, sizeof(rest), "/%s%s", container->id, file);
	for (size_t i = 0; i < count && !container->evidence; i++) {
		CLEANUP_FREE char *bytes = NULL;
		size_t length;
		int r;

		if (!container_reader_path(reader, roots[i], rest, path))
			continue;
		r = container_file_bytes(&reader->tree, path, &bytes, &length);
		(void) snprintf(whole, sizeof(whole), "%s%s", reader->prefix, path);
		if (r == 0)
			container_keep(container, &container->evidence, whole);
		else
			container_reader_note(reader, path, r, container);
	}
}

void container_read_lxc(struct container_reader *reader, struct container *container)
{
	find_file(reader, lxc_roots, COUNT(lxc_roots), "/config", container);
}

void container_read_nspawn(struct container_reader *reader, struct container *container)
{
	find_file(reader, nspawn_roots, COUNT(nspawn_roots), "", container);
}
