#define _GNU_SOURCE
#include "exec-plan.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "privilege.h"

static bool is_asked(const struct exec_request *request, enum nstype type)
{
	return exec_request_namespace(request, type) != NULL;
}

static bool is_joined(const struct exec_plan *plan, enum nstype type)
{
	return nstype_is_in(plan->spec.types, type);
}

/* The target's namespace of this type is the one the asker saw. */
static int check_of_target(const struct target *target, const struct ns_identity *asked, struct refusal *ret_refusal)
{
	const char *name = nstype_info[asked->type].name;
	struct ns_identity found;
	int r;

	r = target_identify(target->proc_fd, asked->type, &found);
	if (r == -ESRCH)
		return refuse(ret_refusal, FAILURE_GONE, "target", r, "process %d has ended", (int) target->pid);
	if (r < 0)
		return refuse(ret_refusal, failure_from_errno(r), "target", r, "the %s namespace of process %d cannot be opened",
			      name, (int) target->pid);
	if (!nsfs_is_same(asked, &found))
		return refuse(ret_refusal, FAILURE_IDENTITY, "target", ESTALE,
			      "process %d is in %s:[%llu] now, not in %s:[%llu]", (int) target->pid, name,
			      (unsigned long long) found.ino, name, (unsigned long long) asked->ino);
	return 0;
}

static int open_at_place(const struct exec_request *request, const struct ns_identity *asked, struct exec_plan *plan,
			 struct refusal *ret_refusal)
{
	const char *name = nstype_info[asked->type].name;
	int r;

	r = nsfs_open(asked, request->places, request->place_count, &plan->fds[JOIN_FD_NAMESPACE + asked->type]);
	if (r < 0)
		return refuse(ret_refusal, failure_from_errno(r), "target", r, "%s:[%llu] is at none of the places given", name,
			      (unsigned long long) asked->ino);
	return 0;
}

/* Its first process would be the command, and its end the end of the namespace. */
static int check_without_process(const struct exec_plan *plan, struct refusal *ret_refusal)
{
	if (!is_joined(plan, NSTYPE_PID))
		return 0;
	return refuse(ret_refusal, FAILURE_UNSUPPORTED, "target", 0,
		      "a pid namespace without a process cannot be joined: the command would be its first process and its last");
}

/* Of those asked for, the ones that are not the helper's own: joining one's own user namespace is an error. */
static int choose_types(const struct exec_request *request, const struct target *target, struct exec_plan *plan,
			struct refusal *ret_refusal)
{
	for (size_t i = 0; i < request->namespace_count; i++) {
		const struct ns_identity *asked = &request->namespaces[i];
		struct ns_identity own;
		int r;

		r = target_identify_own(asked->type, &own);
		if (r < 0)
			return refuse(ret_refusal, FAILURE_UNSUPPORTED, "target", r, "this kernel has no %s namespaces",
				      nstype_info[asked->type].name);
		r = target ? check_of_target(target, asked, ret_refusal) : 0;
		if (r < 0)
			return r;
		if (nsfs_is_same(asked, &own))
			continue;
		plan->spec.types |= 1u << asked->type;
		r = target ? 0 : open_at_place(request, asked, plan, ret_refusal);
		if (r < 0)
			return r;
	}
	return target ? 0 : check_without_process(plan, ret_refusal);
}

static bool is_same_directory(int left, int right)
{
	struct statx of_left, of_right;
	unsigned int mask = STATX_INO | STATX_MNT_ID;

	if (statx(left, "", AT_EMPTY_PATH, mask, &of_left) < 0 || statx(right, "", AT_EMPTY_PATH, mask, &of_right) < 0)
		return false;
	return of_left.stx_ino == of_right.stx_ino && of_left.stx_mnt_id == of_right.stx_mnt_id;
}

/* Whoever asks for the target's mnt asks for its files as it sees them, also where it is chrooted inside our own. */
static void choose_directories(const struct exec_request *request, const struct target *target, struct exec_plan *plan)
{
	CLEANUP_FD int own = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (!is_asked(request, NSTYPE_MNT))
		return;
	if (request->options.directory == EXEC_DIRECTORY_TARGET)
		plan->fds[JOIN_FD_CWD] = target->cwd_fd;
	if (request->options.root == EXEC_ROOT_NAMESPACE)
		return;
	if (is_joined(plan, NSTYPE_MNT) || !is_same_directory(target->root_fd, own))
		plan->fds[JOIN_FD_ROOT] = target->root_fd;
}

/* Where mnt is not asked for, the command has our files, but must not take our processes and interfaces for its own. */
static void choose_views(const struct exec_request *request, struct exec_plan *plan)
{
	uint64_t rights = 0;

	if (is_asked(request, NSTYPE_MNT))
		return;
	if (is_joined(plan, NSTYPE_PID))
		plan->spec.flags |= JOIN_FRESH_PROC;
	if (is_joined(plan, NSTYPE_NET))
		plan->spec.flags |= JOIN_FRESH_SYS;
	/* With rights here they cover namespaces that the user namespace to join does not own. Without, only it gives any. */
	if (plan->spec.flags && is_joined(plan, NSTYPE_USER) && privilege_effective(&rights) == 0 && (rights & 1ull << CAP_SYS_ADMIN))
		plan->spec.flags |= JOIN_USER_LAST;
}

static void fill_arguments(const struct exec_request *request, struct join_spec *spec)
{
	spec->command_count = request->command_count;
	memcpy(spec->command_arguments, request->command_arguments, sizeof(spec->command_arguments));
	spec->argument_count = request->argument_count;
	spec->argument_bytes = request->argument_bytes;
	memcpy(spec->arguments, request->arguments, request->argument_bytes);
}

/* Only who has the target's files can name a terminal of the target's. */
static void fill_terminal(const struct exec_request *request, bool has_files, struct join_spec *spec)
{
	if (!request->terminal.is_wanted)
		return;
	spec->flags |= has_files ? JOIN_TERMINAL | JOIN_TERMINAL_INSIDE : JOIN_TERMINAL;
	spec->rows = request->terminal.rows;
	spec->columns = request->terminal.columns;
}

int exec_plan_fill_command(const struct exec_request *request, const struct target *target, bool has_files,
			   struct exec_plan *plan, struct refusal *ret_refusal)
{
	const struct exec_options *options = &request->options;

	fill_arguments(request, &plan->spec);
	memcpy(plan->spec.root, options->root_path, sizeof(plan->spec.root));
	memcpy(plan->spec.directory, options->directory_path, sizeof(plan->spec.directory));
	fill_terminal(request, has_files, &plan->spec);
	return exec_environment_fill(request, target, plan, ret_refusal);
}

void exec_plan_init(struct exec_plan *plan)
{
	memset(plan, 0, sizeof(*plan));
	plan->spec.size = sizeof(plan->spec);
	for (int which = 0; which < JOIN_FD_COUNT; which++)
		plan->fds[which] = -1;
}

int exec_plan_make(const struct exec_request *request, const struct target *target, struct exec_plan *plan,
		   struct refusal *ret_refusal)
{
	if (choose_types(request, target, plan, ret_refusal) < 0)
		return -1;
	if (target) {
		plan->fds[JOIN_FD_TARGET] = target->pidfd;
		choose_directories(request, target, plan);
	}
	choose_views(request, plan);
	if (exec_credentials_fill(request, target, plan, ret_refusal) < 0)
		return -1;
	if (exec_plan_fill_command(request, target, is_asked(request, NSTYPE_MNT), plan, ret_refusal) < 0)
		return -1;
	if (target && target_is_alive(target) < 0)
		return refuse(ret_refusal, FAILURE_GONE, "target", ESRCH, "process %d has ended", (int) target->pid);
	return 0;
}

void exec_plan_free(struct exec_plan *plan)
{
	for (int which = 0; which < JOIN_FD_COUNT; which++) {
		if (which != JOIN_FD_TARGET && which != JOIN_FD_ROOT && which != JOIN_FD_CWD)
			cleanup_close(&plan->fds[which]);
		plan->fds[which] = -1;
	}
}
