#define _GNU_SOURCE
#include "make-root.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <unistd.h>

#include "join-prepare.h"

static bool is_new(const struct join *join, enum nstype type)
{
	return (join->spec.types & 1u << type) != 0;
}

/* A proc(5) shows the pid namespace, a sysfs(5) the net namespace of who mounts it. */
static void mount_views(const struct join *join)
{
	if (is_new(join, NSTYPE_PID))
		join_mount_fresh("proc", "/proc", (enum join_stage) MAKE_STAGE_PROC);
	if (is_new(join, NSTYPE_NET))
		join_mount_fresh("sysfs", "/sys", (enum join_stage) MAKE_STAGE_SYS);
}

void make_root(const struct join *join, const struct make *make)
{
	(void) make;
	if (chdir("/") < 0)
		make_fail(MAKE_STAGE_ROOT, errno);
	if (!is_new(join, NSTYPE_MNT))
		return;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		make_fail(MAKE_STAGE_PRIVATE, errno);
	mount_views(join);
}
