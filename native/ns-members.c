#define _GNU_SOURCE
#include "ns-members.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "companion.h"

/* 0 or -errno. */
static int ino_of(int dir_fd, enum nstype type, uint64_t *ret_ino)
{
	char link[16];

	(void) snprintf(link, sizeof(link), "ns/%s", nstype_info[type].name);
	return procfs_ns_ino(dir_fd, link, ret_ino);
}

/* While a process is in it, no other namespace has its ino. */
bool ns_members_is(int dir_fd, const struct ns_identity *identity)
{
	uint64_t ino = 0;

	return ino_of(dir_fd, identity->type, &ino) == 0 && ino == identity->ino;
}

static bool is_member(struct ns_members *members, pid_t pid, const struct ns_identity *identity)
{
	CLEANUP_FD int dir_fd = -1;
	uint64_t ino = 0;
	int r = procfs_open(pid, &dir_fd);

	if (r == 0)
		r = ino_of(dir_fd, identity->type, &ino);
	members->hidden += r == -EACCES || r == -EPERM;
	return r == 0 && ino == identity->ino;
}

static int compare_pids(const void *left, const void *right)
{
	pid_t a = *(const pid_t *) left, b = *(const pid_t *) right;

	return (a > b) - (a < b);
}

int ns_members_find(const struct ns_identity *identity, struct ns_members *ret_members)
{
	struct procfs_pids *found = &ret_members->found;
	int r = procfs_list_pids(found);
	size_t count = 0;

	ret_members->hidden = 0;
	for (size_t i = 0; r == 0 && i < found->count; i++)
		if (!companion_is_one(found->pids[i]) && is_member(ret_members, found->pids[i], identity))
			found->pids[count++] = found->pids[i];
	found->count = count;
	if (count > 0)
		qsort(found->pids, count, sizeof(*found->pids), compare_pids);
	return r;
}

void ns_members_free(struct ns_members *members)
{
	procfs_pids_free(&members->found);
}
