#define _GNU_SOURCE
#include "create-plan.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "privilege.h"
#include "sandbox-bridge.h"
#include "target.h"

/* tty(4) of most hosts. */
enum { TTY_GROUP = 5 };

#define SET(capability) (UINT64_C(1) << (capability))

/* What docker(1) gives a container, but no making of devices: nothing here keeps a device of the host's from being opened. */
static const uint64_t tamed = SET(CAP_CHOWN) | SET(CAP_DAC_OVERRIDE) | SET(CAP_FOWNER) | SET(CAP_FSETID) | SET(CAP_KILL) | SET(CAP_SETGID) |
			      SET(CAP_SETUID) | SET(CAP_SETPCAP) | SET(CAP_NET_BIND_SERVICE) | SET(CAP_NET_RAW) | SET(CAP_SYS_CHROOT) |
			      SET(CAP_AUDIT_WRITE) | SET(CAP_SETFCAP);

static bool is_privileged(uint64_t rights, int capability)
{
	return (rights & SET(capability)) != 0;
}

static int check_rights(const struct create_request *request, uint64_t rights, struct refusal *ret_refusal)
{
	if (!create_request_asks(request, NSTYPE_USER) && !is_privileged(rights, CAP_SYS_ADMIN))
		return refuse(ret_refusal, FAILURE_DENIED, "request", EPERM,
			      "who is not root may make other namespaces only together with a user namespace: add user");
	if (request->has_bridge && !is_privileged(rights, CAP_NET_ADMIN))
		return refuse(ret_refusal, FAILURE_DENIED, "request", EPERM, "a cable to a bridge of the host needs root");
	if (request->is_pinned && !is_privileged(rights, CAP_SYS_ADMIN))
		return refuse(ret_refusal, FAILURE_DENIED, "request", EPERM, "a bind mount that keeps namespaces needs root");
	return 0;
}

static void fill_maps(const struct create_request *request, unsigned int slot, struct create_plan *plan)
{
	plan->uids = request->uids;
	plan->gids = request->gids;
	create_map_fill(&plan->uids, plan->may_choose_ids, slot, geteuid());
	create_map_fill(&plan->gids, plan->may_choose_ids, slot, getegid());
}

/* Full where the user namespace is new and none of its ids is the host's root: what they reach ends at its border. */
static void fill_credentials_inside(struct create_plan *plan)
{
	struct join_spec *spec = &plan->exec.spec;
	bool is_host = create_map_holds_root(&plan->uids) || create_map_holds_root(&plan->gids);
	uint64_t rights = is_host ? tamed : UINT64_MAX;
	uint32_t outside;

	plan->make.flags |= is_host ? MAKE_GUARD_HOST : 0;
	plan->make.flags |= create_map_outside(&plan->gids, TTY_GROUP, &outside) == 0 ? MAKE_TTY_GROUP : 0;

	spec->uid = create_map_first(&plan->uids);
	spec->gid = create_map_first(&plan->gids);
	spec->bounding = rights;
	spec->permitted = rights;
	/* Else execve(2) would take them from who is not uid 0. */
	spec->ambient = spec->uid == 0 ? 0 : rights;
	(void) create_map_outside(&plan->uids, spec->uid, &plan->exec.pipe_uid);
	(void) create_map_outside(&plan->gids, spec->gid, &plan->exec.pipe_gid);
}

/* The helper's user, whose capabilities are the host's: cut to what a container would have. */
static void fill_credentials_of_helper(const struct target_credentials *own, struct create_plan *plan)
{
	struct join_spec *spec = &plan->exec.spec;

	plan->make.flags |= MAKE_GUARD_HOST | MAKE_TTY_GROUP;
	spec->uid = own->uid;
	spec->gid = own->gid;
	spec->bounding = own->bounding & tamed;
	spec->permitted = own->permitted & tamed;
	plan->exec.pipe_uid = own->uid;
	plan->exec.pipe_gid = own->gid;
}

static int fill_credentials(const struct create_request *request, struct create_plan *plan, struct refusal *ret_refusal)
{
	struct target_credentials own;
	int r = target_read_own_credentials(&own);

	if (r < 0)
		return refuse(ret_refusal, FAILURE_FAULT, "request", r, "the helper cannot read its own credentials");
	/* An ordinary user's groups stay: they could be had without us. */
	plan->exec.spec.flags |= JOIN_KEEP_GROUPS;
	if (create_request_asks(request, NSTYPE_USER))
		fill_credentials_inside(plan);
	else
		fill_credentials_of_helper(&own, plan);
	return 0;
}

/* As for exec: a command that is run once has no need of sudo. */
static int fill_command(const struct create_request *request, struct create_plan *plan, struct refusal *ret_refusal)
{
	static const struct exec_request holder = {
		.command_count = 1, .command_arguments = { 1 }, .argument_count = 1,
		.argument_bytes = sizeof("nsatlas-hold"), .arguments = "nsatlas-hold",
	};
	const struct exec_request *command = request->has_command ? &request->command : &holder;

	if (!request->has_command)
		plan->make.flags |= MAKE_HOLD;
	else if (!command->terminal.is_wanted)
		plan->exec.spec.flags |= JOIN_NO_NEW_PRIVS;
	return exec_plan_fill_command(command, NULL, create_request_asks(request, NSTYPE_MNT), &plan->exec, ret_refusal);
}

void create_plan_init(struct create_plan *plan)
{
	memset(plan, 0, sizeof(*plan));
	exec_plan_init(&plan->exec);
	plan->make.size = sizeof(plan->make);
}

static void fill_root(const struct create_request *request, const struct create_claim *claim, struct make_spec *spec)
{
	spec->root = request->root;
	(void) snprintf(spec->hostname, sizeof(spec->hostname), "%s", request->hostname);
	if (claim->address > 0)
		(void) snprintf(spec->address, sizeof(spec->address), SANDBOX_ADDRESS, claim->address);
	if (request->root == MAKE_ROOT_DIRECTORY)
		(void) snprintf(spec->directory, sizeof(spec->directory), "%s", request->directory);
}

int create_plan_make(const struct create_request *request, const struct create_claim *claim, struct create_plan *plan, struct refusal *ret_refusal)
{
	uint64_t rights = 0;
	int r = privilege_effective(&rights);

	if (r < 0)
		return refuse(ret_refusal, FAILURE_FAULT, "request", r, "the helper does not know its own rights");
	if (check_rights(request, rights, ret_refusal) < 0)
		return -1;
	plan->may_choose_ids = is_privileged(rights, CAP_SETUID) && is_privileged(rights, CAP_SETGID);
	plan->exec.spec.types = request->types;
	fill_root(request, claim, &plan->make);
	if (create_request_asks(request, NSTYPE_USER))
		fill_maps(request, claim->slot, plan);
	if (fill_credentials(request, plan, ret_refusal) < 0)
		return -1;
	return fill_command(request, plan, ret_refusal);
}

void create_plan_free(struct create_plan *plan)
{
	exec_plan_free(&plan->exec);
}
