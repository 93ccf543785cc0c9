#define _GNU_SOURCE
#include "net-places.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "companion.h"
#include "net-grow.h"
#include "nsfs.h"
#include "procfs.h"

/* A growing set of inos, sorted. */
struct inos {
	uint64_t *of;
	size_t count;
	size_t room;
};

struct walk {
	net_places_visit *visit;
	void *context;
	struct inos nets;
	struct inos mnts;
	struct procfs_buffer mountinfo;
	struct net_places_rest *rest;
};

/* What is done with each process; as net_places_visit. */
typedef int visit_process(struct walk *walk, int dir_fd);

/* Where ino is or belongs. */
static size_t place_of(const struct inos *inos, uint64_t ino)
{
	size_t low = 0, high = inos->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (inos->of[middle] < ino)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool has(const struct inos *inos, uint64_t ino)
{
	size_t place = place_of(inos, ino);

	return place < inos->count && inos->of[place] == ino;
}

static int add(struct inos *inos, uint64_t ino)
{
	size_t place = place_of(inos, ino);

	if (inos->count == inos->room) {
		size_t room = inos->room == 0 ? 64 : inos->room * 2;
		uint64_t *larger = reallocarray(inos->of, room, sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		inos->of = larger;
		inos->room = room;
	}
	memmove(inos->of + place + 1, inos->of + place, (inos->count - place) * sizeof(*inos->of));
	inos->of[place] = ino;
	inos->count++;
	return 0;
}

/* Another place may still open it: those found are taken out in the end. */
static int note_closed(struct walk *walk, uint64_t ino, int error)
{
	struct net_places_rest *rest = walk->rest;
	const struct net_places_closed row = { ino, error };
	struct net_places_closed *rows;

	for (size_t i = 0; i < rest->closed_count; i++) {
		if (rest->closed[i].ino == ino) {
			rest->closed[i].error = error;
			return 0;
		}
	}
	if (rest->closed_count == NET_PLACES_CLOSED_MAX) {
		rest->closed_is_cut = true;
		return 0;
	}
	rows = net_grow(rest->closed, rest->closed_count, sizeof(row), &row);
	if (!rows)
		return -ENOMEM;
	rest->closed = rows;
	rest->closed_count++;
	return 0;
}

static void forget_found(struct walk *walk)
{
	struct net_places_rest *rest = walk->rest;
	size_t kept = 0;

	for (size_t i = 0; i < rest->closed_count; i++)
		if (!has(&walk->nets, rest->closed[i].ino))
			rest->closed[kept++] = rest->closed[i];
	rest->closed_count = kept;
}

/* Visits what fd holds if it is new; takes fd over. A negative fd says why there is none. */
static int visit_new(struct walk *walk, uint64_t ino, int fd)
{
	CLEANUP_FD int owned = fd;
	int r;

	if (has(&walk->nets, ino))
		return 0;
	if (owned < 0)
		return note_closed(walk, ino, owned);
	r = add(&walk->nets, ino);
	return r < 0 ? r : walk->visit(owned, walk->context);
}

static int visit_net_of_process(struct walk *walk, int dir_fd)
{
	uint64_t ino;
	int r = procfs_ns_ino(dir_fd, "ns/net", &ino), fd;

	if (r == -EACCES || r == -EPERM)
		walk->rest->unreadable++;
	if (r < 0 || has(&walk->nets, ino))
		return 0;
	fd = openat(dir_fd, "ns/net", O_RDONLY | O_CLOEXEC);
	/* The process has ended, and its namespace perhaps with it. */
	if (fd < 0 && (errno == ENOENT || errno == ESRCH))
		return 0;
	return visit_new(walk, ino, fd < 0 ? -errno : fd);
}

/* The path of one nsfs mount of this process's mount namespace; any other line is passed over. */
static int visit_mount(struct walk *walk, int root_fd, const char *line, size_t length)
{
	struct procfs_mount mount;
	enum nstype type;
	uint64_t ino;
	char *path;
	int fd = -1, r;

	if (procfs_parse_mount(line, length, &mount) < 0 || !procfs_is_nsfs(&mount))
		return 0;
	if (procfs_parse_ns_link(mount.root, mount.root_length, &type, &ino) < 0 || type != NSTYPE_NET || has(&walk->nets, ino))
		return 0;
	path = strndup(mount.path, mount.path_length);
	if (!path)
		return -ENOMEM;
	path[procfs_unescape(path, mount.path_length)] = '\0';
	/* What another mount covers, or a name with a NUL, opens as something else or not at all. */
	r = nsfs_open_path_below(root_fd, path, &fd);
	free(path);
	return visit_new(walk, ino, r < 0 ? r : fd);
}

static int visit_mounts_of_process(struct walk *walk, int dir_fd)
{
	CLEANUP_FD int root_fd = openat(dir_fd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char *line;
	size_t cursor = 0, length;
	int r = 0;

	if (root_fd < 0 || procfs_read(dir_fd, "mountinfo", PROCFS_FILE_LIMIT, &walk->mountinfo) < 0)
		return 0;
	while (r == 0 && procfs_next_line(&walk->mountinfo, &cursor, &line, &length))
		r = visit_mount(walk, root_fd, line, length);
	return r;
}

/* One process speaks for its mount namespace, unless its mountinfo is empty, as that of a renderer in a dead root. */
static int visit_mounts_of_new(struct walk *walk, int dir_fd)
{
	uint64_t mnt;
	int r;

	if (procfs_ns_ino(dir_fd, "ns/mnt", &mnt) < 0 || has(&walk->mnts, mnt))
		return 0;
	walk->mountinfo.length = 0;
	r = visit_mounts_of_process(walk, dir_fd);
	if (r != 0 || walk->mountinfo.length == 0)
		return r;
	return add(&walk->mnts, mnt);
}

static int visit_processes(struct walk *walk, visit_process *visit)
{
	struct procfs_pids pids;
	int r = procfs_list_pids(&pids) == -ENOMEM ? -ENOMEM : 0;

	for (size_t i = 0; r == 0 && i < pids.count; i++) {
		CLEANUP_FD int dir_fd = -1;

		if (!companion_is_one(pids.pids[i]) && procfs_open(pids.pids[i], &dir_fd) == 0)
			r = visit(walk, dir_fd);
	}
	procfs_pids_free(&pids);
	return r;
}

static int visit_self(struct walk *walk, visit_process *visit)
{
	CLEANUP_FD int dir_fd = -1;
	int r = procfs_open(getpid(), &dir_fd);

	return r < 0 ? 0 : visit(walk, dir_fd);
}

int net_places_visit_all(net_places_visit *visit, void *context, struct net_places_rest *ret_rest)
{
	struct walk walk = { .visit = visit, .context = context, .rest = ret_rest };
	int r;

	r = visit_self(&walk, visit_net_of_process);
	if (r == 0)
		r = visit_processes(&walk, visit_net_of_process);
	if (r == 0)
		r = visit_self(&walk, visit_mounts_of_new);
	if (r == 0)
		r = visit_processes(&walk, visit_mounts_of_new);
	forget_found(&walk);
	procfs_buffer_free(&walk.mountinfo);
	free(walk.mnts.of);
	free(walk.nets.of);
	return r < 0 ? r : 0;
}

void net_places_rest_free(struct net_places_rest *rest)
{
	free(rest->closed);
	*rest = (struct net_places_rest) { 0 };
}
