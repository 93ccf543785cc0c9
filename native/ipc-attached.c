#define _GNU_SOURCE
#include "ipc-attached.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "clock.h"
#include "procfs-parse.h"
#include "scan-walk.h"

static const char name_begin[] = "/SYSV", name_end[] = " (deleted)";

enum { KEY_DIGITS = 8 };

struct search {
	const struct ns_members *members;
	const struct ns_identity *identity;
	struct ipc_segments *segments;
	size_t found;
	int64_t deadline;
};

/* `/SYSV0052e2c1 (deleted)`: there is no such file, thus the end. */
static int parse_name(const char *name, size_t length, uint32_t *ret_key)
{
	const char *digits = name + sizeof(name_begin) - 1;
	uint32_t key = 0;

	if (length != sizeof(name_begin) - 1 + KEY_DIGITS + sizeof(name_end) - 1 || memcmp(name, name_begin, sizeof(name_begin) - 1) != 0)
		return -ENOENT;
	if (memcmp(digits + KEY_DIGITS, name_end, sizeof(name_end) - 1) != 0)
		return -ENOENT;
	for (int i = 0; i < KEY_DIGITS; i++) {
		const char *digit = memchr("0123456789abcdef", digits[i], 16);

		if (!digit)
			return -ENOENT;
		key = key << 4 | (uint32_t) (strchr("0123456789abcdef", *digit) - "0123456789abcdef");
	}
	*ret_key = key;
	return 0;
}

int ipc_parse_mapping(const char *line, size_t length, struct ipc_mapping *ret_mapping)
{
	struct span span = { line, line + length };
	struct ipc_mapping mapping;
	struct word device;

	if (procfs_skip_words(&span, 3) < 0 || procfs_take_word(&span, &device) < 0)
		return -EBADMSG;
	if (procfs_take_number(&span, UINT64_MAX, &mapping.id) < 0)
		return -EBADMSG;
	while (span.at < span.end && *span.at == ' ')
		span.at++;
	/* Of a file system without a device. */
	if (mapping.id > INT_MAX || device.length < 3 || memcmp(device.bytes, "00:", 3) != 0)
		return -ENOENT;
	if (parse_name(span.at, (size_t) (span.end - span.at), &mapping.key) < 0)
		return -ENOENT;
	*ret_mapping = mapping;
	return 0;
}

static int compare_ids(const void *left, const void *right)
{
	uint64_t a = ((const struct ipc_segment *) left)->id, b = ((const struct ipc_segment *) right)->id;

	return (a > b) - (a < b);
}

static struct ipc_segment *find(const struct ipc_segments *segments, uint64_t id)
{
	const struct ipc_segment wanted = { .id = id };

	if (segments->count == 0)
		return NULL;
	return bsearch(&wanted, segments->rows, segments->count, sizeof(wanted), compare_ids);
}

const struct ipc_segment *ipc_segment_of(const struct ipc_segments *segments, uint64_t id)
{
	return find(segments, id);
}

static int note(struct search *search, struct ipc_segment *segment, pid_t pid)
{
	struct procfs_pids *pids = &segment->attached_by;

	/* Mapped twice, or in pieces. */
	if (pids->count > 0 && pids->pids[pids->count - 1] == pid)
		return 0;
	if (search->found == IPC_ATTACHED_MAX) {
		search->segments->is_full = true;
		return 0;
	}
	search->found++;
	return procfs_pids_add(pids, pid);
}

static int take_maps(struct search *search, const struct procfs_buffer *maps, pid_t pid)
{
	size_t cursor = 0, length;
	const char *line;
	int r = 0;

	while (r == 0 && procfs_next_line(maps, &cursor, &line, &length)) {
		struct ipc_segment *segment;
		struct ipc_mapping mapping;

		if (ipc_parse_mapping(line, length, &mapping) < 0)
			continue;
		segment = find(search->segments, mapping.id);
		if (segment && (segment->is_removed || segment->key == mapping.key))
			r = note(search, segment, pid);
	}
	return r;
}

/* Only a full heap ends the walk. */
static int look_at_member(void *context, struct scan_walker *walker, size_t index)
{
	struct search *search = context;
	const pid_t pid = search->members->found.pids[index];
	struct procfs_buffer *maps;
	CLEANUP_FD int dir_fd = -1;
	int r = clock_now_ms() < search->deadline ? procfs_open(pid, &dir_fd) : -ETIMEDOUT;

	if (r == 0)
		r = scan_walker_read(walker, dir_fd, "maps", PROCFS_FILE_LIMIT, &maps);
	if (r == -ESRCH || r == -ENOMEM)
		return r == -ESRCH ? 0 : r;
	if (r < 0) {
		search->segments->unread++;
		return 0;
	}
	search->segments->unread += maps->length == PROCFS_FILE_LIMIT;
	return ns_members_is(dir_fd, search->identity) ? take_maps(search, maps, pid) : 0;
}

int ipc_find_attached(const struct ns_members *members, const struct ns_identity *identity, struct ipc_segments *segments)
{
	struct search search = { members, identity, segments, 0, clock_now_ms() + IPC_ATTACHED_DEADLINE_MS };

	if (segments->count > 0)
		qsort(segments->rows, segments->count, sizeof(*segments->rows), compare_ids);
	return scan_walk(members->found.count, look_at_member, &search);
}

void ipc_segments_free(struct ipc_segments *segments)
{
	for (size_t i = 0; i < segments->count; i++)
		procfs_pids_free(&segments->rows[i].attached_by);
	free(segments->rows);
	*segments = (struct ipc_segments) { 0 };
}
