#define _GNU_SOURCE
#include "net-joiner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "netlink.h"

/* What is wanted of a namespace. */
struct wish {
	int protocol;
	char file[NET_JOINER_FILE_ROOM];	/* of its /proc/net; empty: a socket of the protocol */
};

_Static_assert(sizeof(struct wish) <= NS_QUESTION_ROOM, "a wish is a question");

/* Some kernels have no way to ask but such a file, and only somebody inside can open it. */
static int open_file(int proc_fd, const char *name, int *ret_fd)
{
	char path[sizeof("net/") + NET_JOINER_FILE_ROOM];

	(void) snprintf(path, sizeof(path), "net/%s", name);
	*ret_fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	return *ret_fd < 0 ? -errno : 0;
}

static int fulfil(int proc_fd, const void *question, struct ns_sight *ret_sight)
{
	const struct wish *wish = question;

	return wish->file[0] == '\0' ? netlink_socket(wish->protocol, &ret_sight->fd) : open_file(proc_fd, wish->file, &ret_sight->fd);
}

static int open_wish(struct net_joiner *joiner, int ns_fd, const struct wish *wish, int *ret_fd)
{
	struct ns_sight sight = { .fd = -1 };
	int r;

	joiner->child.look = fulfil;
	joiner->child.question_size = sizeof(*wish);
	r = ns_joiner_ask(&joiner->child, ns_fd, wish, &sight);
	if (r == 0 && sight.fd < 0)
		r = -EPIPE;
	if (r < 0)
		return r;
	joiner->through_owner = sight.through_owner;
	*ret_fd = sight.fd;
	return 0;
}

int net_joiner_open(struct net_joiner *joiner, int ns_fd, int protocol, int *ret_fd)
{
	const struct wish wish = { .protocol = protocol };

	return open_wish(joiner, ns_fd, &wish, ret_fd);
}

int net_joiner_open_file(struct net_joiner *joiner, int ns_fd, const char *name, int *ret_fd)
{
	struct wish wish = { 0 };

	if (strlen(name) >= sizeof(wish.file))
		return -ENAMETOOLONG;
	memcpy(wish.file, name, strlen(name));
	return open_wish(joiner, ns_fd, &wish, ret_fd);
}

void net_joiner_end(struct net_joiner *joiner)
{
	ns_joiner_end(&joiner->child);
}
