/* The mounts of a new mount namespace. Part of nsatlas-make only. */
#ifndef NSATLAS_MAKE_ROOT_H
#define NSATLAS_MAKE_ROOT_H

#include "make-channel.h"

/* Private to the sandbox: /proc of a new pid namespace, /sys of a new net namespace, and the root that was asked for. Does
 * nothing where mnt is not new. */
void make_root(const struct join *join, const struct make *make);

#endif
