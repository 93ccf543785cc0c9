#define _GNU_SOURCE
#include "ipc-mqueue.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "companion.h"
#include "opener.h"
#include "procfs-parse.h"

enum {
	SIZE_TEXT_LIMIT = 256,
	PROOFS_TRIED = 16,	/* queues opened to see whose they are */
	MOUNT_NAMESPACES_MAX = 1024,
	DEADLINE_MS = 3000,
};

/* The mount namespaces that were looked at. */
struct seen {
	size_t count;
	uint64_t inos[MOUNT_NAMESPACES_MAX];
};

struct search {
	const struct ns_identity *identity;
	mqueue_opener *open;
	void *context;
	struct procfs_buffer text;
	struct seen seen;
	int64_t deadline;
	struct mqueues *queues;
};

int mqueue_open(const char *name, int *ret_fd)
{
	long fd = syscall(SYS_mq_open, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0, NULL);

	if (fd < 0)
		return -errno;
	*ret_fd = (int) fd;
	return 0;
}

int mqueue_parse_size(const char *bytes, size_t length, uint64_t *ret_size)
{
	static const char begin[] = "QSIZE:";
	struct span span = { bytes + sizeof(begin) - 1, bytes + length };

	if (length < sizeof(begin) || memcmp(bytes, begin, sizeof(begin) - 1) != 0)
		return -EBADMSG;
	return procfs_take_number(&span, UINT64_MAX, ret_size);
}

void mqueues_free(struct mqueues *queues)
{
	free(queues->rows);
	*queues = (struct mqueues) { 0 };
}

/* --- the mounts */

static bool is_mqueue(const struct procfs_mount *mount)
{
	return mount->fstype_length == strlen("mqueue") && memcmp(mount->fstype, "mqueue", mount->fstype_length) == 0;
}

static bool is_device(const char *text, size_t length, unsigned int major_number, unsigned int minor_number)
{
	char own[32];
	int own_length = snprintf(own, sizeof(own), "%u:%u", major_number, minor_number);

	return length == (size_t) own_length && memcmp(text, own, length) == 0;
}

/* An O_PATH descriptor of what stands at the mount's path. -ENOTTY: another file system covers it. */
static int find_mount(int root_fd, const struct procfs_mount *mount, int *ret_fd)
{
	CLEANUP_FREE char *path = strndup(mount->path, mount->path_length);
	CLEANUP_FD int fd = -1;
	struct statx found;
	int r;

	if (!path)
		return -ENOMEM;
	path[procfs_unescape(path, mount->path_length)] = '\0';
	r = opener_find(root_fd, path, &fd);
	if (r < 0)
		return r;
	/* Neither fstat nor statfs: a FUSE server might never answer them. DONT_SYNC asks nobody. */
	if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_INO, &found) < 0)
		return -errno;
	if (!is_device(mount->device, mount->device_length, found.stx_dev_major, found.stx_dev_minor))
		return -ENOTTY;
	*ret_fd = take_fd(&fd);
	return 0;
}

static int open_directory(int path_fd, DIR **ret_dir)
{
	CLEANUP_FD int fd = -1;
	int r = procfs_reopen(path_fd, O_DIRECTORY, &fd);

	if (r < 0)
		return r;
	*ret_dir = fdopendir(fd);
	if (!*ret_dir)
		return -errno;
	(void) take_fd(&fd);
	return 0;
}

/* --- whose it is */

/* Of another name in the other namespace's file system: it may be there by chance, then the device tells. */
static enum mqueue_sight prove_by_queue(const struct search *search, const char *name, dev_t device)
{
	CLEANUP_FD int fd = -1;
	struct stat stat;
	int r = search->open(search->context, name, &fd);

	if (r == -ENOENT)
		return MQUEUE_FOREIGN;
	if (r < 0 || fstat(fd, &stat) < 0)
		return MQUEUE_UNPROVEN;
	return stat.st_dev == device ? MQUEUE_KNOWN : MQUEUE_FOREIGN;
}

/* A queue may be removed between listing and opening, thus more than one is tried. */
static enum mqueue_sight prove_by_queues(const struct search *search, DIR *dir, dev_t device, bool *ret_is_empty)
{
	enum mqueue_sight best = MQUEUE_FOREIGN;
	const struct dirent *entry;
	int tried = 0;

	while (tried < PROOFS_TRIED && best != MQUEUE_KNOWN && clock_now_ms() < search->deadline && (entry = readdir(dir))) {
		enum mqueue_sight sight;

		if (entry->d_type == DT_DIR)
			continue;
		tried++;
		sight = prove_by_queue(search, entry->d_name, device);
		best = sight > best ? sight : best;
	}
	rewinddir(dir);
	*ret_is_empty = tried == 0;
	return best;
}

/* False if the process has a mount namespace that was looked at, or there is no room to remember another. */
static bool is_new(struct seen *seen, int dir_fd, int *ret_error)
{
	uint64_t ino = 0;

	*ret_error = procfs_ns_ino(dir_fd, "ns/mnt", &ino);
	if (*ret_error < 0)
		return false;
	for (size_t i = 0; i < seen->count; i++)
		if (seen->inos[i] == ino)
			return false;
	*ret_error = seen->count == MOUNT_NAMESPACES_MAX ? -E2BIG : 0;
	if (*ret_error < 0)
		return false;
	seen->inos[seen->count++] = ino;
	return true;
}

static bool shows_device(const struct procfs_buffer *text, dev_t device)
{
	struct procfs_mount mount;
	size_t cursor = 0, length;
	const char *line;

	while (procfs_next_line(text, &cursor, &line, &length))
		if (procfs_parse_mount(line, length, &mount) == 0 && is_mqueue(&mount) &&
		    is_device(mount.device, mount.device_length, major(device), minor(device)))
			return true;
	return false;
}

/* 1: this process is of another ipc namespace and sees the device; 0: not so; -errno: that is not known. */
static int is_seen_by(struct search *search, struct seen *seen, pid_t pid, dev_t device)
{
	CLEANUP_FD int dir_fd = -1;
	uint64_t ino = 0;
	int r = procfs_open(pid, &dir_fd);

	if (r == 0)
		r = procfs_ns_ino(dir_fd, "ns/ipc", &ino);
	if (r < 0)
		/* Ended, or a zombie, which sees nothing. */
		return r == -ESRCH || r == -ENOENT ? 0 : r;
	if (ino == search->identity->ino || !is_new(seen, dir_fd, &r))
		return r == -ESRCH || r == -ENOENT ? 0 : r;
	r = procfs_read(dir_fd, "mountinfo", PROCFS_FILE_LIMIT, &search->text);
	if (r < 0)
		return r == -ESRCH ? 0 : r;
	if (search->text.length == PROCFS_FILE_LIMIT)
		return -E2BIG;
	return shows_device(&search->text, device);
}

/* True if no member of another ipc namespace sees the device, and every process could be asked. */
static bool is_exclusive(struct search *search, dev_t device)
{
	struct procfs_pids pids = { 0 };
	struct seen *seen = calloc(1, sizeof(*seen));
	int r = seen ? procfs_list_pids(&pids) : -ENOMEM;

	for (size_t i = 0; r == 0 && i < pids.count; i++) {
		if (companion_is_one(pids.pids[i]))
			continue;
		r = clock_now_ms() < search->deadline ? is_seen_by(search, seen, pids.pids[i], device) : -ETIMEDOUT;
	}
	procfs_pids_free(&pids);
	free(seen);
	return r == 0;
}

/* --- the queues */

/* False: it is no queue of this device. Nobody but the kernel is asked. */
static bool look_at_queue(int fd, dev_t device, struct statx *ret_found)
{
	if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_BASIC_STATS, ret_found) < 0)
		return false;
	return S_ISREG(ret_found->stx_mode) && makedev(ret_found->stx_dev_major, ret_found->stx_dev_minor) == device;
}

/* A descriptor of the queue: O_PATH, or for reading where another file is bound over its name, which anybody who may mount can
 * do. Negative: it was removed, or cannot be reached. */
static int find_queue(const struct search *search, int dir_fd, const char *name, dev_t device, struct statx *ret_found)
{
	CLEANUP_FD int fd = openat(dir_fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int r;

	if (fd < 0)
		return -errno;
	if (look_at_queue(fd, device, ret_found))
		return take_fd(&fd);
	cleanup_close(&fd);
	fd = -1;
	r = clock_now_ms() < search->deadline ? search->open(search->context, name, &fd) : -ETIMEDOUT;
	if (r < 0)
		return r;
	return look_at_queue(fd, device, ret_found) ? take_fd(&fd) : -ENOTTY;
}

static void read_size(int queue_fd, struct mqueue *queue)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	CLEANUP_FD int fd = -1;

	if (procfs_reopen(queue_fd, 0, &fd) == 0 && procfs_read_fd(fd, SIZE_TEXT_LIMIT, &text) == 0)
		queue->has_bytes = mqueue_parse_size(text.bytes, text.length, &queue->bytes) == 0;
}

static int add_queue(const struct search *search, int dir_fd, const char *name, dev_t device)
{
	struct mqueues *queues = search->queues;
	struct mqueue *queue;
	struct statx found;
	CLEANUP_FD int fd = find_queue(search, dir_fd, name, device, &found);

	if (fd == -ENOENT)
		return 0;
	if (fd < 0 || queues->count == MQUEUE_MAX) {
		queues->left_out++;
		return 0;
	}
	if (!queues->rows)
		queues->rows = calloc(MQUEUE_MAX, sizeof(*queues->rows));
	if (!queues->rows)
		return -ENOMEM;
	queue = &queues->rows[queues->count++];
	(void) snprintf(queue->name, sizeof(queue->name), "%s", name);
	queue->uid = found.stx_uid;
	queue->gid = found.stx_gid;
	queue->mode = found.stx_mode & 07777;
	read_size(fd, queue);
	return 0;
}

static int list_queues(const struct search *search, DIR *dir, dev_t device)
{
	const struct dirent *entry;
	int r = 0;

	while (r == 0 && (entry = readdir(dir)))
		if (entry->d_type != DT_DIR)
			r = add_queue(search, dirfd(dir), entry->d_name, device);
	return r;
}

/* The best sight of all mounts is kept. */
static int look_at_mount(struct search *search, int root_fd, const struct procfs_mount *mount)
{
	CLEANUP_DIR DIR *dir = NULL;
	CLEANUP_FD int fd = -1;
	enum mqueue_sight sight = MQUEUE_COVERED;
	struct stat stat;
	bool is_empty;
	int r = find_mount(root_fd, mount, &fd);

	if (r == -ENOMEM)
		return r;
	if (r == 0 && open_directory(fd, &dir) == 0 && fstat(dirfd(dir), &stat) == 0) {
		sight = prove_by_queues(search, dir, stat.st_dev, &is_empty);
		if (is_empty)
			sight = is_exclusive(search, stat.st_dev) ? MQUEUE_KNOWN : MQUEUE_UNPROVEN;
	}
	if (sight > search->queues->sight)
		search->queues->sight = sight;
	return sight == MQUEUE_KNOWN ? list_queues(search, dir, stat.st_dev) : 0;
}

static int look_at_mounts(struct search *search, int root_fd)
{
	/* is_exclusive reads others into the search's own buffer. */
	CLEANUP_BUFFER struct procfs_buffer text = search->text;
	struct procfs_mount mount;
	size_t cursor = 0, length;
	const char *line;
	int r = 0;

	search->text = (struct procfs_buffer) { 0 };
	while (r == 0 && search->queues->sight != MQUEUE_KNOWN && procfs_next_line(&text, &cursor, &line, &length))
		if (procfs_parse_mount(line, length, &mount) == 0 && is_mqueue(&mount))
			r = look_at_mount(search, root_fd, &mount);
	return r;
}

/* One member speaks for its mount namespace, unless it sees nothing there, as a process in a dead root. */
static int look_through_member(struct search *search, pid_t pid)
{
	CLEANUP_FD int dir_fd = -1;
	CLEANUP_FD int root_fd = -1;
	int r = clock_now_ms() < search->deadline ? procfs_open(pid, &dir_fd) : -ETIMEDOUT;

	if (r == 0 && !is_new(&search->seen, dir_fd, &r) && r == 0)
		return 0;
	if (r == 0) {
		root_fd = openat(dir_fd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
		r = root_fd < 0 ? -errno : procfs_read(dir_fd, "mountinfo", PROCFS_FILE_LIMIT, &search->text);
	}
	if (r < 0) {
		search->queues->is_partial |= r != -ESRCH && r != -ENOENT;
		return 0;
	}
	if (search->text.length == 0)
		search->seen.count--;
	return look_at_mounts(search, root_fd);
}

int mqueues_find(const struct ns_members *members, const struct ns_identity *identity, mqueue_opener *open, void *context,
	struct mqueues *ret_queues)
{
	struct search *search = calloc(1, sizeof(*search));
	int r = 0;

	if (!search)
		return -ENOMEM;
	search->identity = identity;
	search->open = open;
	search->context = context;
	search->deadline = clock_now_ms() + DEADLINE_MS;
	search->queues = ret_queues;
	for (size_t i = 0; r == 0 && ret_queues->sight != MQUEUE_KNOWN && i < members->found.count; i++)
		r = look_through_member(search, members->found.pids[i]);
	procfs_buffer_free(&search->text);
	free(search);
	return r;
}
