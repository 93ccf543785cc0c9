/* For the tests of terminals: requests, what is typed, what is seen, and what the kernel says from outside. */
#ifndef NSATLAS_TEST_TERMINAL_CLIENT_H
#define NSATLAS_TEST_TERMINAL_CLIENT_H

#include "exec-client.h"

/* Arguments of a target with a devpts of its own. */
#define MOUNT_PTS "mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts /dev/pts"
#define OWN_PTS "unshare", "-mpu", "--fork", "--mount-proc", "sh", "-c", MOUNT_PTS "; " READY
/* A shell that shows what it runs and nothing else. */
#define BASH ((const char *const []) { "env", "PS1=", "bash", "--norc", "--noprofile", "--noediting", "-i", NULL })

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

static inline struct exec_run *open_terminal(json_t *request)
{
	struct exec_run *run = open_run(NULL);

	send_request(run, request);
	(void) await_started(run);
	if (!run->started)
		printf("# %s\n", text_in(run->failure, "message"));
	must(run->started);
	return run;
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

/* Takes frames until the text is there. What was shown up to then is forgotten. */
static inline bool tap_sees(struct exec_run *run, const char *text, const char *file, int line)
{
	while (!memmem(run->out, run->out_length, text, strlen(text))) {
		if (!take_frame(run)) {
			printf("# shown: %s\n", run->out);
			return tap_check(false, file, line, text);
		}
	}
	run->out_length = 0;
	memset(run->out, 0, sizeof(run->out));
	return true;
}
#define sees(run, text) tap_sees((run), (text), __FILE__, __LINE__)

/* A field of ps(1), in our numbers; -1: no such process. */
static inline long ps_field(pid_t pid, const char *field)
{
	char digits[16], *text;
	long value;

	(void) snprintf(digits, sizeof(digits), "%d", (int) pid);
	text = output_of((const char *const []) { "ps", "-o", field, "-p", digits, NULL });
	value = text[0] == '\0' ? -1 : strtol(text, NULL, 10);
	free(text);
	return value;
}

/* The process of ours whose command line this is; 0: there is none, or more than one. */
static inline pid_t pid_of(const char *line)
{
	char *text = output_of((const char *const []) { "pgrep", "-xf", line, NULL });
	char *end;
	pid_t pid = (pid_t) strtol(text, &end, 10);

	if (strcmp(end, "\n") != 0)
		pid = 0;
	free(text);
	return pid;
}

#endif
