/* For the tests of terminals: requests, what is typed, what is seen. */
#ifndef NSATLAS_TEST_TERMINAL_CLIENT_H
#define NSATLAS_TEST_TERMINAL_CLIENT_H

#include "exec-client.h"

#define SANDBOX "unshare", "-mpu", "--fork", "--mount-proc"
#define OWN_PTS "sh", "-c", "mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts /dev/pts; " READY

static inline json_t *terminal_of(int rows, int columns)
{
	return json_pack("{s:i, s:i, s:s, s:i}", "rows", rows, "columns", columns, "term", "xterm-256color", "idleMs", 60000);
}

static inline json_t *terminal_request(pid_t pid, const char *types, const char *const argv[])
{
	json_t *request = request_of(pid, namespaces_of(pid, types), argv);

	(void) json_object_del(request, "outputLimitBytes");
	(void) json_object_set_new(request, "terminal", terminal_of(24, 80));
	return request;
}

static inline void type(struct exec_run *run, const char *keys)
{
	send_frame(run, FRAME_INPUT, 0, keys, strlen(keys));
}

static inline void resize(struct exec_run *run, int rows, int columns)
{
	const uint8_t body[4] = { (uint8_t) rows, (uint8_t) (rows >> 8), (uint8_t) columns, (uint8_t) (columns >> 8) };

	send_frame(run, FRAME_RESIZE, 0, body, sizeof(body));
}

static inline void send_signal(struct exec_run *run, int signal)
{
	const uint8_t body[1] = { (uint8_t) signal };

	send_frame(run, FRAME_SIGNAL, 0, body, sizeof(body));
}

/* Takes frames until the text is seen, from here on; what was seen before is forgotten. */
static inline bool sees(struct exec_run *run, const char *text)
{
	while (!memmem(run->out, run->out_length, text, strlen(text)))
		if (!take_frame(run))
			return tap_check(false, __FILE__, __LINE__, text);
	run->out_length = 0;
	memset(run->out, 0, sizeof(run->out));
	return true;
}

static inline struct exec_run *open_terminal(json_t *request)
{
	struct exec_run *run = open_run(NULL);

	send_request(run, request);
	must(await_started(run));
	return run;
}

#endif
