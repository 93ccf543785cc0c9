#define _GNU_SOURCE
#include "process-descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "procfs-parse.h"

/* The few lines of proc_pid_fdinfo(5) that all descriptors have come first. */
enum { FDINFO_MAX = 256, NSFS_MOUNTS_MAX = 4096 };

/* A namespace bound to a path: a descriptor opened there shows that path, not what it is. */
struct nsfs_mount {
	int id;			/* no other mount of the host has it */
	enum nstype type;
	uint64_t ino;
};

struct reader {
	int fd_dir;
	int fdinfo_dir;
	struct nsfs_mount *mounts;
	size_t mount_count;
	struct procfs_buffer scratch;
	struct process_descriptors *into;
};

static void reader_free(struct reader *reader)
{
	cleanup_close(&reader->fd_dir);
	cleanup_close(&reader->fdinfo_dir);
	free(reader->mounts);
	procfs_buffer_free(&reader->scratch);
}
#define CLEANUP_READER __attribute__((cleanup(reader_free)))

void process_descriptors_free(struct process_descriptors *descriptors)
{
	free(descriptors->ns);
	*descriptors = (struct process_descriptors) { 0 };
}

static void add_mounts(struct reader *reader)
{
	struct procfs_mount mount;
	size_t cursor = 0, length;
	const char *line;

	reader->into->not_all |= reader->scratch.length == PROCFS_FILE_LIMIT;
	while (procfs_next_line(&reader->scratch, &cursor, &line, &length)) {
		struct nsfs_mount found;

		if (procfs_parse_mount(line, length, &mount) < 0 || !procfs_is_nsfs(&mount))
			continue;
		if (reader->mount_count == NSFS_MOUNTS_MAX) {
			reader->into->not_all = true;
			return;
		}
		found.id = mount.id;
		if (procfs_parse_ns_link(mount.root, mount.root_length, &found.type, &found.ino) == 0)
			reader->mounts[reader->mount_count++] = found;
	}
}

/* The process may have opened the path in its own mount namespace or, before it went there, in that of the helper. */
static int find_mounts(int dir_fd, struct reader *reader)
{
	CLEANUP_FD int self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);

	reader->mounts = calloc(NSFS_MOUNTS_MAX, sizeof(*reader->mounts));
	if (!reader->mounts)
		return -ENOMEM;
	if (procfs_read(dir_fd, "mountinfo", PROCFS_FILE_LIMIT, &reader->scratch) == 0)
		add_mounts(reader);
	if (self >= 0 && procfs_read(self, "mountinfo", PROCFS_FILE_LIMIT, &reader->scratch) == 0)
		add_mounts(reader);
	return 0;
}

static void keep(struct reader *reader, uint32_t fd, enum nstype type, uint64_t ino)
{
	struct process_descriptors *into = reader->into;

	if (into->ns_count == PROCESS_NS_DESCRIPTORS_MAX)
		into->not_all = true;
	else
		into->ns[into->ns_count++] = (struct process_ns_descriptor) { fd, type, ino };
}

static bool read_mount_id(struct reader *reader, const char *name, int *ret_id)
{
	const char *value;
	uint64_t id;
	size_t length;

	if (procfs_read(reader->fdinfo_dir, name, FDINFO_MAX, &reader->scratch) < 0)
		return false;
	if (procfs_status_value(&reader->scratch, "mnt_id", &value, &length) < 0 || procfs_parse_number(value, length, INT32_MAX, &id) < 0)
		return false;
	*ret_id = (int) id;
	return true;
}

static void look_at_mount(struct reader *reader, const char *name, uint32_t fd)
{
	int id;

	if (reader->mount_count == 0 || !read_mount_id(reader, name, &id))
		return;
	for (size_t i = 0; i < reader->mount_count; i++)
		if (reader->mounts[i].id == id) {
			keep(reader, fd, reader->mounts[i].type, reader->mounts[i].ino);
			return;
		}
}

/* A descriptor that was closed meanwhile holds nothing. */
static void look_at(struct reader *reader, const char *name, uint32_t fd)
{
	enum nstype type;
	char target[64];
	uint64_t ino;
	ssize_t n = readlinkat(reader->fd_dir, name, target, sizeof(target));

	if (n <= 0)
		return;
	if (procfs_parse_ns_link(target, (size_t) n, &type, &ino) == 0)
		keep(reader, fd, type, ino);
	else if (target[0] == '/')
		look_at_mount(reader, name, fd);
}

static int read_entries(struct reader *reader)
{
	int copy = fcntl(reader->fd_dir, F_DUPFD_CLOEXEC, 0);
	CLEANUP_DIR DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *entry;
	uint64_t fd;

	if (!dir) {
		cleanup_close(&copy);
		return -errno;
	}
	while ((errno = 0, entry = readdir(dir))) {
		if (procfs_parse_number(entry->d_name, strlen(entry->d_name), UINT32_MAX, &fd) < 0)
			continue;
		if (reader->into->count++ < PROCESS_DESCRIPTORS_LOOKED_AT)
			look_at(reader, entry->d_name, (uint32_t) fd);
		else
			reader->into->not_all = true;
	}
	return -errno;
}

int process_read_descriptors(int dir_fd, struct process_descriptors *ret_descriptors)
{
	CLEANUP_READER struct reader reader = { .fd_dir = -1, .fdinfo_dir = -1, .into = ret_descriptors };
	int r;

	*ret_descriptors = (struct process_descriptors) { 0 };
	reader.fd_dir = openat(dir_fd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (reader.fd_dir < 0)
		return -errno;
	reader.fdinfo_dir = openat(dir_fd, "fdinfo", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (reader.fdinfo_dir < 0)
		return -errno;
	ret_descriptors->ns = calloc(PROCESS_NS_DESCRIPTORS_MAX, sizeof(*ret_descriptors->ns));
	if (!ret_descriptors->ns)
		return -ENOMEM;
	r = find_mounts(dir_fd, &reader);
	return r < 0 ? r : read_entries(&reader);
}
