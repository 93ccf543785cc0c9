#define _GNU_SOURCE
#include "ns-join.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "nsfs.h"

int ns_join_die_with(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return -errno;
	return getppid() == parent ? 0 : -ECHILD;
}

int ns_join_follow(pid_t parent)
{
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -errno : ns_join_die_with(parent);
}

int ns_join_keep_only(int channel)
{
	if (channel == NS_JOIN_CHANNEL ? fcntl(channel, F_SETFD, FD_CLOEXEC) < 0 : dup3(channel, NS_JOIN_CHANNEL, O_CLOEXEC) < 0)
		return -errno;
	return syscall(SYS_close_range, NS_JOIN_CHANNEL + 1, ~0U, 0) < 0 ? -errno : 0;
}

static int join_user(int ns_fd, pid_t parent, struct ns_journey *journey)
{
	if (setns(ns_fd, nstype_info[NSTYPE_USER].clone_flag) < 0)
		return -errno;
	journey->is_spent = true;
	return ns_join_follow(parent);
}

/* setns(2) asks for rights over the namespace's owner and over one's own user namespace. An ordinary user who made the owner
 * has the former, and gets the latter by joining the owner first. */
static int join_through_owner(int ns_fd, enum nstype type, pid_t parent, struct ns_journey *journey)
{
	CLEANUP_FD int owner_fd = -1;
	enum ns_relation relation;
	int r = nsfs_open_owner(ns_fd, &relation, &owner_fd);

	if (r < 0)
		return r;
	if (owner_fd < 0 || join_user(owner_fd, parent, journey) < 0)
		return -EPERM;
	journey->through_owner = true;
	return setns(ns_fd, nstype_info[type].clone_flag) < 0 ? -errno : 0;
}

int ns_join(int ns_fd, pid_t parent, struct ns_journey *journey)
{
	struct ns_identity identity;
	int r = nsfs_identify(ns_fd, &identity);

	if (r < 0)
		return r;
	if (identity.type == NSTYPE_USER)
		return join_user(ns_fd, parent, journey);
	if (setns(ns_fd, nstype_info[identity.type].clone_flag) < 0)
		return errno == EPERM ? join_through_owner(ns_fd, identity.type, parent, journey) : -errno;
	/* From a foreign tree no way leads to our /proc. */
	journey->is_spent = identity.type == NSTYPE_MNT;
	return 0;
}
