#define _GNU_SOURCE
#include "target-parse.h"

#include <errno.h>

#include "capability-sets.h"
#include "procfs-parse.h"
#include "user-maps.h"

/* The second of the four: the effective one, by which the kernel judges. */
static int find_effective_id(const struct procfs_buffer *status, const char *name, uint32_t *ret_id)
{
	struct span span;
	uint64_t id;

	if (procfs_status_span(status, name, &span) < 0 || procfs_skip_words(&span, 1) < 0 || procfs_take_number(&span, UINT32_MAX, &id) < 0)
		return -EBADMSG;
	*ret_id = (uint32_t) id;
	return 0;
}

static int find_groups(const struct procfs_buffer *status, struct target_credentials *credentials)
{
	struct span span;
	struct word word;
	uint64_t group;

	if (procfs_status_span(status, "Groups", &span) < 0)
		return -EBADMSG;
	credentials->group_count = 0;
	while (procfs_take_word(&span, &word) == 0) {
		if (credentials->group_count == JOIN_GROUP_LIMIT)
			return -E2BIG;
		if (procfs_parse_number(word.bytes, word.length, UINT32_MAX, &group) < 0)
			return -EBADMSG;
		credentials->groups[credentials->group_count++] = (gid_t) group;
	}
	return 0;
}

static int find_capabilities(const struct procfs_buffer *status, struct target_credentials *credentials)
{
	struct capability_sets sets;
	int r = capability_sets_parse(status, &sets);

	if (r < 0)
		return r;
	credentials->permitted = sets.permitted;
	credentials->bounding = sets.bounding;
	credentials->ambient = sets.ambient;
	return 0;
}

static int find_promise(const struct procfs_buffer *status, bool *ret_no_new_privs)
{
	struct span span;
	uint64_t value;

	if (procfs_status_span(status, "NoNewPrivs", &span) < 0 || procfs_take_number(&span, 1, &value) < 0)
		return -EBADMSG;
	*ret_no_new_privs = value == 1;
	return 0;
}

int target_parse_credentials(const struct procfs_buffer *status, struct target_credentials *ret_credentials)
{
	int r;

	r = find_effective_id(status, "Uid", &ret_credentials->uid);
	if (r == 0)
		r = find_effective_id(status, "Gid", &ret_credentials->gid);
	if (r == 0)
		r = find_groups(status, ret_credentials);
	if (r == 0)
		r = find_capabilities(status, ret_credentials);
	if (r == 0)
		r = find_promise(status, &ret_credentials->no_new_privs);
	return r;
}

/* Lines of user_namespaces(7). Those whose outside the reader's user namespace does not number say so with UINT32_MAX: they number
 * nobody, and counting on from there would end at ids of others. */
int target_parse_map(const struct procfs_buffer *text, bool outwards, uint32_t id, uint32_t *ret_id)
{
	struct user_map map;
	int r = user_map_parse(text->bytes, text->length, &map);

	if (r < 0)
		return r;
	for (size_t i = 0; i < map.count; i++) {
		const struct user_map_row *row = &map.rows[i];
		uint32_t from = outwards ? row->inside : row->outside;
		uint32_t to = outwards ? row->outside : row->inside;

		if (row->outside == UINT32_MAX || id < from || id - from >= row->count || (uint64_t) to + (id - from) >= UINT32_MAX)
			continue;
		*ret_id = to + (id - from);
		return 0;
	}
	return -ENOENT;
}
