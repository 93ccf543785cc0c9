#define _GNU_SOURCE
#include "user-maps.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "cleanup.h"
#include "ns-joiner.h"

enum {
	MAP_FILE_LIMIT = 64 * 1024,
	MEMBERS_TRIED = 16,	/* each of them would do; one may end or go away meanwhile */
};

static int read_map(int dir_fd, const char *name, struct user_map *ret_map)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	int r = procfs_read(dir_fd, name, MAP_FILE_LIMIT, &text);

	return r < 0 ? r : user_map_parse(text.bytes, text.length, ret_map);
}

static int read_setgroups(int dir_fd, const char **ret_setgroups)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	CLEANUP_FD int fd = openat(dir_fd, "setgroups", O_RDONLY | O_CLOEXEC);
	int r;

	*ret_setgroups = NULL;
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	r = procfs_read_fd(fd, MAP_FILE_LIMIT, &text);
	if (r < 0)
		return r;
	if (strcmp(text.bytes, "allow\n") == 0)
		*ret_setgroups = "allow";
	else if (strcmp(text.bytes, "deny\n") == 0)
		*ret_setgroups = "deny";
	return *ret_setgroups ? 0 : -EBADMSG;
}

/* The kernel numbers ids as the one who opens the files does: that is why nobody inside can read them for us. */
static int read_of_process(int dir_fd, struct user_maps *ret_maps)
{
	int r = read_map(dir_fd, "uid_map", &ret_maps->uids);

	if (r == 0)
		r = read_map(dir_fd, "gid_map", &ret_maps->gids);
	return r < 0 ? r : read_setgroups(dir_fd, &ret_maps->setgroups);
}

static int read_of_member(pid_t pid, const struct ns_identity *identity, struct user_maps *ret_maps)
{
	CLEANUP_FD int dir_fd = -1;
	int r = procfs_open(pid, &dir_fd);

	if (r == 0)
		r = read_of_process(dir_fd, ret_maps);
	return r == 0 && !ns_members_is(dir_fd, identity) ? -ESTALE : r;
}

static int read_of_members(const struct ns_members *members, const struct ns_identity *identity, struct user_maps *ret_maps)
{
	int r = -ESRCH;

	for (size_t i = 0; r < 0 && i < members->found.count && i < MEMBERS_TRIED; i++)
		r = read_of_member(members->found.pids[i], identity, ret_maps);
	return r;
}

static int hand_out_oneself(int proc_fd, const void *question, struct ns_sight *ret_sight)
{
	(void) question;
	ret_sight->fd = fcntl(proc_fd, F_DUPFD_CLOEXEC, 0);
	return ret_sight->fd < 0 ? -errno : 0;
}

static int read_of_joiner(int ns_fd, struct user_maps *ret_maps)
{
	CLEANUP_NS_JOINER struct ns_joiner joiner = { .look = hand_out_oneself, .question_size = 1 };
	struct ns_sight sight = { .fd = -1 };
	int r = ns_joiner_ask(&joiner, ns_fd, "", &sight);

	if (r == 0)
		r = read_of_process(sight.fd, ret_maps);
	cleanup_close(&sight.fd);
	return r;
}

int user_maps_read(int ns_fd, const struct ns_identity *identity, const struct ns_members *members, struct user_maps *ret_maps)
{
	return read_of_members(members, identity, ret_maps) == 0 ? 0 : read_of_joiner(ns_fd, ret_maps);
}

int user_maps_read_of_owner(int ns_fd, struct user_maps *ret_maps)
{
	CLEANUP_MEMBERS struct ns_members members = { 0 };
	CLEANUP_FD int owner_fd = -1;
	struct ns_identity identity;
	enum ns_relation relation;
	int r = nsfs_open_owner(ns_fd, &relation, &owner_fd);

	if (r == 0 && owner_fd < 0)
		r = -EPERM;
	if (r == 0)
		r = nsfs_identify(owner_fd, &identity);
	if (r == 0)
		r = ns_members_find(&identity, &members);
	return r < 0 ? r : user_maps_read(owner_fd, &identity, &members, ret_maps);
}
