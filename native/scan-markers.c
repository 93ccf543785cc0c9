#define _GNU_SOURCE
#include "scan-markers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* No runtime keeps its files deeper. */
enum { MARKER_ROOT_MAX = 4096 };

/* None of them holds a byte that mountinfo would escape. */
static const char *const paths[SNAPSHOT_MARKER_COUNT] = {
	"/", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/run/.containerenv", "/dev/termination-log", "/run/host/incoming",
};

/* SNAPSHOT_MARKER_COUNT: at none of them. */
static size_t find_path(const struct procfs_mount *mount)
{
	size_t i = 0;

	while (i < SNAPSHOT_MARKER_COUNT && (mount->path_length != strlen(paths[i]) || memcmp(mount->path, paths[i], mount->path_length) != 0))
		i++;
	return i;
}

bool scan_is_marker(const struct procfs_mount *mount)
{
	return find_path(mount) < SNAPSHOT_MARKER_COUNT;
}

static int copy_field(const char *field, size_t length, char **ret_copy, size_t *ret_length)
{
	char *copy = malloc(length + 1);

	if (!copy)
		return -ENOMEM;
	memcpy(copy, field, length);
	*ret_copy = copy;
	*ret_length = procfs_unescape(copy, length);
	return 0;
}

int scan_take_marker(struct snapshot_ns *ns, const struct procfs_mount *mount)
{
	const size_t place = find_path(mount);
	struct snapshot_marker found = { 0 }, *marker;
	int r;

	if (place == SNAPSHOT_MARKER_COUNT)
		return 0;
	marker = &ns->markers[place];
	r = copy_field(mount->root, mount->root_length, &found.root, &found.root_length);
	if (r == 0)
		r = copy_field(mount->fstype, mount->fstype_length, &found.fstype, &found.fstype_length);
	snapshot_marker_free(marker);
	if (r == 0 && found.root_length <= MARKER_ROOT_MAX)
		*marker = found;
	else
		snapshot_marker_free(&found);
	return r;
}

void scan_write_markers(const struct snapshot_ns *ns, struct jsonout *out)
{
	if (!ns->markers)
		return;
	jsonout_array_begin(out, "markers");
	for (size_t i = 0; i < SNAPSHOT_MARKER_COUNT; i++) {
		const struct snapshot_marker *marker = &ns->markers[i];

		if (!marker->root)
			continue;
		jsonout_object_begin(out, NULL);
		jsonout_string(out, "path", paths[i]);
		jsonout_text(out, "root", marker->root, marker->root_length);
		jsonout_text(out, "fstype", marker->fstype, marker->fstype_length);
		jsonout_object_end(out);
	}
	jsonout_array_end(out);
}

static int add_text(struct scan_source *source, const char *text, size_t length)
{
	int r = scan_source_add(source, &length, sizeof(length));

	return r < 0 ? r : scan_source_add(source, text, length);
}

/* Each with its length, so that none can be taken for another's end. */
int scan_markers_source(const struct snapshot_ns *ns, struct scan_source *source)
{
	int r = 0;

	for (size_t i = 0; r == 0 && ns->markers && i < SNAPSHOT_MARKER_COUNT; i++) {
		r = add_text(source, ns->markers[i].root, ns->markers[i].root_length);
		if (r == 0)
			r = add_text(source, ns->markers[i].fstype, ns->markers[i].fstype_length);
	}
	return r;
}
