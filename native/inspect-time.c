/* One time namespace. */
#define _GNU_SOURCE
#include "inspect.h"

#include <errno.h>
#include <fcntl.h>

#include "cleanup.h"
#include "ns-joiner.h"
#include "procfs.h"
#include "time-offsets.h"

enum { OFFSETS_LIMIT = 4096 };

/* The file tells of the namespace in which a process's next children will be. Who joined one is in it with both; the helper's
 * own may differ. */
static int open_offsets(int proc_fd, const void *question, struct ns_sight *ret_sight)
{
	uint64_t own = 0, next = 0;
	int r = procfs_ns_ino(proc_fd, "ns/time", &own);

	(void) question;
	if (r == 0)
		r = procfs_ns_ino(proc_fd, "ns/time_for_children", &next);
	if (r < 0)
		return r;
	if (own != next)
		return -EXDEV;
	ret_sight->fd = openat(proc_fd, "timens_offsets", O_RDONLY | O_CLOEXEC);
	return ret_sight->fd < 0 ? -errno : 0;
}

/* While the joiner lives: the file asks its process anew. */
static int read_offsets(int fd, struct time_offsets *ret_offsets)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	int r = procfs_read_fd(fd, OFFSETS_LIMIT, &text);

	return r < 0 ? r : time_offsets_parse(text.bytes, text.length, ret_offsets);
}

static void write_offset(const char *name, const struct time_offset *offset, struct jsonout *json)
{
	jsonout_object_begin(json, name);
	jsonout_number(json, "seconds", offset->seconds);
	jsonout_unsigned(json, "nanoseconds", offset->nanoseconds);
	jsonout_object_end(json);
}

int inspect_time(const struct connection *connection, const struct inspect_target *target)
{
	CLEANUP_NS_JOINER struct ns_joiner joiner = { .look = open_offsets, .question_size = 1 };
	const struct inspect_gaps no_gaps = { 0 };
	struct ns_sight sight = { .fd = -1 };
	struct time_offsets offsets;
	struct jsonout json;
	int r = ns_joiner_ask(&joiner, target->ns_fd, "", &sight);

	if (r < 0)
		return inspect_refuse_join(connection, r);
	r = read_offsets(sight.fd, &offsets);
	cleanup_close(&sight.fd);
	if (r == 0)
		r = jsonout_init(&json, connection->out);
	if (r < 0)
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "the offsets could not be read");
	inspect_write_head(target, &no_gaps, &json);
	write_offset("monotonic", &offsets.monotonic, &json);
	write_offset("boottime", &offsets.boottime, &json);
	jsonout_object_end(&json);
	return inspect_finish(&json);
}
