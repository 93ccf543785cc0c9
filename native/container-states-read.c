/* Where runc and crun keep their state: the system's directories at once, each user's in a child, since a user may put a
 * FIFO or a file system of their own there. */
#define _GNU_SOURCE
#include "container-states.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "container-file.h"
#include "count.h"
#include "deadline.h"
#include "failure.h"

#define RUN_USER "/run/user"

enum {
	USER_MS = 500,
	ALL_USERS_MS = 4000,
	USER_LIMIT = 256,
	USER_BYTES_LIMIT = 8 * 1024 * 1024,
	ENTRY_LIMIT = 8192,		/* of one directory */
	GROUP_LIMIT = 64,		/* directories between: the namespaces of containerd, the runtimes of docker */
};

struct kind {
	enum container_runtime runtime;
	const char *file;
	bool (*take)(const json_t *json, struct container_state *row);
};

static const struct kind runc = { CONTAINER_RUNC, "state.json", container_state_of_runc };
static const struct kind crun = { CONTAINER_CRUN, "status", container_state_of_crun };

struct place {
	const char *directory;
	const struct kind *kind;
	bool has_groups;
};

static const struct place system_places[] = {
	{ "/run/runc", &runc, false },
	{ "/run/crun", &crun, false },
	{ "/run/containerd/runc", &runc, true },
	{ "/run/docker/runtime-runc", &runc, true },
};

/* Below /run/user/UID. */
static const struct place user_places[] = {
	{ "/runc", &runc, false },
	{ "/crun", &crun, false },
};

struct reading {
	struct container_tree tree;
	struct container_states *states;
	uint64_t unread;	/* files of the directory in hand that could not be read, and why the last one could not */
	int error;
};

/* Together: names of containers are any bytes, and any number. */
static int note_unread(struct reading *reading, const char *directory)
{
	uint64_t unread = reading->unread;

	reading->unread = 0;
	return unread == 0 ? 0 : container_states_gap(reading->states, directory, unread, "state files cannot be read: %s", failure_errno_name(reading->error));
}

/* Calls visit for each entry but the dot ones. A directory that is not there is none. */
static int visit_entries(struct reading *reading, const char *directory, int limit, const void *what,
			 int (*visit)(struct reading *reading, const char *directory, const char *name, const void *what))
{
	CLEANUP_DIR DIR *dir = NULL;
	const struct dirent *entry;
	int r = container_file_list(&reading->tree, directory, &dir);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return container_states_gap(reading->states, directory, 0, "it cannot be read: %s", failure_errno_name(r));
	while (r == 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		if (limit-- == 0)
			return container_states_gap(reading->states, directory, 0, "it has more entries than are looked at");
		r = visit(reading, directory, entry->d_name, what);
	}
	return r < 0 ? r : note_unread(reading, directory);
}

/* Whose file it is decides what it is worth, so nobody else's passes for theirs. -ENOENT: a container that has no process, or
 * is just being made or removed. */
static int read_row(const struct reading *reading, const char *path, const struct kind *kind, struct container_state *row)
{
	json_t *json = NULL;
	int r = container_file_read(&reading->tree, path, &json, &row->uid);

	if (r == 0 && row->uid != reading->tree.owner)
		r = -EACCES;
	if (r == 0 && !kind->take(json, row))
		r = -ENOENT;
	json_decref(json);
	return r;
}

static int visit_container(struct reading *reading, const char *directory, const char *name, const void *what)
{
	const struct kind *kind = what;
	struct container_state row = { .runtime = kind->runtime };
	char path[PATH_MAX];
	int r;

	if (snprintf(path, sizeof(path), "%s/%s/%s", directory, name, kind->file) >= PATH_MAX)
		return 0;
	row.id = strdup(name);
	row.evidence = strdup(path);
	r = row.id && row.evidence ? read_row(reading, path, kind, &row) : -ENOMEM;
	if (r == 0)
		return container_states_add(reading->states, &row);
	container_state_free(&row);
	if (r == -ENOMEM)
		return r;
	if (r != -ENOENT) {
		reading->unread++;
		reading->error = r;
	}
	return 0;
}

/* What has another name is no namespace of containerd's. */
static int visit_group(struct reading *reading, const char *directory, const char *name, const void *what)
{
	char path[PATH_MAX];

	if (!container_id_is_valid(CONTAINER_CONTAINERD, name) || snprintf(path, sizeof(path), "%s/%s", directory, name) >= PATH_MAX)
		return 0;
	return visit_entries(reading, path, ENTRY_LIMIT, what, visit_container);
}

static int read_place(struct reading *reading, const char *parent, const struct place *place)
{
	char path[PATH_MAX];

	(void) snprintf(path, sizeof(path), "%s%s", parent, place->directory);
	return place->has_groups ? visit_entries(reading, path, GROUP_LIMIT, place->kind, visit_group)
		: visit_entries(reading, path, ENTRY_LIMIT, place->kind, visit_container);
}

/* --- users */

struct user {
	int root_fd;
	uid_t uid;
};

static int read_user(int out, void *what)
{
	const struct user *user = what;
	struct container_states states = { 0 };
	struct reading reading = { .tree = { user->root_fd, user->uid, CONTAINER_FOREIGN_JSON_LIMIT }, .states = &states };
	struct jsonout json;
	char parent[64];
	int r = jsonout_init(&json, -1);

	(void) snprintf(parent, sizeof(parent), RUN_USER "/%u", user->uid);
	for (size_t i = 0; i < COUNT(user_places) && r == 0; i++)
		r = read_place(&reading, parent, &user_places[i]);
	if (r < 0)
		return r;
	container_states_write(&states, &json);
	r = json.error < 0 ? json.error : deadline_write(out, json.buffer, json.length);
	jsonout_free(&json);
	container_states_free(&states);
	return r;
}

static int take_user(const struct procfs_buffer *bytes, struct container_states *states)
{
	json_t *answer = json_loadb(bytes->bytes, bytes->length, 0, NULL);
	int r = answer ? container_states_take(answer, states) : -EBADMSG;

	json_decref(answer);
	return r;
}

/* /run/user/UID. What else there is below /run/user is nobody's. */
static int visit_user(struct reading *reading, const char *directory, const char *name, const void *what)
{
	CLEANUP_BUFFER struct procfs_buffer bytes = { 0 };
	const int64_t *until = what;
	int64_t left = *until - clock_now_ms();
	struct user user = { .root_fd = reading->tree.root_fd };
	char path[PATH_MAX], *end;
	unsigned long uid = strtoul(name, &end, 10);
	int r;

	if (strspn(name, "0123456789") != strlen(name) || *end != '\0' || uid >= UINT32_MAX)
		return 0;
	user.uid = (uid_t) uid;
	r = left <= 0 ? -ETIMEDOUT : deadline_run(left < USER_MS ? (unsigned int) left : USER_MS, read_user, &user, USER_BYTES_LIMIT, &bytes);
	if (r == 0)
		r = take_user(&bytes, reading->states);
	if (r == 0 || r == -ENOMEM)
		return r;
	(void) snprintf(path, sizeof(path), "%s/%s", directory, name);
	return container_states_gap(reading->states, path, 0, "it cannot be read: %s", failure_errno_name(r));
}

static int compare_rows(const void *a, const void *b)
{
	const struct container_state *left = a, *right = b;

	return strcmp(left->evidence, right->evidence);
}

int container_states_read(const char *root, struct container_states *states)
{
	CLEANUP_FD int root_fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct reading reading = { .tree = { root_fd, 0, CONTAINER_FILE_LIMIT }, .states = states };
	const int64_t until = clock_now_ms() + ALL_USERS_MS;
	int r = root_fd < 0 ? -errno : 0;

	for (size_t i = 0; i < COUNT(system_places) && r == 0; i++)
		r = read_place(&reading, "", &system_places[i]);
	if (r == 0)
		r = visit_entries(&reading, RUN_USER, USER_LIMIT, &until, visit_user);
	if (r == 0 && states->count > 1)
		qsort(states->rows, states->count, sizeof(*states->rows), compare_rows);
	return r;
}
