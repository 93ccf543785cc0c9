/* What went wrong in nsatlas-join, in words. */
#define _GNU_SOURCE
#include <errno.h>
#include <unistd.h>

#include "audit-quote.h"
#include "exec-channel.h"

static int refuse_join(int error, struct refusal *ret_refusal)
{
	if (error == ESRCH)
		return refuse(ret_refusal, FAILURE_GONE, "join", error, "the target ended before it was joined");
	if (error == EPERM || error == EACCES)
		return refuse(ret_refusal, FAILURE_DENIED, "join", error, "the kernel refuses to join these namespaces");
	return refuse(ret_refusal, FAILURE_JOIN, "join", error, "these namespaces could not be joined");
}

static int refuse_directory(const char *what, const char *path, int error, struct refusal *ret_refusal)
{
	char quoted[1024];

	(void) audit_quote(path, quoted, sizeof(quoted));
	switch (error) {
	case ENOENT:
		return refuse(ret_refusal, FAILURE_JOIN, "join", error, "the %s is not there: %s", what, quoted);
	case ENOTDIR:
		return refuse(ret_refusal, FAILURE_JOIN, "join", error, "the %s is no directory: %s", what, quoted);
	case EACCES:
		return refuse(ret_refusal, FAILURE_JOIN, "join", error, "the command may not enter the %s: %s", what, quoted);
	case ELOOP:
		return refuse(ret_refusal, FAILURE_JOIN, "join", error,
			      "the %s leads through a link that is not followed: %s", what, quoted);
	default:
		return refuse(ret_refusal, FAILURE_JOIN, "join", error, "the %s cannot be entered: %s", what, quoted);
	}
}

/* Of the ids that were asked for; those of the target were looked up in its maps. */
static int refuse_ids(const struct join_spec *spec, int error, struct refusal *ret_refusal)
{
	if (error == EINVAL)
		return refuse(ret_refusal, FAILURE_JOIN, "target", error,
			      "uid %u or gid %u has no number in that user namespace", spec->uid, spec->gid);
	return refuse(ret_refusal, error == EPERM ? FAILURE_DENIED : FAILURE_JOIN, "join", error,
		      "the command's uid and gid cannot be taken on");
}

/* The one that was tried last is the one that failed, or none of them is there. */
static int refuse_command(const struct exec_request *request, uint32_t number, int error, struct refusal *ret_refusal)
{
	char names[256] = "";
	size_t length = 0;

	if (error != ENOENT || request->command_count == 1)
		return exec_channel_refuse_command(exec_request_command(request, number), error, ret_refusal);
	for (uint32_t i = 0; i < request->command_count && length + 1 < sizeof(names); i++) {
		names[length++] = ' ';
		length += audit_quote(exec_request_command(request, i), names + length, sizeof(names) - length);
	}
	return refuse(ret_refusal, FAILURE_JOIN, "run", error, "none of these commands is in that mount namespace:%.*s", (int) length, names);
}

int exec_stage_refuse(const struct exec_setup *setup, const struct exec_child *child, const struct join_report *report,
		      struct refusal *ret_refusal)
{
	static const char *const words[JOIN_STAGE_COUNT] = {
		[JOIN_STAGE_SPEC] = "nsatlas-join and nsatlas-exec do not understand each other",
		[JOIN_STAGE_GROUPS] = "the helper's groups cannot be exchanged for the target's",
		[JOIN_STAGE_ROOT] = "the target's root directory cannot be entered",
		[JOIN_STAGE_FORK] = "no process could be started in those namespaces",
		[JOIN_STAGE_MOUNT_PROC] = "the joined pid namespace's /proc cannot be mounted: join mnt as well",
		[JOIN_STAGE_MOUNT_SYS] = "the joined net namespace's /sys cannot be mounted: join mnt as well",
		[JOIN_STAGE_JOIN_USER] = "the user namespace could not be joined",
		[JOIN_STAGE_BOUNDING] = "the capabilities that the command shall not have cannot be given up",
		[JOIN_STAGE_CAPABILITIES] = "the command's capabilities cannot be taken on",
		[JOIN_STAGE_PROMISE] = "the command could not be confined",
		[JOIN_STAGE_TERMINAL] = "the terminal could not be made the command's",
	};
	const struct join_spec *spec = &setup->plan->spec;
	enum failure failure = report->error == EPERM ? FAILURE_DENIED : FAILURE_JOIN;
	const char *word = report->stage < JOIN_STAGE_COUNT && words[report->stage] ? words[report->stage] : words[JOIN_STAGE_SPEC];

	if (report->stage == JOIN_STAGE_COMMAND || report->stage == JOIN_STAGE_LOADER)
		return refuse_command(setup->request, child->command, report->error, ret_refusal);
	if (report->stage == JOIN_STAGE_ROOT_PATH)
		return refuse_directory("root directory", spec->root, report->error, ret_refusal);
	if (report->stage == JOIN_STAGE_DIRECTORY)
		return refuse_directory("working directory", spec->directory, report->error, ret_refusal);
	if (report->stage == JOIN_STAGE_IDS)
		return refuse_ids(spec, report->error, ret_refusal);
	if (report->stage == JOIN_STAGE_JOIN)
		return refuse_join(report->error, ret_refusal);
	/* What clone(2) says of a pid namespace whose first process has ended. */
	if (report->stage == JOIN_STAGE_FORK && report->error == ENOMEM)
		return refuse(ret_refusal, FAILURE_GONE, "join", report->error, "the first process of that pid namespace has ended");
	if (report->stage == JOIN_STAGE_FORK && report->error == EAGAIN)
		return refuse(ret_refusal, FAILURE_LIMIT, "join", report->error, "the command's user or control group may have no further process");
	if (report->stage == JOIN_STAGE_ROOT && report->error == ESTALE)
		return refuse(ret_refusal, FAILURE_IDENTITY, "join", report->error,
			      "the target's root directory is not in the mount namespace that was joined");
	return refuse(ret_refusal, failure, "join", report->error, "%s", word);
}
