#define _GNU_SOURCE
#include "policy-names.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

/* A group may have thousands of members. */
enum { ENTRY_ROOM = 1024 * 1024 };

/* getpwnam_r(3) lists what else means "there is none". EPERM and EBADF are in that list, but may as well be a directory service that
 * cannot be reached. */
static int meaning(int error, const void *found)
{
	if (error == 0)
		return found ? 0 : -ENOENT;
	return error == ENOENT || error == ESRCH ? -ENOENT : -error;
}

static int look_up_user(const char *name, uint32_t *ret_id)
{
	CLEANUP_FREE char *room = malloc(ENTRY_ROOM);
	struct passwd entry, *found = NULL;
	int error = room ? getpwnam_r(name, &entry, room, ENTRY_ROOM, &found) : ENOMEM;
	int r = meaning(error, found);

	if (r == 0)
		*ret_id = found->pw_uid;
	return r;
}

static int look_up_group(const char *name, uint32_t *ret_id)
{
	CLEANUP_FREE char *room = malloc(ENTRY_ROOM);
	struct group entry, *found = NULL;
	int error = room ? getgrnam_r(name, &entry, room, ENTRY_ROOM, &found) : ENOMEM;
	int r = meaning(error, found);

	if (r == 0)
		*ret_id = found->gr_gid;
	return r;
}

static int look_up_rule(struct policy_rule *rule)
{
	int r = rule->whom == POLICY_USER ? look_up_user(rule->name, &rule->id) : look_up_group(rule->name, &rule->id);

	rule->has_id = r == 0;
	return r == -ENOENT ? 0 : r;
}

int policy_names_look_up(struct policy *policy, struct policy_problem *ret_problem)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		struct policy_rule *rule = &policy->rules[i];
		int r = rule->name ? look_up_rule(rule) : 0;

		if (r == 0)
			continue;
		*ret_problem = (struct policy_problem) { .line = rule->line, .column = rule->column };
		(void) snprintf(ret_problem->message, sizeof(ret_problem->message), "%s could not be looked up: %s", rule->name, strerror(-r));
		return r;
	}
	return 0;
}

static int fill_who(const struct passwd *entry, struct policy_who *ret_who)
{
	int count = POLICY_GROUP_LIMIT;

	if (getgrouplist(entry->pw_name, entry->pw_gid, ret_who->groups, &count) < 0)
		return -E2BIG;
	ret_who->uid = entry->pw_uid;
	ret_who->group_count = (size_t) count;
	return 0;
}

int policy_who_of_uid(uid_t uid, struct policy_who *ret_who)
{
	CLEANUP_FREE char *room = malloc(ENTRY_ROOM);
	struct passwd entry, *found = NULL;
	int error = room ? getpwuid_r(uid, &entry, room, ENTRY_ROOM, &found) : ENOMEM;
	int r = meaning(error, found);

	return r == 0 ? fill_who(found, ret_who) : r;
}

int policy_who_of_name(const char *name, struct policy_who *ret_who)
{
	CLEANUP_FREE char *room = malloc(ENTRY_ROOM);
	struct passwd entry, *found = NULL;
	int error = room ? getpwnam_r(name, &entry, room, ENTRY_ROOM, &found) : ENOMEM;
	int r = meaning(error, found);

	return r == 0 ? fill_who(found, ret_who) : r;
}
