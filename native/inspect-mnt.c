/* One mount namespace. */
#define _GNU_SOURCE
#include "inspect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "mnt-view.h"

enum { MOUNTS_MAX = 4096 };

struct counts {
	size_t whole;
	size_t malformed;
};

static struct counts count_mounts(const struct mnt_view *view)
{
	struct counts counts = { 0 };
	struct procfs_mount mount;
	size_t cursor = 0, length;
	const char *line;

	while (procfs_next_line(&view->text, &cursor, &line, &length)) {
		if (procfs_parse_mount(line, length, &mount) == 0)
			counts.whole++;
		else
			counts.malformed++;
	}
	return counts;
}

static void find_gaps(const struct mnt_view *view, const struct counts *counts, struct inspect_gaps *gaps)
{
	if (view->is_cut)
		inspect_add_gap(gaps, "mounts", "the table is longer than the %d bytes of it that are read", PROCFS_FILE_LIMIT);
	if (counts->malformed > 0)
		inspect_add_gap(gaps, "mounts", "lines that are not of a known form: %zu", counts->malformed);
}

/* scratch has room for the bytes. */
static void write_text(const char *name, const char *bytes, size_t length, char *scratch, struct jsonout *json)
{
	memcpy(scratch, bytes, length);
	jsonout_text(json, name, scratch, procfs_unescape(scratch, length));
}

/* A comma inside an option is escaped, as far as its file system does so. */
static void write_options(const char *name, const char *bytes, size_t length, char *scratch, struct jsonout *json)
{
	const char *end = bytes + length;

	jsonout_array_begin(json, name);
	while (bytes < end) {
		const char *comma = memchr(bytes, ',', (size_t) (end - bytes));
		const char *stop = comma ? comma : end;

		write_text(NULL, bytes, (size_t) (stop - bytes), scratch, json);
		bytes = comma ? comma + 1 : end;
	}
	jsonout_array_end(json);
}

static void write_group(const char *name, int group, struct jsonout *json)
{
	if (group == 0)
		jsonout_null(json, name);
	else
		jsonout_number(json, name, group);
}

static void write_mount(const struct procfs_mount *mount, char *scratch, struct jsonout *json)
{
	jsonout_object_begin(json, NULL);
	jsonout_number(json, "id", mount->id);
	jsonout_number(json, "parent", mount->parent);
	jsonout_text(json, "device", mount->device, mount->device_length);
	write_text("root", mount->root, mount->root_length, scratch, json);
	write_text("path", mount->path, mount->path_length, scratch, json);
	write_options("options", mount->options, mount->options_length, scratch, json);
	write_group("shared", mount->shared, json);
	write_group("master", mount->master, json);
	write_group("propagateFrom", mount->propagate_from, json);
	jsonout_bool(json, "unbindable", mount->unbindable);
	write_text("fstype", mount->fstype, mount->fstype_length, scratch, json);
	write_text("source", mount->source, mount->source_length, scratch, json);
	write_options("superOptions", mount->super_options, mount->super_options_length, scratch, json);
	jsonout_object_end(json);
}

static void write_mounts(const struct mnt_view *view, char *scratch, struct jsonout *json)
{
	size_t cursor = 0, length, written = 0;
	struct procfs_mount mount;
	const char *line;

	jsonout_array_begin(json, "mounts");
	while (written < MOUNTS_MAX && procfs_next_line(&view->text, &cursor, &line, &length)) {
		if (procfs_parse_mount(line, length, &mount) < 0)
			continue;
		write_mount(&mount, scratch, json);
		written++;
	}
	jsonout_array_end(json);
}

int inspect_mnt(const struct connection *connection, const struct inspect_target *target)
{
	CLEANUP_MNT_VIEW struct mnt_view view = { 0 };
	struct inspect_gaps gaps = { 0 };
	CLEANUP_FREE char *scratch = NULL;
	struct counts counts;
	struct jsonout json;
	int r = mnt_view_read(target->ns_fd, &target->identity, &view);

	if (r < 0)
		return inspect_refuse_join(connection, r);
	counts = count_mounts(&view);
	find_gaps(&view, &counts, &gaps);
	scratch = malloc(view.text.length + 1);
	r = scratch ? jsonout_init(&json, connection->out) : -ENOMEM;
	if (r < 0)
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "memory is short");
	inspect_write_head(target, &gaps, &json);
	write_mounts(&view, scratch, &json);
	jsonout_unsigned(&json, "mountsLeftOut", counts.whole > MOUNTS_MAX ? counts.whole - MOUNTS_MAX : 0);
	if (view.seen_by == 0)
		jsonout_null(&json, "seenBy");
	else
		jsonout_number(&json, "seenBy", view.seen_by);
	jsonout_object_end(&json);
	return inspect_finish(&json);
}
