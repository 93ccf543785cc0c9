#define _GNU_SOURCE
#include "nstype.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif
#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif

const struct nstype_info nstype_info[NSTYPE_COUNT] = {
	[NSTYPE_CGROUP] = { "cgroup", CLONE_NEWCGROUP, "CLONE_NEWCGROUP", false, 0xeffffffbu },
	[NSTYPE_IPC]    = { "ipc",    CLONE_NEWIPC,    "CLONE_NEWIPC",    false, 0xefffffffu },
	[NSTYPE_MNT]    = { "mnt",    CLONE_NEWNS,     "CLONE_NEWNS",     false, 0xeffffff8u },
	[NSTYPE_NET]    = { "net",    CLONE_NEWNET,    "CLONE_NEWNET",    false, 0xeffffff9u },
	[NSTYPE_PID]    = { "pid",    CLONE_NEWPID,    "CLONE_NEWPID",    true,  0xeffffffcu },
	[NSTYPE_TIME]   = { "time",   CLONE_NEWTIME,   "CLONE_NEWTIME",   false, 0xeffffffau },
	[NSTYPE_USER]   = { "user",   CLONE_NEWUSER,   "CLONE_NEWUSER",   true,  0xeffffffdu },
	[NSTYPE_UTS]    = { "uts",    CLONE_NEWUTS,    "CLONE_NEWUTS",    false, 0xeffffffeu },
};

int nstype_from_name(const char *name, enum nstype *ret_type)
{
	for (int type = 0; type < NSTYPE_COUNT; type++) {
		if (strcmp(nstype_info[type].name, name) == 0) {
			*ret_type = (enum nstype) type;
			return 0;
		}
	}
	return -ENOENT;
}

int nstype_from_clone_flag(int clone_flag, enum nstype *ret_type)
{
	for (int type = 0; type < NSTYPE_COUNT; type++) {
		if (nstype_info[type].clone_flag == clone_flag) {
			*ret_type = (enum nstype) type;
			return 0;
		}
	}
	return -ENOENT;
}
