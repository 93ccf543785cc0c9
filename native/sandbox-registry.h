/* The sandboxes that are there, of all helpers of this user, alive or pinned: a directory each, below one in which a single
 * helper works at a time. Of a sandbox that is neither any more nothing is left once somebody has looked. */
#ifndef NSATLAS_SANDBOX_REGISTRY_H
#define NSATLAS_SANDBOX_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum {
	SANDBOX_LIMIT = 64,
	SANDBOX_NAME_ROOM = 32,
	SANDBOX_PATH_ROOM = 128,
	SANDBOX_CLAIM_ROOM = 48,
};

struct sandbox_entry {
	char name[SANDBOX_NAME_ROOM];
	unsigned int slot;		/* below SANDBOX_LIMIT; no two have the same */
	unsigned int address;		/* the last byte of it; 0: it has no cable */
	pid_t helper;			/* whose it is */
	bool is_live;			/* and whether that still holds it */
	bool is_pinned;
};

struct sandbox_registry {
	int fd;				/* -1: it is not open */
	size_t count;
	struct sandbox_entry entries[SANDBOX_LIMIT];
};

#define SANDBOX_REGISTRY_NONE { .fd = -1 }

/* A to z, 0 to 9 and -, 31 at most, and no - in front. */
bool sandbox_name_is_good(const char *name);

/* Slot, address and helper, as the file of a helper's claim says them. -EBADMSG */
int sandbox_claim_parse(const char *text, struct sandbox_entry *entry);

/* Waits for the lock, takes away what killed helpers left, and reads the rest.
 * -ENOENT  only without may_make: nobody has made a sandbox here
 * -EPERM   the directory is somebody else's, or open to others */
int sandbox_registry_open(bool may_make, struct sandbox_registry *ret_registry);
/* The bridge goes with the last that has a cable, and the place of the pins with the last pin. */
void sandbox_registry_close(struct sandbox_registry *registry);
#define CLEANUP_REGISTRY __attribute__((cleanup(sandbox_registry_close)))

/* After its pins were made, for as long as the registry is open. */
void sandbox_registry_mark_pinned(struct sandbox_registry *registry, const char *name);

/* NULL: none of that name. */
const struct sandbox_entry *sandbox_registry_find(const struct sandbox_registry *registry, const char *name);

/* Makes the directory of an entry, gives it to nobody else as long as *ret_fd is open, and adds it. */
int sandbox_registry_add(struct sandbox_registry *registry, const struct sandbox_entry *entry, int *ret_fd);

/* Takes everything of that name away: bind mounts, cable, files. It must not be alive, but for our own. */
int sandbox_registry_remove(struct sandbox_registry *registry, const char *name);

/* The directory of one, and that of all for NULL. */
void sandbox_registry_path(const char *name, char ret_path[SANDBOX_PATH_ROOM]);

/* For the listener, after a helper and its processes have ended: what it may have left. One of those that is just ending may
 * hold its sandbox for a moment yet. */
int sandbox_registry_sweep(pid_t helper);

#endif
