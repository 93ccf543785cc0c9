#define _GNU_SOURCE
#include "create-make.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "create-claim.h"
#include "exec-channel.h"
#include "passfd.h"
#include "procfs.h"
#include "sandbox-bridge.h"
#include "target.h"

enum { ENDING_MS = 1000 };

struct making {
	const struct create_setup *setup;
	struct exec_child *child;
	struct sandbox *sandbox;
	struct refusal *refusal;
	int64_t deadline;
	bool released;		/* GO was sent */
	bool holding;
};

static bool is_new(const struct making *making, enum nstype type)
{
	return create_request_asks(making->setup->request, type);
}

/* --- refusals */

static int refuse_clone(const struct making *making, int error)
{
	if (error == EPERM)
		return refuse(making->refusal, FAILURE_DENIED, "make", error, "the kernel does not let the helper make these namespaces");
	if (error == ENOSPC || error == EUSERS)
		return refuse(making->refusal, FAILURE_LIMIT, "make", ENOSPC,
			      "there are as many namespaces of such a type as /proc/sys/user allows, or as many inside each other");
	if (error == EINVAL)
		return refuse(making->refusal, FAILURE_UNSUPPORTED, "make", error, "this kernel lacks one of these types of namespace");
	return refuse(making->refusal, failure_from_errno(error), "make", error, "clone3(2) made no process in new namespaces");
}

static const char *words_for(uint32_t stage)
{
	static const char *const shared[JOIN_STAGE_COUNT] = {
		[JOIN_STAGE_GROUPS] = "the helper's groups cannot be given up",
		[JOIN_STAGE_BOUNDING] = "capabilities that are too many cannot be given up",
		[JOIN_STAGE_IDS] = "the ids of the sandbox cannot be taken on",
		[JOIN_STAGE_CAPABILITIES] = "the capabilities of the sandbox cannot be taken on",
		[JOIN_STAGE_PROMISE] = "the command could not be confined",
		[JOIN_STAGE_TERMINAL] = "the terminal could not be made the command's",
	};
	static const char *const own[MAKE_STAGE_COUNT - JOIN_STAGE_COUNT] = {
		[MAKE_STAGE_IDS - JOIN_STAGE_COUNT] = "the ids of the new user namespace cannot be taken on",
		[MAKE_STAGE_HOSTNAME - JOIN_STAGE_COUNT] = "the hostname cannot be set",
		[MAKE_STAGE_NETWORK - JOIN_STAGE_COUNT] = "no socket could be opened in the new net namespace",
		[MAKE_STAGE_PRIVATE - JOIN_STAGE_COUNT] = "the mounts cannot be made private",
		[MAKE_STAGE_PROC - JOIN_STAGE_COUNT] = "the new pid namespace's /proc cannot be mounted",
		[MAKE_STAGE_SYS - JOIN_STAGE_COUNT] = "the new net namespace's /sys cannot be mounted",
		[MAKE_STAGE_ROOT - JOIN_STAGE_COUNT] = "the root directory cannot be built",
		[MAKE_STAGE_SYSTEM - JOIN_STAGE_COUNT] = "that directory is no tree with a system in it: it has no proc and dev",
		[MAKE_STAGE_PIVOT - JOIN_STAGE_COUNT] = "the root directory cannot be entered",
	};
	const char *words = NULL;

	if (stage < JOIN_STAGE_COUNT)
		words = shared[stage];
	else if (stage < MAKE_STAGE_COUNT)
		words = own[stage - JOIN_STAGE_COUNT];
	return words ? words : "nsatlas-make and nsatlas-exec do not understand each other";
}

/* Who makes the sandbox enters it as uid 0 of the host, but without its privileges where the user namespace is new. */
static int refuse_directory(const struct making *making, int error)
{
	const char *path = making->setup->request->directory;

	if (error == EACCES)
		return refuse(making->refusal, FAILURE_DENIED, "make", error, "the directory cannot be entered: %.256s", path);
	return refuse(making->refusal, FAILURE_USAGE, "make", error, "there is no such directory: %.256s", path);
}

static enum failure failure_of(const struct join_report *report)
{
	if (report->stage == MAKE_STAGE_SYSTEM)
		return FAILURE_USAGE;
	if (report->error == ENOSYS)
		return FAILURE_UNSUPPORTED;
	return report->error == EPERM ? FAILURE_DENIED : FAILURE_FAULT;
}

static int refuse_stage(const struct making *making, const struct join_report *report)
{
	if (report->stage == JOIN_STAGE_COMMAND || report->stage == JOIN_STAGE_LOADER)
		return exec_channel_refuse_command(exec_request_command(&making->setup->request->command, making->child->command), report->error,
						   making->refusal);
	if (report->stage == MAKE_STAGE_CLONE)
		return refuse_clone(making, report->error);
	if (report->stage == MAKE_STAGE_DIRECTORY)
		return refuse_directory(making, report->error);
	return refuse(making->refusal, failure_of(report), "make", report->error, "%s", words_for(report->stage));
}

static int refuse_end(const struct making *making)
{
	return refuse(making->refusal, FAILURE_FAULT, "make", 0, "nsatlas-make ended without a word");
}

/* --- what was made */

static void tell_calls(const struct making *making)
{
	char *text = making->sandbox->calls;
	size_t room = sizeof(making->sandbox->calls), length = 0;

	length += (size_t) snprintf(text, room, "clone3({flags=CLONE_PIDFD|CLONE_PARENT");
	for (int type = 0; type < NSTYPE_COUNT && length < room; type++)
		if (is_new(making, (enum nstype) type))
			length += (size_t) snprintf(text + length, room - length, "|%s", nstype_info[type].flag_name);
	if (length < room)
		(void) snprintf(text + length, room - length, "})");
}

static int take_child(const struct making *making, int pidfd)
{
	const struct create_plan *plan = making->setup->plan;
	int r = exec_channel_take_child(making->child, pidfd);

	if (r < 0)
		return refuse_end(making);
	tell_calls(making);
	if (is_new(making, NSTYPE_USER) &&
	    create_map_write(making->child->pid, plan->may_choose_ids, &plan->uids, &plan->gids, making->refusal) < 0)
		return -1;
	/* Who has died meanwhile is noticed at the end of file. */
	(void) send(making->child->socket, "M", 1, MSG_NOSIGNAL);
	return 0;
}

/* New where it was asked for, and the helper's own everywhere else. */
static int verify_namespace(const struct making *making, int proc_fd, int own_fd, enum nstype type)
{
	struct ns_identity *found = &making->sandbox->namespaces[type], own;
	int r = target_identify(proc_fd, type, found);

	if (r == 0)
		r = target_identify(own_fd, type, &own);
	if (r == -ENOENT && !is_new(making, type))
		return 0;
	if (r < 0)
		return refuse(making->refusal, FAILURE_FAULT, "verify", r, "the %s namespace of the sandbox cannot be looked at", nstype_info[type].name);
	if (nsfs_is_same(found, &own) == is_new(making, type))
		return refuse(making->refusal, FAILURE_FAULT, "verify", 0, "the %s namespace of the sandbox is not the one it ought to be",
			      nstype_info[type].name);
	return 0;
}

static int verify(const struct making *making)
{
	CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };
	const struct exec_child *child = making->child;
	CLEANUP_FD int proc_fd = -1, own_fd = -1;
	struct procfs_stat stat;
	int r;

	r = procfs_open(child->pid, &proc_fd);
	if (r == 0)
		r = procfs_open(getpid(), &own_fd);
	if (r == 0)
		r = procfs_read_stat(proc_fd, &scratch, &stat);
	if (r < 0)
		return refuse_end(making);
	making->sandbox->start_time = stat.start_time;
	for (int type = 0; type < NSTYPE_COUNT; type++)
		if (verify_namespace(making, proc_fd, own_fd, (enum nstype) type) < 0)
			return -1;
	if (child->cgroup.fd >= 0 && !cgroup_holds(&child->cgroup, child->pid))
		return refuse(making->refusal, FAILURE_FAULT, "verify", 0, "the sandbox is not in its control group");
	return 0;
}

static int release(struct making *making)
{
	const char go = JOIN_GO;

	if (making->child->pidfd < 0 || making->released)
		return refuse_end(making);
	if (verify(making) < 0)
		return -1;
	if (making->setup->request->is_pinned && create_claim_pin(making->setup, making->child, making->sandbox, making->refusal) < 0)
		return -1;
	making->released = true;
	(void) send(making->child->socket, &go, 1, MSG_NOSIGNAL);
	return 0;
}

/* --- the conversation */

static int take_terminal(const struct making *making, int master)
{
	int r = exec_channel_take_terminal(making->child, master);

	return r < 0 ? refuse(making->refusal, FAILURE_FAULT, "make", r, "the terminal could not be taken") : 0;
}

static int open_net(const struct making *making)
{
	CLEANUP_FD int proc_fd = -1;
	int r = procfs_open(making->child->pid, &proc_fd);

	if (r == 0)
		r = openat(proc_fd, "ns/net", O_RDONLY | O_CLOEXEC);
	return r < 0 && proc_fd >= 0 ? -errno : r;
}

/* Who is ending has left its namespaces a moment before it has ended. */
static bool ends(const struct exec_child *child)
{
	struct pollfd wait = { .fd = child->pidfd, .events = POLLIN };

	return poll(&wait, 1, ENDING_MS) > 0;
}

/* It waits for nothing of ours meanwhile, and may have failed and ended: then why is what it said last, and has yet to be read. */
static int set_up_network(const struct making *making, int socket)
{
	const struct create_claim *claim = making->setup->claim;
	CLEANUP_FD int owned = socket, net_fd = -1;
	int r;

	if (claim->address > 0) {
		net_fd = open_net(making);
		if (net_fd < 0)
			return ends(making->child) ? 0 : refuse_end(making);
		if (create_claim_plug(claim, net_fd, making->refusal) < 0)
			return -1;
	}
	r = sandbox_bridge_configure(take_fd(&owned), claim->address);
	return r < 0 ? refuse(making->refusal, failure_from_errno(r), "make", r, "the network inside could not be set up") : 0;
}

static int take_descriptor(const struct making *making, uint32_t stage, int fd)
{
	if (stage == MAKE_STAGE_MADE && making->child->pidfd < 0)
		return take_child(making, fd);
	if (stage == JOIN_STAGE_TERMINAL && making->released)
		return take_terminal(making, fd);
	if (stage == MAKE_STAGE_NETWORK && making->child->pidfd >= 0)
		return set_up_network(making, fd);
	(void) close(fd);
	return refuse(making->refusal, FAILURE_FAULT, "make", EBADMSG, "%s", words_for(JOIN_STAGE_SPEC));
}

static int take_report(struct making *making, const struct join_report *report, const int *fds, size_t count)
{
	if (report->error == 0 && count == 1)
		return take_descriptor(making, report->stage, fds[0]);
	exec_channel_close_all(fds, count);
	if (report->error != 0)
		return refuse_stage(making, report);
	switch (report->stage) {
	case JOIN_STAGE_READY:
		return release(making);
	case JOIN_STAGE_TERMINAL:
		if (making->released)
			exec_channel_answer_terminal(making->child);
		return 0;
	case JOIN_STAGE_COMMAND:
		making->child->command = report->number < making->setup->request->command.command_count ? report->number : 0;
		return 0;
	case MAKE_STAGE_HOLDING:
		making->holding = true;
		return 0;
	default:
		return refuse_stage(making, report);
	}
}

static int wait_for_report(const struct making *making)
{
	int r = exec_channel_wait(making->child, making->setup->connection, making->setup->signals, making->deadline);

	if (r == -ETIMEDOUT)
		return refuse(making->refusal, FAILURE_FAULT, "make", r, "making it took more than %d s", CREATE_DEADLINE_MS / 1000);
	if (r == -ECANCELED)
		return refuse(making->refusal, FAILURE_FAULT, "make", r, "the helper was told to end");
	return r < 0 ? refuse(making->refusal, FAILURE_FAULT, "make", r, "nsatlas-make cannot be waited for") : 0;
}

static int check_started(const struct making *making)
{
	if (making->released && (making->holding || exec_channel_has_executed(making->child)))
		return 0;
	return refuse_end(making);
}

static int take_reports(struct making *making)
{
	for (;;) {
		struct join_report report;
		int fds[NSTYPE_COUNT];
		size_t count;
		int r;

		if (wait_for_report(making) < 0)
			return -1;
		r = exec_channel_receive(making->child->socket, &report, fds, &count);
		if (r == -ENODATA)
			return check_started(making);
		if (r < 0) {
			exec_channel_close_all(fds, count);
			return refuse(making->refusal, FAILURE_FAULT, "make", r, "nsatlas-make sent no report");
		}
		if (take_report(making, &report, fds, count) < 0)
			return -1;
	}
}

static int start_maker(const struct create_setup *setup, struct exec_child *child)
{
	const struct create_request *request = setup->request;
	char name[MAKE_NAME_ROOM];
	char *const arguments[] = { request->has_command ? (char []) { "nsatlas-make" } : (char []) { "nsatlas-hold" }, name, NULL };

	(void) snprintf(name, sizeof(name), "%s", request->name);
	return exec_child_start_program(child, "nsatlas-make", arguments);
}

/* A group of its own name, by which the sandbox is known in the picture. */
static int contain(const struct create_setup *setup, struct exec_child *child)
{
	char name[sizeof(CREATE_GROUP_PREFIX) + MAKE_NAME_ROOM];
	int r = exec_child_contain(child);

	if (r < 0 || child->cgroup.fd < 0)
		return r;
	(void) snprintf(name, sizeof(name), CREATE_GROUP_PREFIX "%s", setup->request->name);
	return cgroup_nest(&child->cgroup, name);
}

static int start(const struct create_setup *setup, struct exec_child *child, struct refusal *ret_refusal)
{
	int r = contain(setup, child);

	if (r < 0)
		return refuse(ret_refusal, failure_from_errno(r), "make", r, "the sandbox could not be contained");
	r = setup->request->has_command ? exec_child_make_ends(&setup->plan->exec, child) : 0;
	if (r < 0)
		return refuse(ret_refusal, failure_from_errno(r), "make", r, "no pipes for the command");
	r = start_maker(setup, child);
	if (r == -ENOENT)
		return refuse(ret_refusal, FAILURE_FAULT, "make", r, "nsatlas-make is not beside nsatlas-exec: build it");
	return r < 0 ? refuse(ret_refusal, failure_from_errno(r), "make", r, "nsatlas-make could not be started") : 0;
}

/* It may have failed before it read a word, and said why. */
static int send_specs(const struct create_setup *setup, const struct exec_child *child)
{
	const struct create_plan *plan = setup->plan;
	int r = exec_channel_send_spec(child, &setup->plan->exec);

	if (r == 0)
		r = passfd_send(child->socket, &plan->make, sizeof(plan->make), -1);
	return r == -EPIPE ? 0 : r;
}

int create_make(const struct create_setup *setup, struct exec_child *child, struct sandbox *ret_sandbox, struct refusal *ret_refusal)
{
	struct making making = {
		.setup = setup, .child = child, .sandbox = ret_sandbox, .refusal = ret_refusal,
		.deadline = clock_now_ms() + CREATE_DEADLINE_MS,
	};
	int r;

	memset(ret_sandbox, 0, sizeof(*ret_sandbox));
	if (start(setup, child, ret_refusal) < 0)
		return -1;
	r = send_specs(setup, child);
	if (r < 0)
		return refuse(ret_refusal, FAILURE_FAULT, "make", r, "nsatlas-make could not be told what to do");
	return take_reports(&making);
}
