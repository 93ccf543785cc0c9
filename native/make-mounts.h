/* Mounting, for make-root.c and make-own.c: each step succeeds or is the last. Part of nsatlas-make only. */
#ifndef NSATLAS_MAKE_MOUNTS_H
#define NSATLAS_MAKE_MOUNTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "make-channel.h"

/* Where a new root is built, out of the way of what it is built from. */
#define MAKE_PLACE "/tmp"

enum make_mount_flag {
	MAKE_MOUNT_READ_ONLY = 1,
	MAKE_MOUNT_NO_SUID = 2,
	MAKE_MOUNT_NO_DEVICES = 4,
};

void make_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *options, enum make_stage stage);

/* A tree with all that is mounted in it, and these flags on every mount of it. */
void make_mount_tree(const char *source, const char *target, unsigned int flags);

/* True if something is there; it is looked at, a link not followed. That nothing is there is no failure, anything else is. */
bool make_finds(const char *path, struct stat *ret_found);

/* A new file, with this text. */
void make_file(const char *path, const char *text);
void make_directory(const char *path, unsigned int mode);
void make_link(const char *target, const char *path);

/* The devices, the terminals and the shared memory that any program may expect, below the working directory. */
void make_devices(bool has_tty_group);

/* The working directory becomes the root; nothing of the old one is left. */
void make_enter_root(void);

#endif
