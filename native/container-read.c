/* From a request to facts: the containers of the host's engines first, then engine by engine those of the others, each in a
 * child of its own that cannot be kept waiting for long. */
#define _GNU_SOURCE
#include "container.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "container-engine.h"
#include "deadline.h"

enum {
	ENGINE_MS = 1000,		/* for the files of one engine */
	ALL_ENGINES_MS = 8000,
	ROWS_LIMIT = 32 * 1024 * 1024,	/* bytes from one child */
};

/* Some containers of a request, all of one engine. */
struct group {
	struct container *members[CONTAINER_LIMIT];
	size_t count;
};

static bool is_of(const struct container *container, const struct container_engine *engine)
{
	return container->engine.pid == engine->pid && container->engine.start_time == engine->start_time;
}

static void find_group(struct container *containers, size_t count, const struct container_engine *engine, struct group *ret_group)
{
	ret_group->count = 0;
	for (size_t i = 0; i < count && ret_group->count < CONTAINER_LIMIT; i++)
		if (is_of(&containers[i], engine))
			ret_group->members[ret_group->count++] = &containers[i];
}

/* As root the system's only: a rootless user's files are in that user's hand, and are asked for through their engine. */
static void set_own_home(struct container_reader *reader)
{
	const char *home = geteuid() == 0 ? NULL : getenv("HOME");

	reader->tree.owner = geteuid();
	if (home && home[0] == '/')
		(void) snprintf(reader->home, sizeof(reader->home), "%s", home);
}

static int read_of_host(const char *root, struct container *containers, size_t count)
{
	static const struct container_engine host;
	struct container_reader reader = { .arguments_fd = -1, .prefix = "", .tree = { .json_limit = CONTAINER_FILE_LIMIT } };
	struct group group;
	int r;

	find_group(containers, count, &host, &group);
	if (group.count == 0)
		return 0;
	reader.tree.root_fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (reader.tree.root_fd < 0)
		return -errno;
	set_own_home(&reader);
	r = container_reader_run(&reader, group.members, group.count);
	container_reader_free(&reader);
	cleanup_close(&reader.tree.root_fd);
	return r;
}

/* --- in the child */

struct work {
	struct container_reader *reader;
	struct group *group;
};

static int send_row(int out, size_t index, const struct container *container)
{
	struct jsonout json;
	int r = jsonout_init(&json, -1);

	if (r < 0)
		return r;
	jsonout_object_begin(&json, NULL);
	jsonout_unsigned(&json, "index", index);
	container_write_row(container, "row", &json);
	jsonout_object_end(&json);
	r = json.error;
	if (r == 0)
		r = deadline_write(out, json.buffer, json.length);
	/* JSON of ours has no newline within. */
	if (r == 0)
		r = deadline_write(out, "\n", 1);
	jsonout_free(&json);
	return r;
}

/* Each container as soon as it is read, since a later one may cost the child its life; then all again, since together they
 * may say which of them are sandboxes. */
static int read_in_child(int out, void *what)
{
	const struct work *work = what;
	const struct group *group = work->group;
	int r = 0;

	container_engine_look(work->reader);
	for (size_t i = 0; i < group->count && r == 0; i++) {
		r = container_reader_run(work->reader, &group->members[i], 1);
		if (r == 0)
			r = send_row(out, i, group->members[i]);
	}
	if (r == 0 && group->count > 1)
		r = container_reader_mark(group->members, group->count);
	for (size_t i = 0; i < group->count && r == 0 && group->count > 1; i++)
		r = send_row(out, i, group->members[i]);
	return r;
}

/* --- and back */

static int take_line(const char *line, size_t length, struct group *group, bool taken[])
{
	json_t *json = json_loadb(line, length, 0, NULL);
	json_int_t index = json_integer_value(json_object_get(json, "index"));
	int r = -EBADMSG;

	if (json && index >= 0 && (size_t) index < group->count) {
		r = container_take_row(json_object_get(json, "row"), group->members[index]);
		taken[index] |= r == 0;
	}
	json_decref(json);
	return r;
}

/* The lines that came whole. */
static int take_lines(const struct procfs_buffer *bytes, struct group *group, bool taken[])
{
	const char *line = bytes->bytes, *end;
	int r = 0;

	while (r == 0 && line && (end = memchr(line, '\n', bytes->length - (size_t) (line - bytes->bytes)))) {
		r = take_line(line, (size_t) (end - line), group, taken);
		line = end + 1;
	}
	return r;
}

static int note_untaken(struct group *group, const bool taken[], const char *what, int error)
{
	int r = 0;

	for (size_t i = 0; i < group->count && r == 0; i++) {
		if (taken[i])
			continue;
		container_note_unread(group->members[i], what, error);
		r = group->members[i]->error;
	}
	return r;
}

static int read_of_engine(const struct container_engine *engine, struct group *group, int64_t left)
{
	CLEANUP_BUFFER struct procfs_buffer bytes = { 0 };
	struct container_reader reader;
	struct work work = { &reader, group };
	bool taken[CONTAINER_LIMIT] = { false };
	char prefix[32];
	int error = container_engine_open(engine, &reader, prefix, sizeof(prefix)), r = 0;

	if (error == 0 && left <= 0)
		error = -ETIMEDOUT;
	if (error == 0)
		error = deadline_run(left < ENGINE_MS ? (unsigned int) left : ENGINE_MS, read_in_child, &work, ROWS_LIMIT, &bytes);
	cleanup_close(&reader.tree.root_fd);
	cleanup_close(&reader.arguments_fd);
	if (bytes.bytes)
		r = take_lines(&bytes, group, taken);
	/* What one engine's files say must not cost the answer about the others. */
	if (r < 0 && r != -ENOMEM) {
		error = r;
		r = 0;
	}
	return r < 0 || error == 0 ? r : note_untaken(group, taken, prefix, error);
}

static bool is_first_of_its_engine(const struct container *containers, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (is_of(&containers[i], &containers[index].engine))
			return false;
	return true;
}

int container_read(const char *root, struct container *containers, size_t count)
{
	int64_t until = clock_now_ms() + ALL_ENGINES_MS;
	int r = read_of_host(root, containers, count);

	for (size_t i = 0; i < count && r == 0; i++) {
		struct group group;

		if (containers[i].engine.pid == 0 || !is_first_of_its_engine(containers, i))
			continue;
		find_group(containers, count, &containers[i].engine, &group);
		r = read_of_engine(&containers[i].engine, &group, until - clock_now_ms());
	}
	return r;
}
