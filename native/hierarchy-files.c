#define _GNU_SOURCE
#include "hierarchy-files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "count.h"
#include "failure.h"

/* Kernel documentation, admin-guide/cgroup-v2.rst. */
static const char *const v2_files[] = {
	"cgroup.type", "cgroup.controllers", "cgroup.subtree_control", "cgroup.events", "cgroup.freeze", "cgroup.stat",
	"pids.current", "pids.max", "pids.peak",
	"memory.current", "memory.min", "memory.low", "memory.high", "memory.max", "memory.peak", "memory.swap.current", "memory.swap.max",
	"memory.events",
	"cpu.max", "cpu.weight", "cpu.stat",
	"cpuset.cpus", "cpuset.cpus.effective", "cpuset.mems.effective",
	"io.max", "io.weight", "io.stat",
	NULL
};

/* Kernel documentation, admin-guide/cgroup-v1/. */
static const char *const cpu_files[] = { "cpu.shares", "cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.rt_runtime_us", "cpu.stat", NULL };
static const char *const cpuacct_files[] = { "cpuacct.usage", NULL };
static const char *const cpuset_files[] = { "cpuset.cpus", "cpuset.mems", "cpuset.effective_cpus", "cpuset.effective_mems", NULL };
static const char *const memory_files[] = {
	"memory.usage_in_bytes", "memory.max_usage_in_bytes", "memory.limit_in_bytes", "memory.soft_limit_in_bytes", "memory.failcnt",
	"memory.memsw.usage_in_bytes", "memory.memsw.max_usage_in_bytes", "memory.memsw.limit_in_bytes", "memory.memsw.failcnt",
	"memory.swappiness", "memory.oom_control", NULL
};
static const char *const pids_files[] = { "pids.current", "pids.max", "pids.peak", "pids.events", NULL };
static const char *const freezer_files[] = { "freezer.state", "freezer.self_freezing", "freezer.parent_freezing", NULL };
static const char *const blkio_files[] = {
	"blkio.weight", "blkio.bfq.weight", "blkio.throttle.io_service_bytes", "blkio.throttle.io_serviced",
	"blkio.throttle.read_bps_device", "blkio.throttle.write_bps_device", "blkio.throttle.read_iops_device",
	"blkio.throttle.write_iops_device", NULL
};
static const char *const devices_files[] = { "devices.list", NULL };
static const char *const net_cls_files[] = { "net_cls.classid", NULL };
static const char *const net_prio_files[] = { "net_prio.ifpriomap", NULL };

static const struct {
	const char *controller;
	const char *const *files;
} v1_files[] = {
	{ "cpu", cpu_files }, { "cpuacct", cpuacct_files }, { "cpuset", cpuset_files }, { "memory", memory_files }, { "pids", pids_files },
	{ "freezer", freezer_files }, { "blkio", blkio_files }, { "devices", devices_files }, { "net_cls", net_cls_files },
	{ "net_prio", net_prio_files },
};

static const char removed[] = "the group was removed";

/* One group while its row is written. */
struct row {
	const struct hierarchy_line *line;
	struct jsonout *out;
	int fd;
	struct procfs_buffer scratch;
	char trouble[128];	/* empty: none */
};

static void row_free(struct row *row)
{
	cleanup_close(&row->fd);
	procfs_buffer_free(&row->scratch);
}
#define CLEANUP_ROW __attribute__((cleanup(row_free)))

/* A value that is too long is cut behind a line: half a number would be another one. */
static size_t cut_length(const struct procfs_buffer *value)
{
	const char *newline;

	if (value->length <= HIERARCHY_VALUE_MAX)
		return value->length;
	newline = memrchr(value->bytes, '\n', HIERARCHY_VALUE_MAX);
	return newline ? (size_t) (newline - value->bytes) + 1 : HIERARCHY_VALUE_MAX;
}

static void write_value(const struct row *row, const char *file)
{
	size_t length = cut_length(&row->scratch);

	jsonout_object_begin(row->out, NULL);
	jsonout_string(row->out, "file", file);
	jsonout_text(row->out, "value", row->scratch.bytes, length);
	if (length < row->scratch.length)
		jsonout_bool(row->out, "cut", true);
	jsonout_object_end(row->out);
}

/* Which files there are depends on kernel, controllers and group: an absent one tells nothing. */
static void write_file(struct row *row, const char *file)
{
	int r = procfs_read(row->fd, file, HIERARCHY_VALUE_MAX + 1, &row->scratch);

	if (r == 0)
		write_value(row, file);
	else if (r != -ESRCH && r != -ENODEV && row->trouble[0] == '\0')
		(void) snprintf(row->trouble, sizeof(row->trouble), "%s cannot be read: %s", file, failure_errno_name(r));
}

static void write_files_named(struct row *row, const char *const *files)
{
	for (; *files; files++)
		write_file(row, *files);
}

/* Every group has this one. */
static bool is_removed(const struct row *row)
{
	return faccessat(row->fd, "cgroup.procs", F_OK, 0) < 0 && errno == ENOENT;
}

static void write_files(struct row *row)
{
	jsonout_array_begin(row->out, "files");
	if (row->fd >= 0 && row->line->number == 0)
		write_files_named(row, v2_files);
	for (size_t i = 0; row->fd >= 0 && i < COUNT(v1_files); i++)
		if (hierarchy_has_controller(row->line, v1_files[i].controller))
			write_files_named(row, v1_files[i].files);
	jsonout_array_end(row->out);
	if (row->fd >= 0 && is_removed(row))
		(void) snprintf(row->trouble, sizeof(row->trouble), "%s", removed);
}

static const char name_prefix[] = "name=";
enum { NAME_PREFIX_LENGTH = sizeof(name_prefix) - 1 };

static bool is_name(const char *word, size_t length)
{
	return length > NAME_PREFIX_LENGTH && memcmp(word, name_prefix, NAME_PREFIX_LENGTH) == 0;
}

static void write_v1_controllers(const struct row *row)
{
	const char *word, *name = NULL;
	size_t cursor = 0, length, name_length = 0;

	jsonout_array_begin(row->out, "controllers");
	while (hierarchy_next_word(row->line->controllers, row->line->controllers_length, &cursor, &word, &length)) {
		if (is_name(word, length)) {
			name = word + NAME_PREFIX_LENGTH;
			name_length = length - NAME_PREFIX_LENGTH;
		} else {
			jsonout_text(row->out, NULL, word, length);
		}
	}
	jsonout_array_end(row->out);
	if (name)
		jsonout_text(row->out, "name", name, name_length);
	else
		jsonout_null(row->out, "name");
}

/* The words of cgroup.controllers; none where it cannot be read, which the row's trouble tells. */
static void write_v2_controllers(struct row *row)
{
	char *rest, *word;

	jsonout_array_begin(row->out, "controllers");
	if (row->fd >= 0 && procfs_read(row->fd, "cgroup.controllers", HIERARCHY_VALUE_MAX, &row->scratch) == 0) {
		rest = row->scratch.bytes;
		while ((word = strsep(&rest, " \n")))
			if (*word != '\0')
				jsonout_string(row->out, NULL, word);
	}
	jsonout_array_end(row->out);
	jsonout_null(row->out, "name");
}

static void note_not_opened(struct row *row, int error)
{
	static const struct {
		int error;
		const char *why;
	} reasons[] = {
		{ -ENXIO, "this hierarchy is not mounted where the helper can see it" },
		{ -EXDEV, "no mount of this hierarchy that the helper can see shows this group" },
		{ -ESRCH, removed },
		{ -ESTALE, "something else is mounted over it" },
	};

	for (size_t i = 0; i < COUNT(reasons); i++)
		if (reasons[i].error == error) {
			(void) snprintf(row->trouble, sizeof(row->trouble), "%s", reasons[i].why);
			return;
		}
	(void) snprintf(row->trouble, sizeof(row->trouble), "its directory cannot be opened: %s", failure_errno_name(error));
}

void hierarchy_write_group(const struct hierarchies *hierarchies, const struct hierarchy_line *line, struct jsonout *out)
{
	CLEANUP_ROW struct row row = { .line = line, .out = out, .fd = -1 };
	int r = hierarchy_open_group(hierarchies, line, &row.fd);

	if (r < 0)
		note_not_opened(&row, r);
	jsonout_object_begin(out, NULL);
	jsonout_unsigned(out, "hierarchy", line->number);
	if (line->number == 0)
		write_v2_controllers(&row);
	else
		write_v1_controllers(&row);
	jsonout_text(out, "path", line->path, line->path_length);
	write_files(&row);
	if (row.trouble[0] != '\0')
		jsonout_string(out, "trouble", row.trouble);
	else
		jsonout_null(out, "trouble");
	jsonout_object_end(out);
}
