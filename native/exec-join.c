/* exec's side of join.h: the spec, the look from outside, and GO. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "exec-channel.h"
#include "procfs.h"

struct conversation {
	const struct exec_setup *setup;
	struct exec_child *child;
	struct refusal *refusal;
	int64_t deadline;
	bool joined;
	bool ready;
	bool released;				/* GO was sent */
	int namespaces[NSTYPE_COUNT];		/* the child's, as J1 opened them */
};

static int take_child(struct conversation *conversation, int pidfd)
{
	int r = exec_channel_take_child(conversation->child, pidfd);

	if (r < 0)
		return refuse(conversation->refusal, FAILURE_GONE, "join", r, "the command's process ended as it was born");
	return 0;
}

static void take_namespaces(struct conversation *conversation, uint32_t types, const int *fds)
{
	for (int type = 0; type < NSTYPE_COUNT; type++) {
		if (!nstype_is_in(types, (enum nstype) type))
			continue;
		cleanup_close(&conversation->namespaces[type]);
		conversation->namespaces[type] = *fds++;
	}
	conversation->joined = true;
}

static int take_terminal(struct conversation *conversation, int master)
{
	int r = exec_channel_take_terminal(conversation->child, master);

	if (r == -ENOTTY)
		return refuse(conversation->refusal, FAILURE_FAULT, "join", 0, "what came from inside is no terminal");
	return r < 0 ? refuse(conversation->refusal, FAILURE_FAULT, "join", r, "the terminal could not be taken") : 0;
}

static int take_report(struct conversation *conversation, const struct join_report *report, const int *fds, size_t count)
{
	if (report->error == 0 && report->stage == JOIN_STAGE_JOINED && count == (size_t) __builtin_popcount(report->types) &&
	    report->types < 1u << NSTYPE_COUNT) {
		take_namespaces(conversation, report->types, fds);
		return 0;
	}
	/* Once: whoever takes the joining program over inside gets no other process into the place of the one that was looked at. */
	if (report->error == 0 && report->stage == JOIN_STAGE_FORKED && count == 1 && conversation->child->pidfd < 0)
		return take_child(conversation, fds[0]);
	if (report->error == 0 && report->stage == JOIN_STAGE_TERMINAL && count == 1 && conversation->released)
		return take_terminal(conversation, fds[0]);
	exec_channel_close_all(fds, count);
	if (report->error == 0 && report->stage == JOIN_STAGE_TERMINAL && conversation->released) {
		exec_channel_answer_terminal(conversation->child);
		return 0;
	}
	if (report->error == 0 && report->stage == JOIN_STAGE_COMMAND && report->number < conversation->setup->request->command_count) {
		conversation->child->command = report->number;
		return 0;
	}
	if (report->error == 0 && report->stage == JOIN_STAGE_READY && count == 0) {
		conversation->ready = true;
		return 0;
	}
	return exec_stage_refuse(conversation->setup, conversation->child, report, conversation->refusal);
}

/* Where the child really is. From here it cannot be shown anything false; only where the kernel does not let us look, for
 * an ordinary user's helper at a process that is not dumpable, we take what J1 opened before the child was born there. */
static int find_namespace(const struct conversation *conversation, int proc_fd, enum nstype type, struct ns_identity *ret_found)
{
	int r = target_identify(proc_fd, type, ret_found);

	if (r == -EACCES && conversation->namespaces[type] >= 0)
		return nsfs_identify(conversation->namespaces[type], ret_found);
	return r;
}

static int verify_namespace(const struct conversation *conversation, int proc_fd, const struct ns_identity *asked)
{
	const char *name = nstype_info[asked->type].name;
	struct ns_identity found;
	int r;

	r = find_namespace(conversation, proc_fd, asked->type, &found);
	if (r == -ESRCH)
		return refuse(conversation->refusal, FAILURE_GONE, "verify", r, "those namespaces ended before the command ran");
	if (r < 0)
		return refuse(conversation->refusal, FAILURE_FAULT, "verify", r, "the joined %s namespace cannot be looked at", name);
	if (!nsfs_is_same(asked, &found))
		return refuse(conversation->refusal, FAILURE_IDENTITY, "verify", ESTALE,
			      "the target moved while it was joined: %s:[%llu] was asked for, %s:[%llu] it was; nothing ran", name,
			      (unsigned long long) asked->ino, name, (unsigned long long) found.ino);
	return 0;
}

/* A target may change its namespaces between the first look and the join: a pidfd names a process, not a namespace. */
static int verify_child(const struct conversation *conversation)
{
	const struct exec_request *request = conversation->setup->request;
	const struct exec_child *child = conversation->child;
	CLEANUP_FD int proc_fd = -1;
	int r;

	r = procfs_open(child->pid, &proc_fd);
	if (r < 0)
		return refuse(conversation->refusal, FAILURE_GONE, "verify", r, "those namespaces ended before the command ran");
	for (size_t i = 0; i < request->namespace_count; i++)
		if (verify_namespace(conversation, proc_fd, &request->namespaces[i]) < 0)
			return -1;
	if (child->cgroup.fd >= 0 && !cgroup_holds(&child->cgroup, child->pid))
		return refuse(conversation->refusal, FAILURE_FAULT, "verify", 0, "the command is not in its control group");
	return 0;
}

static int release_child(struct conversation *conversation)
{
	const char go = JOIN_GO;

	if (conversation->released || !conversation->joined || !conversation->ready || conversation->child->pidfd < 0)
		return 0;
	if (verify_child(conversation) < 0)
		return -1;
	conversation->released = true;
	/* A child that has died is noticed at the end of file. */
	(void) send(conversation->child->socket, &go, 1, MSG_NOSIGNAL);
	return 0;
}

/* Close-on-exec closed the socket, or death did. */
static int check_started(struct conversation *conversation)
{
	if (conversation->released && exec_channel_has_executed(conversation->child))
		return 0;
	if (conversation->joined)
		return refuse(conversation->refusal, FAILURE_GONE, "join", 0, "those namespaces ended before the command ran");
	return refuse(conversation->refusal, FAILURE_FAULT, "join", 0, "nsatlas-join ended without a word");
}

static int wait_for_report(struct conversation *conversation)
{
	const struct exec_setup *setup = conversation->setup;
	int r = exec_channel_wait(conversation->child, setup->connection, setup->signals, conversation->deadline);

	switch (r) {
	case 0:
		return 0;
	case -ETIMEDOUT:
		return refuse(conversation->refusal, FAILURE_JOIN, "join", ETIMEDOUT, "joining took more than %d s",
			      EXEC_JOIN_DEADLINE_MS / 1000);
	case -ECANCELED:
		return refuse(conversation->refusal, FAILURE_FAULT, "join", ECANCELED, "the helper was told to end");
	default:
		return refuse(conversation->refusal, FAILURE_FAULT, "join", r, "nsatlas-join cannot be waited for");
	}
}

static int take_reports(struct conversation *conversation)
{
	for (;;) {
		struct join_report report;
		int fds[NSTYPE_COUNT];
		size_t count;
		int r;

		if (wait_for_report(conversation) < 0)
			return -1;
		r = exec_channel_receive(conversation->child->socket, &report, fds, &count);
		if (r == -ENODATA)
			return check_started(conversation);
		if (r < 0) {
			exec_channel_close_all(fds, count);
			return refuse(conversation->refusal, FAILURE_FAULT, "join", r, "nsatlas-join sent no report");
		}
		if (take_report(conversation, &report, fds, count) < 0 || release_child(conversation) < 0)
			return -1;
	}
}

int exec_join_converse(const struct exec_setup *setup, struct exec_child *child, struct refusal *ret_refusal)
{
	struct conversation conversation = {
		.setup = setup, .child = child, .refusal = ret_refusal, .deadline = clock_now_ms() + EXEC_JOIN_DEADLINE_MS,
	};
	int r;

	for (int type = 0; type < NSTYPE_COUNT; type++)
		conversation.namespaces[type] = -1;
	r = exec_channel_send_spec(child, setup->plan);
	/* It may have failed before it read a word, and said why. */
	if (r < 0 && r != -EPIPE)
		return refuse(ret_refusal, FAILURE_FAULT, "join", r, "nsatlas-join could not be told what to do");
	r = take_reports(&conversation);
	for (int type = 0; type < NSTYPE_COUNT; type++)
		cleanup_close(&conversation.namespaces[type]);
	return r;
}
