/* One user namespace. */
#define _GNU_SOURCE
#include "inspect.h"

#include <errno.h>
#include <stdlib.h>

#include "capability-sets.h"
#include "cleanup.h"
#include "ns-members.h"
#include "user-maps.h"

enum { MEMBERS_MAX = 1024 };

struct member {
	pid_t pid;
	uint64_t start_time;
	struct capability_sets sets;
};

struct facts {
	struct user_maps maps;
	struct inspect_gaps gaps;
	size_t member_count;
	size_t left_out;
	struct member members[MEMBERS_MAX];
};

static int read_member(pid_t pid, const struct ns_identity *identity, struct procfs_buffer *scratch, struct member *ret_member)
{
	CLEANUP_FD int dir_fd = -1;
	struct procfs_stat stat = { 0 };
	int r = procfs_open(pid, &dir_fd);

	if (r == 0)
		r = procfs_read_stat(dir_fd, scratch, &stat);
	if (r == 0)
		r = procfs_read(dir_fd, "status", PROCFS_FILE_LIMIT, scratch);
	if (r == 0)
		r = capability_sets_parse(scratch, &ret_member->sets);
	if (r < 0)
		return r;
	ret_member->pid = pid;
	ret_member->start_time = stat.start_time;
	return ns_members_is(dir_fd, identity) ? 0 : -ESRCH;
}

static void read_members(const struct ns_members *members, const struct ns_identity *identity, struct facts *facts)
{
	CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };

	for (size_t i = 0; i < members->found.count; i++) {
		pid_t pid = members->found.pids[i];
		int r;

		if (facts->member_count == MEMBERS_MAX) {
			facts->left_out = members->found.count - i;
			return;
		}
		r = read_member(pid, identity, &scratch, &facts->members[facts->member_count]);
		if (r == 0)
			facts->member_count++;
		else if (r != -ESRCH)
			inspect_add_gap(&facts->gaps, "members", "process %d could not be read: %s", (int) pid, failure_errno_name(r));
	}
}

/* True if the reader has no number for some ids. */
static bool is_partly_unknown(const struct user_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->rows[i].outside == UINT32_MAX)
			return true;
	return false;
}

static void note_unknown_ids(struct facts *facts)
{
	if (is_partly_unknown(&facts->maps.uids))
		inspect_add_gap(&facts->gaps, "uidMap", "ids shown as %u have no number in the user namespace of the helper", UINT32_MAX);
	if (is_partly_unknown(&facts->maps.gids))
		inspect_add_gap(&facts->gaps, "gidMap", "ids shown as %u have no number in the user namespace of the helper", UINT32_MAX);
}

static void write_map(const char *name, const struct user_map *map, struct jsonout *json)
{
	jsonout_array_begin(json, name);
	for (size_t i = 0; i < map->count; i++) {
		jsonout_object_begin(json, NULL);
		jsonout_unsigned(json, "inside", map->rows[i].inside);
		jsonout_unsigned(json, "outside", map->rows[i].outside);
		jsonout_unsigned(json, "count", map->rows[i].count);
		jsonout_object_end(json);
	}
	jsonout_array_end(json);
}

static void write_facts(const struct inspect_target *target, const struct facts *facts, struct jsonout *json)
{
	inspect_write_head(target, &facts->gaps, json);
	write_map("uidMap", &facts->maps.uids, json);
	write_map("gidMap", &facts->maps.gids, json);
	jsonout_string(json, "setgroups", facts->maps.setgroups);
	jsonout_array_begin(json, "members");
	for (size_t i = 0; i < facts->member_count; i++) {
		jsonout_object_begin(json, NULL);
		jsonout_number(json, "pid", facts->members[i].pid);
		jsonout_unsigned(json, "startTime", facts->members[i].start_time);
		capability_sets_write(&facts->members[i].sets, json);
		jsonout_object_end(json);
	}
	jsonout_array_end(json);
	jsonout_unsigned(json, "membersLeftOut", facts->left_out);
	jsonout_object_end(json);
}

/* The members first: who joins to read the maps is one for a moment. */
static int read_facts(const struct inspect_target *target, struct facts *facts)
{
	CLEANUP_MEMBERS struct ns_members members = { 0 };
	int r = ns_members_find(&target->identity, &members);

	if (r < 0)
		return r;
	if (members.hidden > 0)
		inspect_add_gap(&facts->gaps, "members", "processes that may not be looked into: %zu; some may be members", members.hidden);
	read_members(&members, &target->identity, facts);
	return user_maps_read(target->ns_fd, &target->identity, &members, &facts->maps);
}

int inspect_user(const struct connection *connection, const struct inspect_target *target)
{
	CLEANUP_FREE struct facts *facts = calloc(1, sizeof(*facts));
	struct jsonout json;
	int r;

	if (!facts)
		return inspect_refuse(connection, FAILURE_FAULT, "read", -ENOMEM, "memory is short");
	r = read_facts(target, facts);
	if (r < 0)
		return inspect_refuse_join(connection, r);
	note_unknown_ids(facts);
	r = jsonout_init(&json, connection->out);
	if (r < 0)
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "memory is short");
	write_facts(target, facts, &json);
	return inspect_finish(&json);
}
