#define _GNU_SOURCE
#include "net-join.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "nsfs.h"

int net_join_follow(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return -errno;
	return getppid() == parent ? 0 : -ECHILD;
}

int net_join_keep_only(int channel)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return -errno;
	if (channel == NET_JOIN_CHANNEL ? fcntl(channel, F_SETFD, FD_CLOEXEC) < 0 : dup3(channel, NET_JOIN_CHANNEL, O_CLOEXEC) < 0)
		return -errno;
	return syscall(SYS_close_range, NET_JOIN_CHANNEL + 1, ~0U, 0) < 0 ? -errno : 0;
}

/* setns(2) to a net namespace asks for rights over its owner and over one's own user namespace. An ordinary user who made
 * the owner has the former, and gets the latter by joining the owner first. Nothing leads back from there: *spent. */
static int join_through_owner(int ns_fd, pid_t parent, bool *spent)
{
	CLEANUP_FD int owner_fd = -1;
	enum ns_relation relation;
	int r = nsfs_open_owner(ns_fd, &relation, &owner_fd);

	if (r < 0)
		return r;
	if (owner_fd < 0 || setns(owner_fd, nstype_info[NSTYPE_USER].clone_flag) < 0)
		return -EPERM;
	*spent = true;
	r = net_join_follow(parent);
	if (r < 0)
		return r;
	return setns(ns_fd, nstype_info[NSTYPE_NET].clone_flag) < 0 ? -errno : 0;
}

int net_join(int ns_fd, pid_t parent, bool *spent)
{
	if (setns(ns_fd, nstype_info[NSTYPE_NET].clone_flag) == 0)
		return 0;
	return errno == EPERM ? join_through_owner(ns_fd, parent, spent) : -errno;
}
