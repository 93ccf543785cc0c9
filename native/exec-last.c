#define _GNU_SOURCE
#include "exec-last.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>

#include "frame.h"
#include "jsonout.h"
#include "signal-json.h"

int exec_open_signals(int *ret_fd)
{
	sigset_t ends;

	(void) sigemptyset(&ends);
	(void) sigaddset(&ends, SIGTERM);
	(void) sigaddset(&ends, SIGINT);
	(void) sigaddset(&ends, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &ends, NULL) < 0 || prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0) < 0)
		return -errno;
	*ret_fd = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
	return *ret_fd < 0 ? -errno : 0;
}

static void write_exit(struct jsonout *json, const struct relay_result *result)
{
	jsonout_object_begin(json, NULL);
	signal_write_end(json, result->code, result->signal);
	jsonout_bool(json, "timedOut", result->timed_out);
	jsonout_bool(json, "idledOut", result->idled_out);
	jsonout_bool(json, "truncated", result->truncated);
	jsonout_unsigned(json, "durationMs", result->duration_ms);
	jsonout_object_begin(json, "bytes");
	jsonout_unsigned(json, "stdin", result->input_bytes);
	jsonout_unsigned(json, "stdout", result->output_bytes);
	jsonout_unsigned(json, "stderr", result->errout_bytes);
	jsonout_object_end(json);
	jsonout_object_end(json);
}

int exec_send_exit(const struct connection *connection, const struct relay_result *result)
{
	struct jsonout json;
	int r = jsonout_init(&json, -1);

	if (r < 0)
		return r;
	write_exit(&json, result);
	r = json.error;
	if (r == 0)
		r = relay_send_last(connection, FRAME_EXIT, json.buffer, json.length);
	jsonout_free(&json);
	return r;
}
