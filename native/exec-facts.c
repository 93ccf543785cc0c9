#define _GNU_SOURCE
#include "exec-facts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

_Static_assert((int) JOIN_COMMAND_LIMIT <= (int) POLICY_ARGV_LIMIT, "the policy sees every command that may be run");

/* MAX_USER_NS_LEVEL of the kernel, and one. */
enum { USER_LEVEL_LIMIT = 34 };

#define SET(capability) (1ull << (capability))
/* With one of these in the host's user namespace a root inside is root outside. */
#define POWERS (SET(CAP_SYS_ADMIN) | SET(CAP_SYS_PTRACE) | SET(CAP_SYS_MODULE) | SET(CAP_SYS_RAWIO) | SET(CAP_DAC_READ_SEARCH) | \
		SET(CAP_BPF) | SET(CAP_MAC_ADMIN) | SET(CAP_MAC_OVERRIDE))

static bool is_joined(const struct exec_plan *plan, enum nstype type)
{
	return nstype_is_in(plan->spec.types, type);
}

static int open_own(enum nstype type, int *ret_fd)
{
	char path[48];

	(void) snprintf(path, sizeof(path), "/proc/self/ns/%s", nstype_info[type].name);
	*ret_fd = open(path, O_RDONLY | O_CLOEXEC);
	return *ret_fd < 0 ? -errno : 0;
}

static int identify_own(enum nstype type, struct ns_identity *ret_identity)
{
	CLEANUP_FD int fd = -1;
	int r = open_own(type, &fd);

	return r == 0 ? nsfs_identify(fd, ret_identity) : r;
}

/* The one that is about to be joined, or nothing. */
static int open_asked(const struct target *target, const struct exec_plan *plan, const struct ns_identity *asked, int *ret_fd)
{
	struct ns_identity found;
	char path[32];
	int r;

	(void) snprintf(path, sizeof(path), "ns/%s", nstype_info[asked->type].name);
	*ret_fd = target ? openat(target->proc_fd, path, O_RDONLY | O_CLOEXEC)
			 : fcntl(plan->fds[JOIN_FD_NAMESPACE + asked->type], F_DUPFD_CLOEXEC, 0);
	if (*ret_fd < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	r = nsfs_identify(*ret_fd, &found);
	if (r < 0)
		return r;
	return nsfs_is_same(asked, &found) ? 0 : -ESTALE;
}

/* Who may do anything in this user namespace, says the kernel: the maker of the one that hangs below ours and has it in its tree.
 * -ENOENT: it is our own, or not below ours. */
static int find_maker(int user_fd, const struct ns_identity *own, uid_t *ret_uid)
{
	CLEANUP_FD int at = fcntl(user_fd, F_DUPFD_CLOEXEC, 0);
	struct ns_identity identity;
	int r;

	if (at < 0)
		return -errno;
	r = nsfs_identify(at, &identity);
	if (r < 0 || nsfs_is_same(&identity, own))
		return r < 0 ? r : -ENOENT;
	for (int level = 0; level < USER_LEVEL_LIMIT; level++) {
		enum ns_relation relation;
		int parent;

		r = nsfs_open_parent(at, &relation, &parent);
		if (r < 0 || relation != NS_RELATION_KNOWN)
			return r < 0 ? r : -ENOENT;
		r = nsfs_identify(parent, &identity);
		if (r == 0 && nsfs_is_same(&identity, own))
			r = nsfs_owner_uid(at, ret_uid) < 0 ? -EIO : 1;
		cleanup_close(&at);
		at = parent;
		if (r != 0)
			return r < 0 ? r : 0;
	}
	return -ENOENT;
}

/* The same for a namespace of any type: by the user namespace that it belongs to. */
static int find_maker_of(int fd, enum nstype type, const struct ns_identity *own, uid_t *ret_uid)
{
	CLEANUP_FD int owner = -1;
	enum ns_relation relation;
	int r;

	if (type == NSTYPE_USER)
		return find_maker(fd, own, ret_uid);
	r = nsfs_open_owner(fd, &relation, &owner);
	if (r < 0 || relation != NS_RELATION_KNOWN)
		return r < 0 ? r : -ENOENT;
	return find_maker(owner, own, ret_uid);
}

/* Everything joined belongs to user namespaces of one maker, and one of those is joined too: what the command may do it may do
 * there, and on the host it is no more than a process of the maker's. */
static int find_owner(const struct exec_request *request, const struct target *target, const struct exec_plan *plan,
		      struct policy_facts *facts)
{
	struct ns_identity own;
	bool is_first = true;
	int r = identify_own(NSTYPE_USER, &own);

	if (r < 0 || !is_joined(plan, NSTYPE_USER))
		return r;
	for (size_t i = 0; i < request->namespace_count; i++) {
		const struct ns_identity *asked = &request->namespaces[i];
		CLEANUP_FD int fd = -1;
		uid_t maker = 0;

		if (!is_joined(plan, asked->type))
			continue;
		r = open_asked(target, plan, asked, &fd);
		if (r < 0)
			return r;
		r = find_maker_of(fd, asked->type, &own, &maker);
		if (r == -ENOENT || (r == 0 && !is_first && maker != facts->owner))
			return 0;
		if (r < 0)
			return r;
		facts->owner = maker;
		is_first = false;
	}
	facts->has_owner = true;
	return 0;
}

/* -ENOENT: this kernel has not the type. */
static int differs(const struct target *target, enum nstype type, bool *ret_differs)
{
	struct ns_identity own, theirs;
	int r = identify_own(type, &own);

	if (r < 0)
		return r;
	r = target_identify(target->proc_fd, type, &theirs);
	*ret_differs = r == 0 && !nsfs_is_same(&own, &theirs);
	return r;
}

/* The command joins every namespace in which the target is not where we are. */
static int joins_all(const struct target *target, const struct exec_plan *plan, bool *ret_all)
{
	*ret_all = true;
	for (int type = 0; type < NSTYPE_COUNT; type++) {
		bool is_other = false;
		int r = differs(target, (enum nstype) type, &is_other);

		if (r < 0 && r != -ENOENT)
			return r;
		if (r == 0 && is_other && !is_joined(plan, (enum nstype) type))
			*ret_all = false;
	}
	return 0;
}

/* A bind mount of our root directory is our root directory. */
static bool is_our_root(int root_fd)
{
	CLEANUP_FD int own = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct statx ours, theirs;

	if (statx(own, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_INO, &ours) < 0 ||
	    statx(root_fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_INO, &theirs) < 0)
		return true;
	return ours.stx_ino == theirs.stx_ino && ours.stx_dev_major == theirs.stx_dev_major && ours.stx_dev_minor == theirs.stx_dev_minor;
}

/* Files and processes of its own, and no power that would make a root in there root out here. */
static int is_container(const struct target *target, const struct exec_plan *plan, bool *ret_is)
{
	*ret_is = false;
	if (!target || !is_joined(plan, NSTYPE_MNT) || !is_joined(plan, NSTYPE_PID) || is_our_root(target->root_fd))
		return 0;
	if (!is_joined(plan, NSTYPE_USER) && (target->credentials.bounding & POWERS))
		return 0;
	return joins_all(target, plan, ret_is);
}

/* Where the root directory is not the target's, nobody has looked at what it is. */
static int find_place(const struct exec_request *request, const struct target *target, const struct exec_plan *plan,
		      struct policy_facts *facts)
{
	bool is = false;
	int r = request->options.root == EXEC_ROOT_TARGET ? is_container(target, plan, &is) : 0;

	if (r < 0)
		return r;
	facts->places = is ? POLICY_IN_CONTAINER : POLICY_IN_HOST;
	/* Who asks for mnt too gets the root directory of the target, also where the namespace is our own. */
	if (plan->spec.types == 1u << NSTYPE_NET && plan->fds[JOIN_FD_ROOT] < 0 && request->options.root == EXEC_ROOT_TARGET)
		facts->places = POLICY_IN_NET_ONLY;
	return 0;
}

static void fill_commands(const struct exec_request *request, struct policy_facts *facts)
{
	const struct exec_options *options = &request->options;

	for (uint32_t i = 0; i < request->command_count; i++)
		facts->commands[facts->command_count++] = exec_request_command(request, i);
	facts->is_plain = options->environment == EXEC_ENVIRONMENT_CLEAN && options->variable_count == 0 && options->root == EXEC_ROOT_TARGET;
}

static void fill_identity(const struct exec_request *request, const struct target *target, const struct exec_plan *plan,
			  struct policy_facts *facts)
{
	static const enum policy_caps caps[] = {
		[EXEC_CAPABILITIES_NONE] = POLICY_CAPS_NONE, [EXEC_CAPABILITIES_TARGET] = POLICY_CAPS_TARGET, [EXEC_CAPABILITIES_ALL] = POLICY_CAPS_ALL,
	};

	/* Without a target nobody has read the maps of a user namespace. */
	facts->has_uid = target || !is_joined(plan, NSTYPE_USER);
	facts->uid = plan->pipe_uid;
	facts->is_target = target && request->options.as == EXEC_AS_TARGET;
	facts->is_root = plan->spec.uid == 0 || facts->uid == 0;
	facts->caps = caps[request->options.capabilities];
}

int exec_facts_find(const struct exec_request *request, const struct target *target, const struct exec_plan *plan,
		    struct policy_facts *ret_facts, struct refusal *ret_refusal)
{
	int r;

	*ret_facts = (struct policy_facts) { .verb = POLICY_EXEC };
	fill_commands(request, ret_facts);
	fill_identity(request, target, plan, ret_facts);
	r = find_place(request, target, plan, ret_facts);
	if (r == 0)
		r = find_owner(request, target, plan, ret_facts);
	return r < 0 ? refuse(ret_refusal, failure_from_errno(r), "rights", r, "it cannot be found out where the command would stand") : 0;
}
