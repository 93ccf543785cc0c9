/* A root of the sandbox's own, in memory: the host's programs, read-only, and nothing else of the host's. Part of nsatlas-make only. */
#ifndef NSATLAS_MAKE_OWN_H
#define NSATLAS_MAKE_OWN_H

#include "make-channel.h"

/* Builds it below the working directory, which is a fresh tmpfs(5). Not /proc and /sys, whose directories are there. */
void make_own(const struct make_spec *spec, bool has_tty_group);

#endif
