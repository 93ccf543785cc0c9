#define _GNU_SOURCE
#include "container-engine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "procfs.h"

#define TASKS "/io.containerd.runtime.v2.task"

enum { ARGUMENTS_LIMIT = 64 * 1024 };

static void set_path(char path[PATH_MAX], const char *bytes, size_t length)
{
	if (length == 0 || length >= PATH_MAX || bytes[0] != '/' || path[0] != '\0')
		return;
	memcpy(path, bytes, length);
	path[length] = '\0';
}

/* conmon is given the bundle: `STORAGE/DRIVER-containers/ID/userdata`. */
static void take_bundle(const char *argument, char storage[PATH_MAX])
{
	static const char middle[] = "-containers/";
	const char *found = strstr(argument, middle);
	const char *id = found ? found + sizeof(middle) - 1 : NULL;
	const char *driver;

	if (!id || strspn(id, "0123456789abcdef") != 64 || strcmp(id + 64, "/userdata") != 0)
		return;
	driver = memrchr(argument, '/', (size_t) (found - argument));
	if (driver)
		set_path(storage, argument, (size_t) (driver - argument));
}

void container_engine_take_arguments(const char *bytes, size_t length, struct container_reader *reader)
{
	static const char data_root[] = "--data-root=";
	bool is_data_root = false;

	for (size_t at = 0; at < length; at += strlen(bytes + at) + 1) {
		const char *argument = bytes + at;

		take_bundle(argument, reader->storage);
		if (is_data_root)
			set_path(reader->data_root, argument, strlen(argument));
		if (strncmp(argument, data_root, sizeof(data_root) - 1) == 0)
			set_path(reader->data_root, argument + sizeof(data_root) - 1, strlen(argument) - (sizeof(data_root) - 1));
		is_data_root = strcmp(argument, "--data-root") == 0 || strcmp(argument, "-g") == 0;
	}
}

/* "" where it cannot be read. */
static void read_link(int dir_fd, const char *name, char path[PATH_MAX])
{
	ssize_t length = readlinkat(dir_fd, name, path, PATH_MAX - 1);

	path[length > 0 ? length : 0] = '\0';
}

/* A shim stands in the bundle of its container, `TASKS/NAMESPACE/ID`. The kernel shows the path as it is from our root, thus
 * with that of a chroot(2) in front. */
static void take_directory(int dir_fd, char tasks[PATH_MAX])
{
	char root[PATH_MAX], directory[PATH_MAX];
	const char *path = directory, *found;

	read_link(dir_fd, "root", root);
	read_link(dir_fd, "cwd", directory);
	if (root[0] != '\0' && strcmp(root, "/") != 0 && strncmp(directory, root, strlen(root)) == 0)
		path += strlen(root);
	found = strstr(path, TASKS "/");
	if (found)
		set_path(tasks, path, (size_t) (found - path) + sizeof(TASKS) - 1);
}

static int read_process(int dir_fd, struct container_reader *reader)
{
	CLEANUP_BUFFER struct procfs_buffer buffer = { 0 };
	struct procfs_status status;
	int r = procfs_read_status(dir_fd, &buffer, &status);

	if (r < 0)
		return r;
	reader->tree.owner = status.uid;
	reader->arguments_fd = openat(dir_fd, "cmdline", O_RDONLY | O_CLOEXEC);
	take_directory(dir_fd, reader->tasks);
	return 0;
}

int container_engine_open(const struct container_engine *engine, struct container_reader *ret_reader, char *prefix, size_t prefix_room)
{
	CLEANUP_FD int dir_fd = -1;
	int r;

	(void) snprintf(prefix, prefix_room, "/proc/%d/root", (int) engine->pid);
	*ret_reader = (struct container_reader) { .arguments_fd = -1, .prefix = prefix, .tree = { .root_fd = -1, .json_limit = CONTAINER_FOREIGN_JSON_LIMIT } };
	r = procfs_open_identity(engine->pid, engine->start_time, &dir_fd);
	if (r == 0)
		r = read_process(dir_fd, ret_reader);
	if (r < 0)
		return r;
	ret_reader->tree.root_fd = openat(dir_fd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (ret_reader->tree.root_fd < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	return 0;
}

/* The sixth field of the line whose third is the uid. */
static void take_home(char *line, uid_t uid, char home[PATH_MAX])
{
	char *fields[6], *end;

	for (size_t i = 0; i < 6; i++) {
		fields[i] = line ? strsep(&line, ":") : NULL;
		if (!fields[i])
			return;
	}
	errno = 0;
	if (fields[2][0] >= '0' && fields[2][0] <= '9' && strtoul(fields[2], &end, 10) == uid && *end == '\0' && errno == 0)
		set_path(home, fields[5], strlen(fields[5]));
}

/* Without its arguments the usual places are left. */
static void read_arguments(struct container_reader *reader)
{
	CLEANUP_BUFFER struct procfs_buffer buffer = { 0 };

	if (reader->arguments_fd >= 0 && procfs_read_fd(reader->arguments_fd, ARGUMENTS_LIMIT, &buffer) == 0 && buffer.length > 0)
		container_engine_take_arguments(buffer.bytes, buffer.length, reader);
}

static void find_home(struct container_reader *reader)
{
	CLEANUP_FREE char *bytes = NULL;
	char *rest, *line;
	size_t length;

	if (reader->tree.owner == 0 || container_file_bytes(&reader->tree, "/etc/passwd", &bytes, &length) < 0)
		return;
	rest = bytes;
	while (reader->home[0] == '\0' && (line = strsep(&rest, "\n")))
		take_home(line, reader->tree.owner, reader->home);
}

void container_engine_look(struct container_reader *reader)
{
	read_arguments(reader);
	find_home(reader);
}
