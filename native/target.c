#define _GNU_SOURCE
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "procfs.h"

enum { STATUS_LIMIT = 1024 * 1024, MAP_LIMIT = 64 * 1024 };

/* A line of the status file, copied so that it ends. The longest needed is Groups. */
static int read_value(const struct procfs_buffer *status, const char *name, char *ret_value, size_t room)
{
	const char *value;
	size_t length;
	int r;

	r = procfs_status_value(status, name, &value, &length);
	if (r < 0)
		return r;
	if (length >= room)
		return -E2BIG;
	memcpy(ret_value, value, length);
	ret_value[length] = '\0';
	return 0;
}

/* The second of the four: the effective one, by which the kernel judges. */
static int read_effective_id(const struct procfs_buffer *status, const char *name, uint32_t *ret_id)
{
	char value[128];
	int r;

	r = read_value(status, name, value, sizeof(value));
	if (r < 0)
		return r;
	return sscanf(value, "%*u %u", ret_id) == 1 ? 0 : -EBADMSG;
}

static int read_capabilities(const struct procfs_buffer *status, const char *name, uint64_t *ret_set)
{
	char value[32], *end;
	int r;

	r = read_value(status, name, value, sizeof(value));
	if (r < 0)
		return r;
	*ret_set = strtoull(value, &end, 16);
	return end == value ? -EBADMSG : 0;
}

static int read_groups(const struct procfs_buffer *status, struct target_credentials *credentials)
{
	char value[JOIN_GROUP_LIMIT * 11 + 2], *at = value;
	int r;

	r = read_value(status, "Groups", value, sizeof(value));
	if (r < 0)
		return r;
	credentials->group_count = 0;
	for (;;) {
		char *end;
		unsigned long group = strtoul(at, &end, 10);

		if (end == at)
			return 0;
		if (credentials->group_count == JOIN_GROUP_LIMIT)
			return -E2BIG;
		credentials->groups[credentials->group_count++] = (gid_t) group;
		at = end;
	}
}

static int read_promise(const struct procfs_buffer *status, bool *ret_no_new_privs)
{
	char value[8];
	int r = read_value(status, "NoNewPrivs", value, sizeof(value));

	*ret_no_new_privs = r == 0 && value[0] == '1';
	return r;
}

static int read_credentials(int proc_fd, struct target_credentials *ret_credentials)
{
	CLEANUP_BUFFER struct procfs_buffer status = { 0 };
	int r;

	r = procfs_read(proc_fd, "status", STATUS_LIMIT, &status);
	if (r == 0)
		r = read_effective_id(&status, "Uid", &ret_credentials->uid);
	if (r == 0)
		r = read_effective_id(&status, "Gid", &ret_credentials->gid);
	if (r == 0)
		r = read_groups(&status, ret_credentials);
	if (r == 0)
		r = read_capabilities(&status, "CapPrm", &ret_credentials->permitted);
	if (r == 0)
		r = read_capabilities(&status, "CapBnd", &ret_credentials->bounding);
	if (r == 0)
		r = read_capabilities(&status, "CapAmb", &ret_credentials->ambient);
	if (r == 0)
		r = read_promise(&status, &ret_credentials->no_new_privs);
	return r;
}

int target_read_own_credentials(struct target_credentials *ret_credentials)
{
	CLEANUP_FD int proc_fd = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (proc_fd < 0)
		return -errno;
	return read_credentials(proc_fd, ret_credentials);
}

int target_is_alive(const struct target *target)
{
	if (syscall(SYS_pidfd_send_signal, target->pidfd, 0, NULL, 0) < 0 && errno == ESRCH)
		return -ESRCH;
	return 0;
}

int target_identify(int proc_fd, enum nstype type, struct ns_identity *ret_identity)
{
	CLEANUP_FD int fd = -1;
	char path[32];

	(void) snprintf(path, sizeof(path), "ns/%s", nstype_info[type].name);
	fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	return nsfs_identify(fd, ret_identity);
}

static int refuse_target(struct refusal *ret_refusal, pid_t pid, int error)
{
	enum failure failure = failure_from_errno(error);

	switch (failure) {
	case FAILURE_GONE:
		return refuse(ret_refusal, failure, "target", error, "process %d has ended", (int) pid);
	case FAILURE_IDENTITY:
		return refuse(ret_refusal, failure, "target", error, "pid %d is another process now", (int) pid);
	case FAILURE_DENIED:
		return refuse(ret_refusal, failure, "target", error,
			      "process %d belongs to somebody else: the kernel does not let this helper look at it", (int) pid);
	case FAILURE_LIMIT:
		return refuse(ret_refusal, failure, "target", error, "process %d has more than %d groups", (int) pid,
			      JOIN_GROUP_LIMIT);
	default:
		return refuse(ret_refusal, failure, "target", error, "process %d could not be read", (int) pid);
	}
}

/* Opening the root asks the kernel the same as joining will: whether we may look into this process at all. */
static int open_directories(struct target *target)
{
	target->root_fd = openat(target->proc_fd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (target->root_fd < 0)
		/* A zombie has no directories any more. */
		return errno == ENOENT ? -ESRCH : -errno;
	target->cwd_fd = openat(target->proc_fd, "cwd", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return 0;
}

int target_open(pid_t pid, uint64_t start_time, struct target *ret_target, struct refusal *ret_refusal)
{
	int r;

	*ret_target = (struct target) { .pid = pid, .pidfd = -1, .proc_fd = -1, .root_fd = -1, .cwd_fd = -1 };
	ret_target->pidfd = (int) syscall(SYS_pidfd_open, pid, 0);
	/* A thread that is not its process's first has no pidfd: EINVAL, ENOENT since 6.9. For us no such process. */
	if (ret_target->pidfd < 0)
		return refuse_target(ret_refusal, pid, errno == EINVAL || errno == ENOENT ? ESRCH : errno);
	r = procfs_open_identity(pid, start_time, &ret_target->proc_fd);
	if (r == 0)
		r = read_credentials(ret_target->proc_fd, &ret_target->credentials);
	if (r == 0)
		r = open_directories(ret_target);
	if (r == 0)
		r = target_is_alive(ret_target);
	return r < 0 ? refuse_target(ret_refusal, pid, r) : 0;
}

void target_close(struct target *target)
{
	cleanup_close(&target->pidfd);
	cleanup_close(&target->proc_fd);
	cleanup_close(&target->root_fd);
	cleanup_close(&target->cwd_fd);
}

/* Lines of user_namespaces(7): first inside, first outside, how many. */
static int look_up(const struct target *target, const char *map, bool outwards, uint32_t id, uint32_t *ret_id)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	size_t cursor = 0, length;
	const char *line;
	int r;

	r = procfs_read(target->proc_fd, map, MAP_LIMIT, &text);
	if (r < 0)
		return r;
	while (procfs_next_line(&text, &cursor, &line, &length)) {
		uint32_t inside, outside, count, from, to;

		if (sscanf(line, "%u %u %u", &inside, &outside, &count) != 3)
			return -EBADMSG;
		from = outwards ? inside : outside;
		to = outwards ? outside : inside;
		if (id >= from && id - from < count) {
			*ret_id = to + (id - from);
			return 0;
		}
	}
	return -ENOENT;
}

int target_map_inside(const struct target *target, const char *map, uint32_t outside, uint32_t *ret_inside)
{
	return look_up(target, map, false, outside, ret_inside);
}

int target_map_outside(const struct target *target, const char *map, uint32_t inside, uint32_t *ret_outside)
{
	return look_up(target, map, true, inside, ret_outside);
}
