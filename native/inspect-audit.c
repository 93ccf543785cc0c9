/* The end of the audit, as nsatlas-exec wrote it (audit-trail.h): its last lines, byte by byte. What they mean the asker decodes. */
#define _GNU_SOURCE
#include "inspect.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "audit-trail.h"
#include "cleanup.h"
#include "inspect-audit.h"

enum { TAIL_ROOM = 1024 * 1024, LINE_MAX_BYTES = 64 * 1024 };

static const char *audit_path;

void inspect_audit_from(const char *path)
{
	audit_path = path;
}

struct tail {
	char *bytes;
	size_t length;
};

static int read_bytes(int fd, off_t from, struct tail *ret_tail)
{
	while (ret_tail->length < TAIL_ROOM) {
		ssize_t n = pread(fd, ret_tail->bytes + ret_tail->length, TAIL_ROOM - ret_tail->length, from + (off_t) ret_tail->length);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			break;
		if (n > 0)
			ret_tail->length += (size_t) n;
	}
	return 0;
}

/* From the first whole line on. No file yet: nothing was ever done. */
static int read_tail(struct tail *ret_tail)
{
	CLEANUP_FD int fd = open(audit_path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;
	off_t from;
	int r;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	ret_tail->bytes = malloc(TAIL_ROOM);
	if (!ret_tail->bytes)
		return -ENOMEM;
	from = status.st_size > TAIL_ROOM ? status.st_size - TAIL_ROOM : 0;
	r = read_bytes(fd, from, ret_tail);
	if (r == 0 && from > 0) {
		const char *first = memchr(ret_tail->bytes, '\n', ret_tail->length);
		size_t skipped = first ? (size_t) (first - ret_tail->bytes) + 1 : ret_tail->length;

		ret_tail->length -= skipped;
		memmove(ret_tail->bytes, ret_tail->bytes + skipped, ret_tail->length);
	}
	return r;
}

/* Newest first, as somebody wants to read them. A line without an end is being written. */
void inspect_audit_write_lines(struct jsonout *json, const char *bytes, size_t length)
{
	const char *end = length > 0 ? memrchr(bytes, '\n', length) : NULL;

	jsonout_array_begin(json, "lines");
	for (int count = 0; end && count < INSPECT_AUDIT_LINES_MAX; count++) {
		const char *before = memrchr(bytes, '\n', (size_t) (end - bytes));
		const char *line = before ? before + 1 : bytes;
		size_t line_length = (size_t) (end - line);

		jsonout_text(json, NULL, line, line_length < LINE_MAX_BYTES ? line_length : LINE_MAX_BYTES);
		end = before;
	}
	jsonout_array_end(json);
}

int inspect_audit(const struct connection *connection, const struct request *root)
{
	struct tail tail = { 0 };
	struct jsonout json;
	int r = inspect_check_bare(root, "audit");

	if (r < 0)
		return inspect_refuse_request(connection, root->problem, r);
	if (audit_path)
		r = read_tail(&tail);
	if (r == 0)
		r = jsonout_init(&json, connection->out);
	if (r < 0) {
		free(tail.bytes);
		return inspect_refuse(connection, failure_from_errno(r), "read", r, "the audit could not be read");
	}
	jsonout_object_begin(&json, NULL);
	jsonout_foreign(&json, "file", audit_path);
	jsonout_bool(&json, "journal", access(AUDIT_JOURNAL_SOCKET, F_OK) == 0);
	inspect_audit_write_lines(&json, tail.bytes, tail.length);
	jsonout_object_end(&json);
	free(tail.bytes);
	return inspect_finish(&json);
}
