/* One ipc namespace. */
#define _GNU_SOURCE
#include "inspect.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "ipc-attached.h"
#include "ipc-mqueue.h"
#include "ipc-sysv.h"
#include "ns-joiner.h"
#include "user-maps.h"

enum { ROWS_MAX = 4096 };

/* What is asked of who stands in the namespace: a table, or a queue by its name. */
struct question {
	enum sysv_table table;
	char queue[NAME_MAX + 1];	/* empty: the table */
};

_Static_assert(sizeof(struct question) <= NS_QUESTION_ROOM, "a question fits");

struct rows {
	struct sysv_row *of;
	size_t count;
	size_t left_out;
};

struct facts {
	struct inspect_gaps gaps;
	struct ns_joiner joiner;
	int ns_fd;
	bool is_translated;
	struct user_maps owner;		/* if is_translated: what the tables' ids are to us */
	struct rows tables[SYSV_TABLE_COUNT];
	struct ipc_segments segments;
	struct mqueues queues;
};

static void facts_free(struct facts **facts)
{
	if (!*facts)
		return;
	ns_joiner_end(&(*facts)->joiner);
	for (int i = 0; i < SYSV_TABLE_COUNT; i++)
		free((*facts)->tables[i].of);
	ipc_segments_free(&(*facts)->segments);
	mqueues_free(&(*facts)->queues);
	free(*facts);
}
#define CLEANUP_FACTS __attribute__((cleanup(facts_free)))

/* Who opens a table sees that of their own ipc namespace, pids as the proc mount's pid namespace numbers them. */
static int open_inside(int proc_fd, const void *asked, struct ns_sight *ret_sight)
{
	const struct question *question = asked;
	char path[64];

	if (question->queue[0] != '\0')
		return mqueue_open(question->queue, &ret_sight->fd);
	(void) snprintf(path, sizeof(path), "../sysvipc/%s", sysv_formats[question->table].file);
	ret_sight->fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC);
	return ret_sight->fd < 0 ? -errno : 0;
}

/* --- the tables */

/* Ids are as the opener's user namespace numbers them. */
static int find_translation(struct facts *facts)
{
	int r = user_maps_read_of_owner(facts->ns_fd, &facts->owner);

	facts->is_translated = r == 0;
	return r;
}

static void translate(const struct facts *facts, enum sysv_table table, struct sysv_row *row)
{
	const struct sysv_format *format = &sysv_formats[table];

	for (size_t i = 0; i < format->column_count; i++) {
		if (format->columns[i].kind == SYSV_UID)
			row->values[i] = user_map_outside(&facts->owner.uids, (uint32_t) row->values[i]);
		else if (format->columns[i].kind == SYSV_GID)
			row->values[i] = user_map_outside(&facts->owner.gids, (uint32_t) row->values[i]);
	}
}

static int take_rows(struct facts *facts, enum sysv_table table, const struct procfs_buffer *text)
{
	struct rows *rows = &facts->tables[table];
	size_t cursor = 0, length, malformed = 0;
	const char *line;

	rows->of = calloc(ROWS_MAX, sizeof(*rows->of));
	if (!rows->of)
		return -ENOMEM;
	/* The first line is the head. */
	(void) procfs_next_line(text, &cursor, &line, &length);
	while (procfs_next_line(text, &cursor, &line, &length)) {
		struct sysv_row row;

		if (sysv_parse_row(table, line, length, &row) < 0) {
			malformed++;
		} else if (rows->count == ROWS_MAX) {
			rows->left_out++;
		} else {
			if (facts->is_translated)
				translate(facts, table, &row);
			rows->of[rows->count++] = row;
		}
	}
	if (malformed > 0)
		inspect_add_gap(&facts->gaps, sysv_formats[table].name, "lines that are not of a known form: %zu", malformed);
	if (text->length == PROCFS_FILE_LIMIT)
		inspect_add_gap(&facts->gaps, sysv_formats[table].name, "the table is longer than the %d bytes of it that are read", PROCFS_FILE_LIMIT);
	return 0;
}

static int open_table(struct facts *facts, enum sysv_table table, int *ret_fd)
{
	const struct question question = { .table = table };
	struct ns_sight sight = { .fd = -1 };
	int r = ns_joiner_ask(&facts->joiner, facts->ns_fd, &question, &sight);

	*ret_fd = sight.fd;
	if (r == 0 && sight.through_owner && !facts->is_translated && find_translation(facts) < 0)
		inspect_add_gap(&facts->gaps, sysv_formats[table].name, "uids and gids are as the user namespace that owns this one numbers them");
	return r;
}

static int read_table(struct facts *facts, enum sysv_table table)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	CLEANUP_FD int fd = -1;
	int r = open_table(facts, table, &fd);

	if (r == -ENOENT) {
		inspect_add_gap(&facts->gaps, sysv_formats[table].name, "there is no /proc/sysvipc/%s here", sysv_formats[table].file);
		return 0;
	}
	if (r == 0)
		r = procfs_read_fd(fd, PROCFS_FILE_LIMIT, &text);
	return r < 0 ? r : take_rows(facts, table, &text);
}

/* --- who has a segment mapped */

static int take_segments(struct facts *facts, bool *ret_any_attached)
{
	const struct rows *rows = &facts->tables[SYSV_SHARED_MEMORY];

	*ret_any_attached = false;
	facts->segments.rows = calloc(rows->count + 1, sizeof(*facts->segments.rows));
	if (!facts->segments.rows)
		return -ENOMEM;
	for (; facts->segments.count < rows->count; facts->segments.count++) {
		const uint64_t *values = rows->of[facts->segments.count].values;

		facts->segments.rows[facts->segments.count] = (struct ipc_segment) {
			.id = values[SYSV_COLUMN_ID],
			.key = (uint32_t) values[SYSV_COLUMN_KEY],
			.is_removed = (values[SYSV_COLUMN_MODE] & SYSV_MODE_REMOVED) != 0,
		};
		*ret_any_attached |= values[SYSV_COLUMN_ATTACHED] > 0;
	}
	return 0;
}

static int find_attached(struct facts *facts, const struct ns_members *members, const struct ns_identity *identity)
{
	bool any_attached;
	int r = take_segments(facts, &any_attached);

	if (r < 0 || !any_attached)
		return r;
	r = ipc_find_attached(members, identity, &facts->segments);
	if (members->hidden > 0)
		inspect_add_gap(&facts->gaps, "attachedBy", "processes that may not be looked into: %zu; some may be members", members->hidden);
	if (facts->segments.unread > 0)
		inspect_add_gap(&facts->gaps, "attachedBy", "members whose maps could not be read, or not whole: %zu", facts->segments.unread);
	if (facts->segments.is_full)
		inspect_add_gap(&facts->gaps, "attachedBy", "there are more than the %d that are listed", IPC_ATTACHED_MAX);
	return r;
}

/* --- POSIX queues */

static int open_queue_inside(void *context, const char *name, int *ret_fd)
{
	struct facts *facts = context;
	struct question question = { 0 };
	struct ns_sight sight = { .fd = -1 };
	int r;

	(void) snprintf(question.queue, sizeof(question.queue), "%s", name);
	r = ns_joiner_ask(&facts->joiner, facts->ns_fd, &question, &sight);
	*ret_fd = sight.fd;
	return r;
}

static const char *why_unknown(enum mqueue_sight sight)
{
	switch (sight) {
	case MQUEUE_NONE:
		return "no member has the mqueue file system mounted";
	case MQUEUE_COVERED:
		return "where a member has the mqueue file system mounted, it cannot be reached";
	case MQUEUE_FOREIGN:
		return "the mqueue file system that members have mounted is that of another ipc namespace";
	default:
		return "the mqueue file system that members have mounted may be that of another ipc namespace";
	}
}

static int find_queues(struct facts *facts, const struct ns_members *members, const struct ns_identity *identity)
{
	int r = mqueues_find(members, identity, open_queue_inside, facts, &facts->queues);

	if (r < 0 || facts->queues.sight == MQUEUE_KNOWN)
		return r;
	inspect_add_gap(&facts->gaps, "posixQueues", "%s", why_unknown(facts->queues.sight));
	if (facts->queues.is_partial)
		inspect_add_gap(&facts->gaps, "posixQueues", "the mounts of some members could not be looked at");
	return 0;
}

/* The members first: who joins is one for a while. Their maps last: a thread may be left behind there. */
static int read_facts(const struct inspect_target *target, struct facts *facts)
{
	CLEANUP_MEMBERS struct ns_members members = { 0 };
	int r = ns_members_find(&target->identity, &members);

	for (int table = 0; r == 0 && table < SYSV_TABLE_COUNT; table++)
		r = read_table(facts, (enum sysv_table) table);
	if (r == 0)
		r = find_queues(facts, &members, &target->identity);
	if (r == 0)
		r = find_attached(facts, &members, &target->identity);
	return r;
}

/* --- writing */

static void write_value(const struct sysv_column *column, uint64_t value, struct jsonout *json)
{
	switch (column->kind) {
	case SYSV_KEY:
		jsonout_number(json, column->field, (int64_t) value);
		return;
	case SYSV_MODE:
		jsonout_unsigned(json, column->field, value & SYSV_MODE_RIGHTS);
		return;
	case SYSV_BYTES:
		jsonout_u64_text(json, column->field, value);
		return;
	default:
		jsonout_unsigned(json, column->field, value);
	}
}

static void write_segment(const struct facts *facts, const struct sysv_row *row, struct jsonout *json)
{
	const struct ipc_segment *segment = ipc_segment_of(&facts->segments, row->values[SYSV_COLUMN_ID]);

	jsonout_array_begin(json, "attachedBy");
	for (size_t i = 0; segment && i < segment->attached_by.count; i++)
		jsonout_number(json, NULL, segment->attached_by.pids[i]);
	jsonout_array_end(json);
	jsonout_bool(json, "removed", (row->values[SYSV_COLUMN_MODE] & SYSV_MODE_REMOVED) != 0);
}

static void write_table(const struct facts *facts, enum sysv_table table, struct jsonout *json)
{
	const struct sysv_format *format = &sysv_formats[table];
	const struct rows *rows = &facts->tables[table];

	jsonout_array_begin(json, format->name);
	for (size_t i = 0; i < rows->count; i++) {
		jsonout_object_begin(json, NULL);
		for (size_t column = 0; column < format->column_count; column++)
			write_value(&format->columns[column], rows->of[i].values[column], json);
		if (table == SYSV_SHARED_MEMORY)
			write_segment(facts, &rows->of[i], json);
		jsonout_object_end(json);
	}
	jsonout_array_end(json);
}

static void write_queue(const struct mqueue *queue, struct jsonout *json)
{
	jsonout_object_begin(json, NULL);
	jsonout_foreign(json, "name", queue->name);
	if (queue->has_bytes)
		jsonout_u64_text(json, "bytes", queue->bytes);
	else
		jsonout_null(json, "bytes");
	jsonout_unsigned(json, "uid", queue->uid);
	jsonout_unsigned(json, "gid", queue->gid);
	jsonout_unsigned(json, "mode", queue->mode);
	jsonout_object_end(json);
}

static void write_queues(const struct mqueues *queues, struct jsonout *json)
{
	if (queues->sight != MQUEUE_KNOWN) {
		jsonout_null(json, "posixQueues");
		return;
	}
	jsonout_array_begin(json, "posixQueues");
	for (size_t i = 0; i < queues->count; i++)
		write_queue(&queues->rows[i], json);
	jsonout_array_end(json);
}

static void write_facts(const struct inspect_target *target, const struct facts *facts, struct jsonout *json)
{
	size_t left_out = facts->queues.left_out;

	inspect_write_head(target, &facts->gaps, json);
	for (int table = 0; table < SYSV_TABLE_COUNT; table++) {
		write_table(facts, (enum sysv_table) table, json);
		left_out += facts->tables[table].left_out;
	}
	write_queues(&facts->queues, json);
	jsonout_unsigned(json, "leftOut", left_out);
	jsonout_object_end(json);
}

int inspect_ipc(const struct connection *connection, const struct inspect_target *target)
{
	CLEANUP_FACTS struct facts *facts = calloc(1, sizeof(*facts));
	struct jsonout json;
	int r;

	if (!facts)
		return inspect_refuse(connection, FAILURE_FAULT, "read", -ENOMEM, "memory is short");
	facts->ns_fd = target->ns_fd;
	facts->joiner = (struct ns_joiner) { .look = open_inside, .question_size = sizeof(struct question) };
	r = read_facts(target, facts);
	if (r < 0)
		return inspect_refuse_join(connection, r);
	r = jsonout_init(&json, connection->out);
	if (r < 0)
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "memory is short");
	write_facts(target, facts, &json);
	return inspect_finish(&json);
}
