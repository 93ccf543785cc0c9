#define _GNU_SOURCE
#include "privilege.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SET(capability) (UINT64_C(1) << (capability))
#define EVERY_CAPABILITY UINT64_MAX
#define LOAD (SET(CAP_BPF) | SET(CAP_PERFMON))
#define INSPECT (SET(CAP_SYS_PTRACE) | SET(CAP_DAC_READ_SEARCH) | SET(CAP_SYS_ADMIN) | SET(CAP_SYS_CHROOT))

enum { LAST_POSSIBLE_CAPABILITY = 63 };

static const uint64_t needs[PRIVILEGE_COUNT] = {
	[PRIVILEGE_NONE] = 0,
	[PRIVILEGE_LOOK] = SET(CAP_DAC_READ_SEARCH),
	[PRIVILEGE_SCAN] = SET(CAP_SYS_PTRACE) | SET(CAP_DAC_READ_SEARCH),
	[PRIVILEGE_INSPECT] = INSPECT,
	/* nfnetlink tells nothing without NET_ADMIN over the namespace's owner, not even what it would only tell. */
	[PRIVILEGE_RULESET] = SET(CAP_SYS_ADMIN) | SET(CAP_NET_ADMIN),
	/* Taking it, and asking where it lives, where its net namespace may be anybody's. */
	[PRIVILEGE_PEEK] = SET(CAP_SYS_PTRACE) | SET(CAP_NET_ADMIN),
	/* setns(2) to a mount namespace takes both. */
	[PRIVILEGE_WALK] = SET(CAP_SYS_ADMIN) | SET(CAP_SYS_CHROOT),
	/* Both as old as the iterators (Linux 5.8). */
	[PRIVILEGE_LOAD] = LOAD,
	[PRIVILEGE_DOOR] = INSPECT | SET(CAP_NET_ADMIN) | LOAD,
	/* A command gets what its target has, and that may be anything. */
	[PRIVILEGE_EXEC] = EVERY_CAPABILITY,
	/* The root of the cgroup tree is writable for nobody by its mode, and the command's group may stand there. */
	[PRIVILEGE_RELAY] = SET(CAP_KILL) | SET(CAP_DAC_OVERRIDE),
	/* Read secrets of any user, count failures in files of theirs, become them for that, write to the audit log; and see who asks,
	 * also where /proc is mounted with hidepid. */
	[PRIVILEGE_AUTH] = SET(CAP_SETUID) | SET(CAP_SETGID) | SET(CAP_DAC_READ_SEARCH) | SET(CAP_DAC_OVERRIDE) | SET(CAP_CHOWN) | SET(CAP_FOWNER) |
			   SET(CAP_AUDIT_WRITE) | SET(CAP_SYS_PTRACE),
	[PRIVILEGE_CABLE] = SET(CAP_KILL) | SET(CAP_DAC_OVERRIDE) | SET(CAP_NET_ADMIN),
};

static int get_sets(struct __user_cap_data_struct sets[2])
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };

	return syscall(SYS_capget, &header, sets) < 0 ? -errno : 0;
}

static uint64_t join_halves(uint32_t low, uint32_t high)
{
	return (uint64_t) high << 32 | low;
}

static int shrink_sets(uint64_t keep)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[2];
	int r = get_sets(sets);

	if (r < 0)
		return r;
	for (int half = 0; half < 2; half++) {
		uint32_t mask = (uint32_t) (keep >> (32 * half));

		sets[half].effective &= mask;
		sets[half].permitted &= mask;
		sets[half].inheritable = 0;
	}
	return syscall(SYS_capset, &header, sets) < 0 ? -errno : 0;
}

/* Without SETPCAP the bounding set stays; no_new_privs then still stands before file capabilities and setuid bits. */
static int shrink_bounding_set(uint64_t keep)
{
	for (int capability = 0; capability <= LAST_POSSIBLE_CAPABILITY; capability++) {
		if (keep & SET(capability))
			continue;
		if (prctl(PR_CAPBSET_READ, capability, 0, 0, 0) < 0)
			return errno == EINVAL ? 0 : -errno;
		if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0)
			return errno == EPERM ? 0 : -errno;
	}
	return 0;
}

int privilege_keep(enum privilege privilege)
{
	uint64_t keep = needs[privilege];
	int r;

	if (keep == EVERY_CAPABILITY)
		return 0;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	r = shrink_bounding_set(keep);
	if (r < 0)
		return r;
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 && errno != EINVAL)
		return -errno;
	return shrink_sets(keep);
}

int privilege_guard(void)
{
	uint64_t effective;
	int r = privilege_effective(&effective);

	if (r < 0)
		return r;
	/* An ordinary user's helper has nothing to hide from that user, and should be seen by their next scan. */
	if (effective == 0)
		return 0;
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -errno : 0;
}

int privilege_effective(uint64_t *ret_set)
{
	struct __user_cap_data_struct sets[2];
	int r = get_sets(sets);

	if (r == 0)
		*ret_set = join_halves(sets[0].effective, sets[1].effective);
	return r;
}

bool privilege_has_ptrace(void)
{
	uint64_t effective;

	return privilege_effective(&effective) == 0 && (effective & SET(CAP_SYS_PTRACE)) != 0;
}

bool privilege_has_all(enum privilege privilege)
{
	uint64_t effective;

	return privilege_effective(&effective) == 0 && (effective & needs[privilege]) == needs[privilege];
}
