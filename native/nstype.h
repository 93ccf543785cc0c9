/* The one table of the eight namespace types. Nothing else in native/ names a CLONE_NEW* flag. */
#ifndef NSATLAS_NSTYPE_H
#define NSATLAS_NSTYPE_H

#include <stdbool.h>
#include <stdint.h>

enum nstype {
	NSTYPE_CGROUP,
	NSTYPE_IPC,
	NSTYPE_MNT,
	NSTYPE_NET,
	NSTYPE_PID,
	NSTYPE_TIME,
	NSTYPE_USER,
	NSTYPE_UTS,
	NSTYPE_COUNT
};

struct nstype_info {
	const char *name;		/* as under /proc/PID/ns */
	int clone_flag;			/* clone(2), setns(2), NS_GET_NSTYPE */
	const char *flag_name;
	bool hierarchical;		/* NS_GET_PARENT answers */
	unsigned int initial_ino;	/* include/linux/proc_ns.h. Older kernels number the first mnt and net
					 * as any other, but never give these numbers to another one. */
};

extern const struct nstype_info nstype_info[NSTYPE_COUNT];

/* types: a bit for each. */
static inline bool nstype_is_in(uint32_t types, enum nstype type)
{
	return (types & 1u << type) != 0;
}

/* -ENOENT: no such type. */
int nstype_from_name(const char *name, enum nstype *ret_type);
int nstype_from_clone_flag(int clone_flag, enum nstype *ret_type);

#endif
