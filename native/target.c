#define _GNU_SOURCE
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "procfs.h"
#include "target-parse.h"

enum { STATUS_LIMIT = 1024 * 1024, MAP_LIMIT = 64 * 1024 };

static int read_credentials(int proc_fd, struct target_credentials *ret_credentials)
{
	CLEANUP_BUFFER struct procfs_buffer status = { 0 };
	int r;

	r = procfs_read(proc_fd, "status", STATUS_LIMIT, &status);
	return r < 0 ? r : target_parse_credentials(&status, ret_credentials);
}

static int open_self(void)
{
	return open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int target_read_own_credentials(struct target_credentials *ret_credentials)
{
	CLEANUP_FD int proc_fd = open_self();

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

static struct {
	bool is_known;
	struct ns_identity identity;
} own_namespaces[NSTYPE_COUNT];

static int identify_own(int self, enum nstype type)
{
	int r = own_namespaces[type].is_known ? 0 : target_identify(self, type, &own_namespaces[type].identity);

	own_namespaces[type].is_known = r == 0;
	return r;
}

int target_identify_own(enum nstype type, struct ns_identity *ret_identity)
{
	CLEANUP_FD int self = own_namespaces[type].is_known ? -1 : open_self();
	int r = identify_own(self, type);

	*ret_identity = own_namespaces[type].identity;
	return r;
}

void target_identify_own_all(void)
{
	CLEANUP_FD int self = open_self();

	for (int type = 0; type < NSTYPE_COUNT; type++)
		(void) identify_own(self, (enum nstype) type);
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

static int look_up(const struct target *target, const char *map, bool outwards, uint32_t id, uint32_t *ret_id)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	int r = procfs_read(target->proc_fd, map, MAP_LIMIT, &text);

	return r < 0 ? r : target_parse_map(&text, outwards, id, ret_id);
}

int target_map_inside(const struct target *target, const char *map, uint32_t outside, uint32_t *ret_inside)
{
	return look_up(target, map, false, outside, ret_inside);
}

int target_map_outside(const struct target *target, const char *map, uint32_t inside, uint32_t *ret_outside)
{
	return look_up(target, map, true, inside, ret_outside);
}
