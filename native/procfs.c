#define _GNU_SOURCE
#include "procfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"

/* include/linux/sched.h */
enum { PF_EXITING = 0x00000004 };

void procfs_buffer_free(struct procfs_buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct procfs_buffer) { 0 };
}

int procfs_pids_add(struct procfs_pids *pids, pid_t pid)
{
	if (pids->count == pids->room) {
		size_t room = pids->room == 0 ? 1024 : pids->room * 2;
		pid_t *larger = reallocarray(pids->pids, room, sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		pids->pids = larger;
		pids->room = room;
	}
	pids->pids[pids->count++] = pid;
	return 0;
}

/* The number that an entry of /proc or task is named by; 0: another entry. */
static pid_t pid_of_entry(const struct dirent *entry)
{
	return entry->d_name[0] >= '1' && entry->d_name[0] <= '9' ? (pid_t) strtol(entry->d_name, NULL, 10) : 0;
}

int procfs_list_pids(struct procfs_pids *ret_pids)
{
	CLEANUP_DIR DIR *dir = opendir("/proc");
	const struct dirent *entry;
	int r = 0;

	*ret_pids = (struct procfs_pids) { 0 };
	if (!dir)
		return -errno;
	while (r == 0 && (errno = 0, entry = readdir(dir)))
		if (pid_of_entry(entry) > 0)
			r = procfs_pids_add(ret_pids, pid_of_entry(entry));
	return r < 0 ? r : -errno;
}

void procfs_pids_free(struct procfs_pids *pids)
{
	free(pids->pids);
	*pids = (struct procfs_pids) { 0 };
}

int procfs_open_other_thread(int dir_fd, pid_t pid, int *ret_fd)
{
	CLEANUP_FD int fd = openat(dir_fd, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP_DIR DIR *dir = NULL;
	const struct dirent *entry;

	if (fd < 0)
		return -errno;
	dir = fdopendir(fd);
	if (!dir)
		return -errno;
	/* The stream owns it now. */
	(void) take_fd(&fd);
	while ((entry = readdir(dir))) {
		if (pid_of_entry(entry) == 0 || pid_of_entry(entry) == pid)
			continue;
		*ret_fd = openat(dirfd(dir), entry->d_name, O_PATH | O_DIRECTORY | O_CLOEXEC);
		return *ret_fd < 0 ? -errno : 0;
	}
	return -ENOENT;
}

int procfs_open(pid_t pid, int *ret_fd)
{
	char path[32];
	int fd;

	(void) snprintf(path, sizeof(path), "/proc/%d", (int) pid);
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	*ret_fd = fd;
	return 0;
}

int procfs_open_identity(pid_t pid, uint64_t start_time, int *ret_fd)
{
	CLEANUP_BUFFER struct procfs_buffer buffer = { 0 };
	CLEANUP_FD int fd = -1;
	struct procfs_stat stat;
	int r;

	r = procfs_open(pid, &fd);
	if (r < 0)
		return r;
	r = procfs_read_stat(fd, &buffer, &stat);
	if (r < 0)
		return r;
	if (stat.start_time != start_time)
		return -ESTALE;
	*ret_fd = take_fd(&fd);
	return 0;
}

/* Room for the NUL is kept beside. */
static int buffer_grow(struct procfs_buffer *buffer, size_t limit)
{
	size_t room = buffer->room == 0 ? 4096 : buffer->room * 2;
	char *larger;

	if (room > limit)
		room = limit;
	larger = realloc(buffer->bytes, room + 1);
	if (!larger)
		return -ENOMEM;
	buffer->bytes = larger;
	buffer->room = room;
	return 0;
}

static int read_to_end(int fd, size_t limit, struct procfs_buffer *buffer)
{
	while (buffer->length < limit) {
		size_t room;
		ssize_t n;

		if (buffer->length == buffer->room) {
			int r = buffer_grow(buffer, limit);

			if (r < 0)
				return r;
		}
		room = (buffer->room < limit ? buffer->room : limit) - buffer->length;
		n = read(fd, buffer->bytes + buffer->length, room);
		if (n == 0)
			return 0;
		if (n > 0)
			buffer->length += (size_t) n;
		else if (errno != EINTR)
			return -errno;
	}
	return 0;
}

int procfs_read_fd(int fd, size_t limit, struct procfs_buffer *ret_buffer)
{
	int r;

	ret_buffer->length = 0;
	r = read_to_end(fd, limit, ret_buffer);
	if (r < 0)
		return r;
	ret_buffer->bytes[ret_buffer->length] = '\0';
	return 0;
}

int procfs_read(int dir_fd, const char *name, size_t limit, struct procfs_buffer *ret_buffer)
{
	CLEANUP_FD int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	ret_buffer->length = 0;
	if (fd < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	return procfs_read_fd(fd, limit, ret_buffer);
}

int procfs_reopen(int path_fd, int flags, int *ret_fd)
{
	char self[40];
	int fd;

	(void) snprintf(self, sizeof(self), "/proc/self/fd/%d", path_fd);
	fd = open(self, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags);
	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

int procfs_read_stat(int dir_fd, struct procfs_buffer *scratch, struct procfs_stat *ret_stat)
{
	int r = procfs_read(dir_fd, "stat", PROCFS_FILE_LIMIT, scratch);

	return r < 0 ? r : procfs_parse_stat(scratch->bytes, scratch->length, ret_stat);
}

int procfs_read_status(int dir_fd, struct procfs_buffer *scratch, struct procfs_status *ret_status)
{
	int r = procfs_read(dir_fd, "status", PROCFS_FILE_LIMIT, scratch);

	return r < 0 ? r : procfs_parse_status(scratch->bytes, scratch->length, ret_status);
}

bool procfs_is_leaving(const struct procfs_stat *stat)
{
	return stat->state == 'Z' || stat->state == 'X' || (stat->flags & PF_EXITING) != 0;
}

int procfs_ns_ino(int dir_fd, const char *link, uint64_t *ret_ino)
{
	char target[64];
	enum nstype type;
	ssize_t n = readlinkat(dir_fd, link, target, sizeof(target));

	if (n < 0)
		return -errno;
	return procfs_parse_ns_link(target, (size_t) n, &type, ret_ino);
}

bool procfs_next_line(const struct procfs_buffer *text, size_t *cursor, const char **ret_line, size_t *ret_length)
{
	const char *start, *end;

	if (*cursor >= text->length)
		return false;
	start = text->bytes + *cursor;
	end = memchr(start, '\n', text->length - *cursor);
	*ret_line = start;
	*ret_length = end ? (size_t) (end - start) : text->length - *cursor;
	*cursor += *ret_length + 1;
	return true;
}
