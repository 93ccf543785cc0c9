/* What the command is and may: docs/decisions/0010. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "exec-plan.h"
#include "privilege.h"
#include "procfs.h"

static bool joins_user(const struct exec_plan *plan)
{
	return nstype_is_in(plan->spec.types, NSTYPE_USER);
}

/* In our own numbers: groups are set before the join. */
static void fill_groups(struct join_spec *spec, const struct target_credentials *credentials)
{
	spec->group_count = credentials->group_count;
	memcpy(spec->groups, credentials->groups, credentials->group_count * sizeof(credentials->groups[0]));
}

static bool has_group(const struct target_credentials *credentials, gid_t group)
{
	for (uint32_t i = 0; i < credentials->group_count; i++)
		if (credentials->groups[i] == group)
			return true;
	return false;
}

/* setgroups(2) fails without CAP_SETGID, and in a user namespace that denies it. For whom it ought to work it has to. */
static bool can_set_groups(void)
{
	CLEANUP_BUFFER struct procfs_buffer word = { 0 };
	CLEANUP_FD int own = -1;
	uint64_t rights;

	if (privilege_effective(&rights) < 0 || !(rights & 1ull << CAP_SETGID))
		return false;
	return procfs_open(getpid(), &own) < 0 || procfs_read(own, "setgroups", 16, &word) < 0 ||
	       !memmem(word.bytes, word.length, "deny", 4);
}

/* Who cannot exchange groups keeps them. That gives nothing away where the target has each of them too. */
static bool may_keep_groups(const struct target_credentials *own, const struct target_credentials *of_target)
{
	if (can_set_groups())
		return false;
	for (uint32_t i = 0; i < own->group_count; i++)
		if (!has_group(of_target, own->groups[i]))
			return false;
	return true;
}

/* An id that has no number inside can only be had by one who has it already. */
static int map_id(const struct target *target, const char *map, uint32_t wanted, uint32_t own, uint32_t *ret_inside)
{
	int r = target_map_inside(target, map, wanted, ret_inside);

	if (r == -ENOENT && wanted == own) {
		*ret_inside = JOIN_ID_KEPT;
		return 0;
	}
	return r;
}

static int refuse_id(struct refusal *ret_refusal, const char *what, uint32_t id, int error)
{
	if (error == -ENOENT)
		return refuse(ret_refusal, FAILURE_JOIN, "target", EINVAL, "%s %u has no number in that user namespace", what, id);
	return refuse(ret_refusal, failure_from_errno(error), "target", error, "the id maps of the target could not be read");
}

static int fill_ids_of_target(const struct target *target, struct exec_plan *plan, struct refusal *ret_refusal)
{
	const struct target_credentials *credentials = &target->credentials;
	int r;

	plan->pipe_uid = credentials->uid;
	plan->pipe_gid = credentials->gid;
	plan->spec.uid = credentials->uid;
	plan->spec.gid = credentials->gid;
	if (!joins_user(plan))
		return 0;
	r = map_id(target, "uid_map", credentials->uid, geteuid(), &plan->spec.uid);
	if (r < 0)
		return refuse_id(ret_refusal, "uid", credentials->uid, r);
	r = map_id(target, "gid_map", credentials->gid, getegid(), &plan->spec.gid);
	return r < 0 ? refuse_id(ret_refusal, "gid", credentials->gid, r) : 0;
}

/* Ids that the joined user namespace numbers. Only a process of it tells which numbers it has; without one nsatlas-join meets it. */
static int fill_ids(const struct target *target, uint32_t uid, uint32_t gid, struct exec_plan *plan, struct refusal *ret_refusal)
{
	int r;

	plan->spec.uid = uid;
	plan->spec.gid = gid;
	/* Of whom it is outside we know nothing without a process: the pipes stay ours, as chown(2) leaves what is -1. */
	plan->pipe_uid = joins_user(plan) ? JOIN_ID_KEPT : uid;
	plan->pipe_gid = joins_user(plan) ? JOIN_ID_KEPT : gid;
	if (!joins_user(plan) || !target)
		return 0;
	r = target_map_outside(target, "uid_map", uid, &plan->pipe_uid);
	if (r < 0)
		return refuse_id(ret_refusal, "uid", uid, r);
	r = target_map_outside(target, "gid_map", gid, &plan->pipe_gid);
	return r < 0 ? refuse_id(ret_refusal, "gid", gid, r) : 0;
}

/* The target's capabilities are rights in its user namespace. In ours, where the command runs when that one is not
 * joined, they would be something else: the rights of the host's root for a container's. */
static int lives_in_our_user_namespace(const struct target *target, bool *ret_lives)
{
	CLEANUP_FD int own = -1;
	uint64_t of_target, of_helper;
	int r;

	r = procfs_open(getpid(), &own);
	if (r == 0)
		r = procfs_ns_ino(own, "ns/user", &of_helper);
	if (r == 0)
		r = procfs_ns_ino(target->proc_fd, "ns/user", &of_target);
	if (r == 0)
		*ret_lives = of_helper == of_target;
	return r;
}

static int fill_as_target(const struct target *target, struct exec_plan *plan, struct refusal *ret_refusal)
{
	struct join_spec *spec = &plan->spec;
	bool lives_here = false;
	int r = lives_in_our_user_namespace(target, &lives_here);

	if (r < 0)
		return refuse(ret_refusal, failure_from_errno(r), "target", r, "the user namespace of process %d cannot be told", (int) target->pid);
	fill_groups(spec, &target->credentials);
	if (joins_user(plan) || lives_here) {
		spec->bounding = target->credentials.bounding;
		spec->permitted = target->credentials.permitted;
		spec->ambient = target->credentials.ambient;
	}
	return fill_ids_of_target(target, plan, ret_refusal);
}

/* Whoever is not what the target is has no groups, and of capabilities what the target could have had. */
static int fill_as_other(const struct target *target, uint32_t uid, uint32_t gid, struct exec_plan *plan, struct refusal *ret_refusal)
{
	plan->spec.bounding = target->credentials.bounding;
	plan->spec.permitted = uid == 0 ? target->credentials.bounding : 0;
	return fill_ids(target, uid, gid, plan, ret_refusal);
}

/* Nobody there to be like: what a shell of the helper's user would have. */
static int fill_without_target(const struct exec_options *options, const struct target_credentials *own,
			       struct exec_plan *plan, struct refusal *ret_refusal)
{
	plan->spec.bounding = own->bounding;
	plan->spec.permitted = own->bounding;
	if (options->as == EXEC_AS_IDS) {
		plan->spec.permitted = options->uid == 0 ? own->bounding : 0;
		return fill_ids(NULL, options->uid, options->gid, plan, ret_refusal);
	}
	if (joins_user(plan) || options->as == EXEC_AS_ROOT)
		return fill_ids(NULL, 0, 0, plan, ret_refusal);
	plan->spec.permitted = own->permitted;
	return fill_ids(NULL, own->uid, own->gid, plan, ret_refusal);
}

static int fill_for_target(const struct exec_options *options, const struct target *target, struct exec_plan *plan,
			   struct refusal *ret_refusal)
{
	switch (options->as) {
	case EXEC_AS_ROOT:
		return fill_as_other(target, 0, 0, plan, ret_refusal);
	case EXEC_AS_IDS:
		return fill_as_other(target, options->uid, options->gid, plan, ret_refusal);
	default:
		return fill_as_target(target, plan, ret_refusal);
	}
}

/* `all` is what nsenter(1) leaves: with uid 0 whatever we have, with another nothing at once. Never more than we may give, also
 * in a user namespace whose joining makes the kernel fill up the bounding set. */
static void choose_capabilities(enum exec_capabilities wanted, const struct target_credentials *own, struct join_spec *spec)
{
	if (wanted == EXEC_CAPABILITIES_TARGET)
		return;
	spec->bounding = wanted == EXEC_CAPABILITIES_ALL ? own->bounding : 0;
	spec->permitted = spec->uid == 0 ? spec->bounding : 0;
	spec->ambient = 0;
}

/* A command that is run once has no need of sudo. Whoever sits at a terminal may, and then of the one the target could run
 * as well: not of the host's, where the command has the host's files, nor of one below a root that was chosen, where a user
 * may have put the files it believes. */
static bool may_be_raised(const struct exec_request *request, const struct target *target, const struct join_spec *spec)
{
	if (!request->terminal.is_wanted || (request->options.root == EXEC_ROOT_PATH && spec->uid != 0))
		return false;
	return !target || (exec_request_namespace(request, NSTYPE_MNT) && !target->credentials.no_new_privs);
}

/* Uid 0 gets at execve(2) what the bounding set holds. The target may have shut that way with securebits(7), of which /proc tells
 * nothing. */
static void forbid_or_bound_raising(bool may_be_raised, struct join_spec *spec)
{
	if (!may_be_raised)
		spec->flags |= JOIN_NO_NEW_PRIVS;
	else if (spec->uid == 0)
		spec->bounding &= spec->permitted;
}

int exec_credentials_fill(const struct exec_request *request, const struct target *target, struct exec_plan *plan,
			  struct refusal *ret_refusal)
{
	struct target_credentials own;
	int r;

	r = target_read_own_credentials(&own);
	if (r < 0)
		return refuse(ret_refusal, FAILURE_FAULT, "target", r, "the helper cannot read its own credentials");
	if (target ? may_keep_groups(&own, &target->credentials) : !can_set_groups())
		plan->spec.flags |= JOIN_KEEP_GROUPS;
	r = target ? fill_for_target(&request->options, target, plan, ret_refusal)
		   : fill_without_target(&request->options, &own, plan, ret_refusal);
	if (r < 0)
		return r;
	choose_capabilities(request->options.capabilities, &own, &plan->spec);
	forbid_or_bound_raising(may_be_raised(request, target, &plan->spec), &plan->spec);
	return 0;
}
