/* One process. */
#define _GNU_SOURCE
#include "inspect.h"

#include <errno.h>
#include <unistd.h>

#include "cleanup.h"
#include "process-facts.h"

/* Nothing that is read here waits for anybody but the kernel; should it ever, the helper ends. */
enum { PROCESS_TIMEOUT_S = 20 };

struct wanted_process {
	pid_t pid;
	uint64_t start_time;
};

static int read_request(const struct request *root, struct wanted_process *ret_wanted)
{
	static const char *const fields[] = { "protocol", "verb", "process", NULL };
	static const char *const process_fields[] = { "pid", "startTime", NULL };
	struct request process;
	int r = request_allow(root, fields);

	if (r == 0)
		r = request_object(root, "process", &process);
	if (r == 0)
		r = request_allow(&process, process_fields);
	if (r == 0)
		r = request_pid(&process, "pid", &ret_wanted->pid);
	if (r == 0)
		r = request_number(&process, "startTime", INT64_MAX, &ret_wanted->start_time);
	return r;
}

static int refuse_target(const struct connection *connection, int error)
{
	switch (error) {
	case -ESRCH:
		return inspect_refuse(connection, FAILURE_GONE, "target", error, "the process has ended");
	case -ESTALE:
		return inspect_refuse(connection, FAILURE_IDENTITY, "target", error, "another process has its pid now");
	default:
		return inspect_refuse(connection, failure_from_errno(error), "target", error, "the process cannot be read");
	}
}

int inspect_process(const struct connection *connection, const struct request *root)
{
	CLEANUP_HIERARCHIES struct hierarchies hierarchies = { 0 };
	CLEANUP_FACTS struct process_facts facts = { 0 };
	CLEANUP_FD int dir_fd = -1;
	struct wanted_process wanted;
	struct jsonout json;
	int r = read_request(root, &wanted);

	if (r < 0)
		return inspect_refuse_request(connection, root->problem, r);
	(void) alarm(PROCESS_TIMEOUT_S);
	r = procfs_open_identity(wanted.pid, wanted.start_time, &dir_fd);
	if (r == 0)
		r = process_read_facts(dir_fd, &facts);
	if (r < 0)
		return refuse_target(connection, r);
	r = hierarchies_read(&hierarchies);
	if (r == 0)
		r = jsonout_init(&json, connection->out);
	if (r < 0)
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "the control groups could not be read");
	process_write_facts(&facts, &hierarchies, &json);
	return inspect_finish(&json);
}
