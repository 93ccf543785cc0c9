#define _GNU_SOURCE
#include "mnt-walker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "companion.h"
#include "filter.h"
#include "ns-join.h"
#include "passfd.h"
#include "privilege.h"

/* linux/nsfs.h of Debian 12 is older than these. */
struct mnt_ns_info {
	uint32_t size;
	uint32_t mounts;
	uint64_t id;
};
#define WALKER_MNT_GET_NEXT _IOR(0xb7, 11, struct mnt_ns_info)
#define WALKER_MNT_GET_PREV _IOR(0xb7, 12, struct mnt_ns_info)

enum { WALKER_TIMEOUT_MS = 2000 };

enum wish_kind { WISH_FIRST, WISH_NEXT, WISH_OPEN };

struct wish {
	uint32_t kind;
	uint32_t index;
	uint32_t part;
};

struct answer {
	int32_t error;
	uint32_t count;
	uint64_t inos[MNT_WALKER_MANY];
};

/* How a test makes the kernel an older one; what is shipped asks no environment. */
#ifdef NSATLAS_TEST_SEAMS
static bool has_no_list(void)
{
	return getenv("NSATLAS_TEST_NO_MNT_LIST") != NULL;
}
#else
static bool has_no_list(void)
{
	return false;
}
#endif

/* --- the walker */

static struct {
	int own;
	int proc;			/* its directory in /proc, also from a foreign tree */
	int at;				/* where the walk stands; own at its beginning */
	bool is_backwards;
	bool is_done;
	int found[MNT_WALKER_MANY];
	size_t count;
} walk = { .own = -1, .proc = -1, .at = -1 };

/* The last one stays open: the walk goes on from there. */
static void forget_found(void)
{
	for (size_t i = 0; i < walk.count; i++)
		if (walk.found[i] != walk.at)
			(void) close(walk.found[i]);
	walk.count = 0;
}

static void move_to(int fd)
{
	if (walk.at != walk.own && (walk.count == 0 || walk.found[walk.count - 1] != walk.at))
		(void) close(walk.at);
	walk.at = fd;
}

/* The kernel knows an order: from one's own to the last, then back to the first. 0: there is one more. */
static int step(void)
{
	struct mnt_ns_info info = { .size = sizeof(info) };
	int fd = ioctl(walk.at, walk.is_backwards ? WALKER_MNT_GET_PREV : WALKER_MNT_GET_NEXT, &info);

	if (fd >= 0) {
		move_to(fd);
		walk.found[walk.count++] = fd;
		return 0;
	}
	if (errno != ENOENT)
		return errno == EINVAL ? -ENOTTY : -errno;
	move_to(walk.own);
	walk.is_done = walk.is_backwards;
	walk.is_backwards = true;
	return 0;
}

static void begin_anew(void)
{
	forget_found();
	move_to(walk.own);
	walk.is_backwards = false;
	walk.is_done = false;
}

static int answer_next(struct answer *answer)
{
	struct stat status;
	int r = has_no_list() ? -ENOTTY : 0;

	forget_found();
	while (r == 0 && !walk.is_done && walk.count < MNT_WALKER_MANY)
		r = step();
	for (size_t i = 0; r == 0 && i < walk.count; i++) {
		if (fstat(walk.found[i], &status) < 0)
			return -errno;
		answer->inos[answer->count++] = status.st_ino;
	}
	return r;
}

static int open_inside(enum mnt_walker_part part)
{
	if (part == MNT_WALKER_ROOT)
		return open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	/* It shows the namespace and the root that its opener has when opening it. */
	return openat(walk.proc, "mountinfo", O_RDONLY | O_CLOEXEC);
}

static int answer_open(const struct wish *wish, int *ret_fd)
{
	if (wish->index >= walk.count)
		return -EINVAL;
	if (wish->part == MNT_WALKER_NAMESPACE) {
		*ret_fd = walk.found[wish->index];
		return 0;
	}
	if (setns(walk.found[wish->index], CLONE_NEWNS) < 0)
		return -errno;
	*ret_fd = open_inside((enum mnt_walker_part) wish->part);
	/* Who cannot come back is of no use, and must not stay. */
	if (setns(walk.own, CLONE_NEWNS) < 0)
		_exit(1);
	return *ret_fd < 0 ? -errno : 0;
}

static bool serve_one(void)
{
	struct answer answer = { 0 };
	CLEANUP_FD int none = -1;
	struct wish wish;
	bool sent;
	int fd = -1;

	if (passfd_receive(NS_JOIN_CHANNEL, &wish, sizeof(wish), &none) != (ssize_t) sizeof(wish))
		return false;
	if (wish.kind == WISH_FIRST)
		begin_anew();
	answer.error = wish.kind == WISH_OPEN ? answer_open(&wish, &fd) : answer_next(&answer);
	sent = passfd_send(NS_JOIN_CHANNEL, &answer, sizeof(answer), fd) == 0;
	if (fd >= 0 && wish.part != MNT_WALKER_NAMESPACE)
		(void) close(fd);
	return sent;
}

static int open_own(void)
{
	walk.proc = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (walk.proc < 0)
		return -errno;
	walk.own = openat(walk.proc, "ns/mnt", O_RDONLY | O_CLOEXEC);
	walk.at = walk.own;
	return walk.own < 0 ? -errno : 0;
}

/* The filter comes when it is needed: it takes longer to make than all else here. */
static int serve(pid_t parent)
{
	struct pollfd wait = { .fd = NS_JOIN_CHANNEL, .events = POLLIN };
	int r;

	(void) parent;
	if (poll(&wait, 1, -1) < 0)
		return -errno;
	r = open_own();
	if (r == 0)
		r = filter_install_for_mnt_walker();
	if (r == 0)
		while (serve_one())
			;
	return r;
}

/* --- the helper */

static struct companion walker = COMPANION_NONE;

int mnt_walker_start(void)
{
	return privilege_has_all(PRIVILEGE_WALK) ? companion_start(&walker, PRIVILEGE_WALK, serve) : 0;
}

void mnt_walker_end(void)
{
	companion_end(&walker);
}

bool mnt_walker_is_late(void)
{
	return walker.is_late;
}

static int ask(const struct wish *wish, struct answer *ret_answer, int *ret_fd)
{
	int r = companion_ask(&walker, wish, sizeof(*wish), -1, WALKER_TIMEOUT_MS);

	if (r < 0)
		return r;
	if (passfd_receive(walker.socket, ret_answer, sizeof(*ret_answer), ret_fd) != (ssize_t) sizeof(*ret_answer) || ret_answer->count > MNT_WALKER_MANY)
		return -EPIPE;
	return ret_answer->error;
}

int mnt_walker_next(bool from_first, uint64_t inos[MNT_WALKER_MANY], size_t *ret_count)
{
	const struct wish wish = { .kind = from_first ? WISH_FIRST : WISH_NEXT };
	CLEANUP_FD int none = -1;
	struct answer answer;
	int r = ask(&wish, &answer, &none);

	if (r < 0)
		return r;
	memcpy(inos, answer.inos, answer.count * sizeof(*inos));
	*ret_count = answer.count;
	return 0;
}

int mnt_walker_open(size_t index, enum mnt_walker_part part, int *ret_fd)
{
	const struct wish wish = { .kind = WISH_OPEN, .index = (uint32_t) index, .part = (uint32_t) part };
	CLEANUP_FD int fd = -1;
	struct answer answer;
	int r = ask(&wish, &answer, &fd);

	if (r == 0 && fd < 0)
		return -EPIPE;
	if (r == 0)
		*ret_fd = take_fd(&fd);
	return r;
}
