#define _GNU_SOURCE
#include "foreign-path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "cleanup.h"

enum {
	DEPTH_LIMIT = 64,
	LINKS_LIMIT = 40,	/* of the kernel */
};

/* Step by step instead of by openat2(2) and RESOLVE_IN_ROOT: no seccomp filter can see that call's flags, so ours forbids it.
 * `..` goes back on the way that we came, so nothing that is moved meanwhile leads out of the root. */
struct way {
	int root;
	int above[DEPTH_LIMIT];	/* the directories below the root that lead to where we are */
	size_t depth;
	unsigned int links;
	char rest[PATH_MAX];
};

static void way_free(struct way *way)
{
	while (way->depth > 0)
		cleanup_close(&way->above[--way->depth]);
}
#define CLEANUP_WAY __attribute__((cleanup(way_free)))

static int here(const struct way *way)
{
	return way->depth == 0 ? way->root : way->above[way->depth - 1];
}

static void go_up(struct way *way)
{
	if (way->depth > 0)
		cleanup_close(&way->above[--way->depth]);
}

/* Takes fd over, also on failure. */
static int go_down(struct way *way, int fd)
{
	CLEANUP_FD int owned = fd;

	if (way->depth == DEPTH_LIMIT)
		return -ELOOP;
	way->above[way->depth++] = take_fd(&owned);
	return 0;
}

/* The next name of the rest, which is then without it. False: there is none. */
static bool next_name(struct way *way, char name[NAME_MAX + 1], int *ret_error)
{
	size_t skip = strspn(way->rest, "/"), length = strcspn(way->rest + skip, "/");

	*ret_error = length > NAME_MAX ? -ENAMETOOLONG : 0;
	if (length == 0 || length > NAME_MAX)
		return false;
	memcpy(name, way->rest + skip, length);
	name[length] = '\0';
	memmove(way->rest, way->rest + skip + length, strlen(way->rest + skip + length) + 1);
	return true;
}

/* What the link says comes before the rest. */
static int follow(struct way *way, int link_fd)
{
	char target[PATH_MAX];
	struct statfs found;
	ssize_t length;

	if (++way->links > LINKS_LIMIT)
		return -ELOOP;
	if (fstatfs(link_fd, &found) < 0)
		return -errno;
	if (found.f_type == PROC_SUPER_MAGIC)
		return -EXDEV;
	length = readlinkat(link_fd, "", target, sizeof(target));
	if (length <= 0)
		return length < 0 ? -errno : -ENOENT;
	if ((size_t) length + 1 + strlen(way->rest) + 1 > sizeof(way->rest))
		return -ENAMETOOLONG;
	memmove(way->rest + length + 1, way->rest, strlen(way->rest) + 1);
	memcpy(way->rest, target, (size_t) length);
	way->rest[length] = '/';
	while (target[0] == '/' && way->depth > 0)
		go_up(way);
	return 0;
}

static bool is_at_end(const struct way *way)
{
	return way->rest[strspn(way->rest, "/")] == '\0';
}

/* One step. *ret_fd is set when it was the last. */
static int step(struct way *way, const char *name, int *ret_fd)
{
	CLEANUP_FD int fd = openat(here(way), name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct statx found;

	if (fd < 0)
		return -errno;
	if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_TYPE, &found) < 0)
		return -errno;
	if (S_ISLNK(found.stx_mode))
		return follow(way, fd);
	if (!is_at_end(way))
		return S_ISDIR(found.stx_mode) ? go_down(way, take_fd(&fd)) : -ENOTDIR;
	*ret_fd = take_fd(&fd);
	return 0;
}

int foreign_path_find(int root_fd, const char *path, int *ret_fd)
{
	CLEANUP_WAY struct way way = { .root = root_fd };
	char name[NAME_MAX + 1];
	int found = -1, r = 0;

	if (strlen(path) >= sizeof(way.rest))
		return -ENAMETOOLONG;
	memcpy(way.rest, path, strlen(path) + 1);
	while (r == 0 && found < 0 && next_name(&way, name, &r)) {
		if (strcmp(name, "..") == 0)
			go_up(&way);
		else if (strcmp(name, ".") != 0)
			r = step(&way, name, &found);
	}
	if (r < 0)
		return r;
	/* A path that ends in `..` or in the root itself. */
	if (found < 0)
		return -EISDIR;
	*ret_fd = found;
	return 0;
}
