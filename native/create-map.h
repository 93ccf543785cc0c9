/* The uid_map and gid_map of a new user namespace: what was asked for, or what is safe when nothing was (docs/decisions/0013). */
#ifndef NSATLAS_CREATE_MAP_H
#define NSATLAS_CREATE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "refusal.h"
#include "request.h"

enum {
	CREATE_MAP_LIMIT = 5,
	/* Without a map root's helper gives each sandbox 65536 ids that nobody has: above those that useradd(8), containers of
	 * systemd-nspawn(1) and the id ranges of sssd(8) take, below those that do not fit a signed number. */
	CREATE_MAP_FIRST = 0x78000000,
	CREATE_MAP_COUNT = 0x10000,
};

struct create_range {
	uint32_t inside;
	uint32_t outside;
	uint32_t count;
};

struct create_map {
	size_t count;
	struct create_range ranges[CREATE_MAP_LIMIT];
};

/* The field of this name: ranges that end within 2^32 - 2 and do not overlap, neither inside nor outside. An empty list stays
 * empty. -EINVAL: the problem is filled in. */
int create_map_decode(const struct request *root, const char *name, struct create_map *ret_map);

/* What an empty map becomes. slot: of the sandbox, which no other one has. may_choose: the helper may map any id. */
void create_map_fill(struct create_map *map, bool may_choose, unsigned int slot, uint32_t own);

/* The id of a process that lives there: 0 where there is one, else the first inside. */
uint32_t create_map_first(const struct create_map *map);
/* As the helper numbers it. -ENOENT: it has none. */
int create_map_outside(const struct create_map *map, uint32_t inside, uint32_t *ret_outside);
/* True if the host's 0 is in it. */
bool create_map_holds_root(const struct create_map *map);

/* Writes both, and before them "deny" to setgroups where the helper could not write the gid map without. */
int create_map_write(pid_t pid, bool may_choose, const struct create_map *uids, const struct create_map *gids, struct refusal *ret_refusal);

#endif
