/* What a user namespace says of ids, user_namespaces(7). */
#ifndef NSATLAS_USER_MAPS_H
#define NSATLAS_USER_MAPS_H

#include "ns-members.h"

enum {
	USER_MAP_LIMIT = 340,		/* UID_GID_MAP_MAX_EXTENTS of the kernel */
	USER_OVERFLOW_ID = 65534,	/* stands for whoever has no number */
};

/* Ids from inside on are those from outside on, as the reader's user namespace numbers them; UINT32_MAX: it does not. */
struct user_map_row {
	uint32_t inside;
	uint32_t outside;
	uint32_t count;
};

struct user_map {
	size_t count;
	struct user_map_row rows[USER_MAP_LIMIT];
};

struct user_maps {
	struct user_map uids;
	struct user_map gids;
	const char *setgroups;	/* "allow", "deny", or NULL: the kernel is older than 3.19 */
};

/* A uid_map or gid_map file.
 * -EBADMSG  not that format
 * -E2BIG    it has more rows than a kernel gives it */
int user_map_parse(const char *bytes, size_t length, struct user_map *ret_map);

/* What an id is to the reader; USER_OVERFLOW_ID for one that is not mapped. */
uint32_t user_map_outside(const struct user_map *map, uint32_t inside);

/* Of a user namespace that is open, through one of its members or through a child that joins it: find members before; as the caller's user namespace numbers
 * ids, or its parent where it is the caller's own.
 * -EPERM …  as ns_joiner_ask */
int user_maps_read(int ns_fd, const struct ns_identity *identity, const struct ns_members *members, struct user_maps *ret_maps);

/* The same of the user namespace that owns this one: what ids are to the caller that a looker told who came through that owner
 * (ns-joiner.h). -EPERM: the owner is hidden from us, or as ns_joiner_ask. */
int user_maps_read_of_owner(int ns_fd, struct user_maps *ret_maps);

#endif
