/* Finds every mount namespace of the kernel, also those in which no process lives, and shows the mounts of one; in a process of its own.
 *
 * Listing them (NS_MNT_GET_NEXT of ioctl_nsfs(2), Linux 6.12) takes CAP_SYS_ADMIN, and to see the mounts of one without a process is to
 * join it. A scan gives both rights up before it reads its first byte. So this small process keeps them, which reads nothing foreign: it
 * goes from one namespace to the next, steps into one, opens its root and mountinfo there, and comes back. */
#ifndef NSATLAS_MNT_WALKER_H
#define NSATLAS_MNT_WALKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { MNT_WALKER_MANY = 256 };

/* What is opened of a mount namespace: a descriptor of itself, O_PATH of its root, its mountinfo as seen from there. */
enum mnt_walker_part { MNT_WALKER_NAMESPACE, MNT_WALKER_ROOT, MNT_WALKER_MOUNTINFO };

/* Starts the process, which ends with its parent; does nothing for a helper that has not the rights for it. */
int mnt_walker_start(void);
void mnt_walker_end(void);

/* It was late once, and answers no more. */
bool mnt_walker_is_late(void);

/* The ino of each of the first or next few mount namespaces, its own left out; *ret_count is 0 after the last.
 * -EPERM      there is no walker, or it may not list them
 * -ENOTTY     this kernel does not list them
 * -ETIMEDOUT  it does not answer, now or since an earlier time */
int mnt_walker_next(bool from_first, uint64_t inos[MNT_WALKER_MANY], size_t *ret_count);

/* Opens a part of the one that stood at this index of the last few. */
int mnt_walker_open(size_t index, enum mnt_walker_part part, int *ret_fd);

#endif
