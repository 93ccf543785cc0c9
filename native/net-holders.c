#define _GNU_SOURCE
#include "net-holders.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/if_tun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "companion.h"
#include "procfs.h"

/* The device node of tun(4): the misc major, and a minor of its own. */
enum { TUN_MAJOR = 10, TUN_MINOR = 200 };

/* Longer than `socket:[4294967295]` and than any path at which somebody would have the node of tun(4). */
enum { LINK_ROOM = 256 };

struct inode_row {
	uint32_t inode;
	size_t row;
};

struct walk {
	struct net *net;
	struct net_sockets *sockets;
	struct net_holders *holders;
	struct inode_row *inodes;	/* sorted */
	size_t inode_count;
	bool has_tuns;
	size_t looked_at;
	size_t cut;		/* processes of which not all descriptors were looked at */
	size_t unreadable;
	struct procfs_buffer scratch;
};

/* One process under the walk. */
struct visit {
	struct walk *walk;
	int dir_fd;
	pid_t pid;
	bool is_member;
};

void net_holders_free(struct net_holders *holders)
{
	free(holders->rows);
	*holders = (struct net_holders) { 0 };
}

/* --- sockets */

static int compare_inodes(const void *left, const void *right)
{
	const struct inode_row *a = left, *b = right;

	return (a->inode > b->inode) - (a->inode < b->inode);
}

static int collect_inodes(struct walk *walk)
{
	walk->inodes = calloc(walk->sockets->count + 1, sizeof(*walk->inodes));
	if (!walk->inodes)
		return -ENOMEM;
	for (size_t i = 0; i < walk->sockets->count; i++)
		if (walk->sockets->rows[i].inode != 0)
			walk->inodes[walk->inode_count++] = (struct inode_row) { walk->sockets->rows[i].inode, i };
	qsort(walk->inodes, walk->inode_count, sizeof(*walk->inodes), compare_inodes);
	return 0;
}

static int take_socket(struct visit *visit, const char *link)
{
	struct walk *walk = visit->walk;
	struct inode_row wanted = { 0 };
	const struct inode_row *found, *end = walk->inodes + walk->inode_count;
	int r = 0;

	if (sscanf(link, "socket:[%10" SCNu32 "]", &wanted.inode) != 1)
		return 0;
	found = bsearch(&wanted, walk->inodes, walk->inode_count, sizeof(wanted), compare_inodes);
	/* An MPTCP socket and its way over TCP are one file. */
	while (found && found > walk->inodes && found[-1].inode == wanted.inode)
		found--;
	for (; r == 0 && found && found < end && found->inode == wanted.inode; found++)
		r = net_sockets_add_pid(walk->sockets, found->row, visit->pid);
	return r;
}

/* --- tun and tap */

static bool is_tun(const struct net_link *link)
{
	return strcmp(link->kind, "tun") == 0;
}

static bool has_tuns(const struct net *net)
{
	for (size_t i = 0; i < net->tables[NET_LINKS].count; i++)
		if (is_tun(&net_links(net)[i]))
			return true;
	return false;
}

static bool has_tun_named(const struct net *net, const char *name)
{
	for (size_t i = 0; i < net->tables[NET_LINKS].count; i++)
		if (is_tun(&net_links(net)[i]) && strcmp(net_links(net)[i].name, name) == 0)
			return true;
	return false;
}

bool net_holders_parse(const char *fdinfo, size_t length, char ret_device[NET_NAME_ROOM])
{
	const struct procfs_buffer text = { .bytes = (char *) (uintptr_t) fdinfo, .length = length };
	size_t cursor = 0, line_length;
	const char *line;

	while (procfs_next_line(&text, &cursor, &line, &line_length)) {
		if (line_length <= 5 || line_length >= 5 + NET_NAME_ROOM || memcmp(line, "iff:\t", 5) != 0)
			continue;
		memcpy(ret_device, line + 5, line_length - 5);
		ret_device[line_length - 5] = '\0';
		return true;
	}
	return false;
}

static int add_holder(struct visit *visit, const char *device)
{
	struct net_holders *holders = visit->walk->holders;
	struct net_holder row = { .pid = visit->pid, .is_member = visit->is_member };
	struct procfs_stat stat;

	for (size_t i = 0; i < holders->count; i++)
		if (holders->rows[i].pid == visit->pid && strcmp(holders->rows[i].device, device) == 0)
			return 0;
	if (procfs_read_stat(visit->dir_fd, &visit->walk->scratch, &stat) < 0)
		return 0;
	if (!holders->rows)
		holders->rows = calloc(NET_HOLDERS_LIMIT, sizeof(*holders->rows));
	if (!holders->rows)
		return -ENOMEM;
	if (holders->count == NET_HOLDERS_LIMIT) {
		holders->left_out++;
		return 0;
	}
	row.start_time = stat.start_time;
	(void) snprintf(row.device, sizeof(row.device), "%s", device);
	holders->rows[holders->count++] = row;
	return 0;
}

/* The node can have any name, so its number tells. No file system is asked for it: it might never answer. */
static bool is_tun_node(int fd_dir, const char *name)
{
	struct statx found;

	if (statx(fd_dir, name, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_TYPE, &found) < 0)
		return false;
	return S_ISCHR(found.stx_mode) && found.stx_rdev_major == TUN_MAJOR && found.stx_rdev_minor == TUN_MINOR;
}

bool net_holders_is_tun(int fd_dir, const char *name, const char *path)
{
	return (strncmp(path, "/dev/", 5) == 0 || strstr(path, "tun")) && is_tun_node(fd_dir, name);
}

static int take_tun(struct visit *visit, int fd_dir, const char *name, const char *link)
{
	char path[32], device[NET_NAME_ROOM];
	struct procfs_buffer *scratch = &visit->walk->scratch;

	if (!net_holders_is_tun(fd_dir, name, link))
		return 0;
	(void) snprintf(path, sizeof(path), "fdinfo/%.16s", name);
	if (procfs_read(visit->dir_fd, path, PROCFS_FILE_LIMIT, scratch) < 0)
		return 0;
	if (!net_holders_parse(scratch->bytes, scratch->length, device) || !has_tun_named(visit->walk->net, device))
		return 0;
	return add_holder(visit, device);
}

/* fdinfo tells the name of the device, and not in which net namespace it is: a process may have handed on the descriptor, and
 * may have moved the device. */
static void judge_holders(struct net_holders *holders)
{
	for (size_t i = 0; i < holders->count; i++) {
		bool elsewhere = false;

		for (size_t j = 0; j < holders->count; j++)
			elsewhere |= !holders->rows[j].is_member && strcmp(holders->rows[i].device, holders->rows[j].device) == 0;
		holders->rows[i].certain = !elsewhere;
	}
}

/* --- the walk */

static int take_descriptor(struct visit *visit, int fd_dir, const char *name)
{
	char link[LINK_ROOM];
	ssize_t length = readlinkat(fd_dir, name, link, sizeof(link) - 1);

	if (length < 0)
		return errno == EACCES || errno == EPERM ? -EACCES : 0;
	link[length] = '\0';
	if (strncmp(link, "socket:[", 8) == 0)
		return take_socket(visit, link);
	return visit->walk->has_tuns && link[0] == '/' ? take_tun(visit, fd_dir, name, link) : 0;
}

static int take_descriptors(struct visit *visit, DIR *dir)
{
	struct walk *walk = visit->walk;
	const struct dirent *entry;
	size_t of_this = 0;
	int r = 0;

	while (r == 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		if (walk->looked_at == NET_DESCRIPTORS_LIMIT || of_this == NET_DESCRIPTORS_OF_ONE_LIMIT) {
			walk->cut++;
			return 0;
		}
		walk->looked_at++;
		of_this++;
		r = take_descriptor(visit, dirfd(dir), entry->d_name);
	}
	return r;
}

static int visit_process(struct visit *visit)
{
	CLEANUP_FD int fd = openat(visit->dir_fd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP_DIR DIR *dir = NULL;
	int r;

	if (fd < 0) {
		visit->walk->unreadable += errno == EACCES || errno == EPERM;
		return 0;
	}
	dir = fdopendir(fd);
	if (!dir)
		return -errno;
	/* The stream owns it now. */
	(void) take_fd(&fd);
	r = take_descriptors(visit, dir);
	visit->walk->unreadable += r == -EACCES;
	return r == -EACCES ? 0 : r;
}

/* Members of the namespace, or all others. */
static int visit_processes(struct walk *walk, const struct procfs_pids *pids, bool members)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < pids->count; i++) {
		struct visit visit = { .walk = walk, .pid = pids->pids[i], .is_member = members };
		CLEANUP_FD int dir_fd = -1;
		uint64_t ino = 0;

		if (companion_is_one(pids->pids[i]) || procfs_open(pids->pids[i], &dir_fd) < 0)
			continue;
		visit.dir_fd = dir_fd;
		if (procfs_ns_ino(dir_fd, "ns/net", &ino) < 0)
			ino = 0;
		if ((ino == walk->net->identity.ino) == members)
			r = visit_process(&visit);
	}
	return r;
}

static void report(const struct walk *walk)
{
	if (walk->unreadable > 0)
		net_add_gap(walk->net, "holders", "processes whose descriptors could not all be read: %zu", walk->unreadable);
	if (walk->cut > 0)
		net_add_gap(walk->net, "holders", "processes with more descriptors than are looked at, %d of one and %d altogether: %zu",
			NET_DESCRIPTORS_OF_ONE_LIMIT, NET_DESCRIPTORS_LIMIT, walk->cut);
	if (walk->sockets->pids_left_out > 0)
		net_add_gap(walk->net, "holders", "processes with a socket open, beyond the %d that are given: %zu", NET_SOCKET_PIDS_LIMIT,
			walk->sockets->pids_left_out);
	if (walk->holders->left_out > 0)
		net_add_gap(walk->net, "holders", "holders of tun and tap devices, beyond the %d that are given: %zu", NET_HOLDERS_LIMIT, walk->holders->left_out);
}

static int find(struct walk *walk)
{
	struct procfs_pids pids;
	int r = procfs_list_pids(&pids);

	if (r == 0)
		r = visit_processes(walk, &pids, true);
	if (r == 0)
		r = visit_processes(walk, &pids, false);
	procfs_pids_free(&pids);
	if (r < 0 && r != -ENOMEM) {
		net_add_gap(walk->net, "holders", "the processes could not be listed");
		r = 0;
	}
	return r;
}

int net_holders_find(struct net *net, struct net_sockets *sockets, struct net_holders *holders)
{
	struct walk walk = { .net = net, .sockets = sockets, .holders = holders, .has_tuns = has_tuns(net) };
	int r = collect_inodes(&walk);

	if (r == 0 && (walk.inode_count > 0 || walk.has_tuns))
		r = find(&walk);
	net_sockets_settle_pids(sockets);
	judge_holders(holders);
	if (r == 0)
		report(&walk);
	procfs_buffer_free(&walk.scratch);
	free(walk.inodes);
	return r;
}
