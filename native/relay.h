/* Carries the bytes of a running command: its output to the connection while the other side keeps up, the connection's
 * input to it, and its end. Knows frames, pipes and terminals; knows no namespace. */
#ifndef NSATLAS_RELAY_H
#define NSATLAS_RELAY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "verbs.h"

enum {
	RELAY_WINDOW_BYTES = 512 * 1024,	/* sent and not yet acknowledged */
	RELAY_TERMINAL_WINDOW_BYTES = 192 * 1024,	/* of a terminal: all of it is shown before what a key does */
	RELAY_INPUT_BYTES = 1024 * 1024,	/* taken from the connection and not yet by the command */
	RELAY_TERM_MS = 2000,			/* from SIGTERM or SIGHUP to SIGKILL */
	RELAY_SILENCE_MS = 200,			/* after the end: a background process may hold the pipe for ever */
	RELAY_DRAIN_MS = 1000,			/* after the end: or write for ever */
	RELAY_STALL_MS = 30000,			/* after the end: a client that takes nothing for so long is gone */
};

#define RELAY_UNLIMITED UINT64_MAX

/* The running command, as the relay needs it. The descriptors stay the caller's, input excepted: it is closed when
 * the connection's input ends, and set to -1. */
struct relay_command {
	pid_t pid;		/* also its session's number */
	int pidfd;
	int input;
	int output;
	int errout;		/* -1: there is none */
	int terminal;		/* the master, of which input and output are copies then; -1: there is no terminal */
	bool is_killable;	/* by SIGNAL KILL, which leaves the connection open for EXIT */
	int signals;		/* signalfd(2): whatever arrives there ends the command */
	uint32_t timeout_ms;	/* 0: no end to it */
	uint32_t idle_ms;	/* without input for so long it ends; 0: that is no reason */
	uint64_t output_limit;	/* bytes of output and errout together; what is more is read and thrown away */
	int (*kill_all)(void *context);
	void *context;
};

struct relay_result {
	int code;		/* exit status; -1: ended by a signal */
	int signal;
	bool timed_out;
	bool idled_out;
	bool truncated;
	bool client_gone;
	bool bad_frame;		/* the other side broke the protocol: a FAILURE is due, no EXIT */
	uint64_t duration_ms;
	uint64_t input_bytes;	/* taken by the command */
	uint64_t output_bytes;	/* written by the command, thrown-away ones included */
	uint64_t errout_bytes;
};

/* Runs until the command has ended and its output has been sent, or nobody is there to take it. */
int relay_run(const struct connection *connection, struct relay_command *command, struct relay_result *ret_result);

/* Lets the other side hang up first, 2 s at most. A socket closed over bytes that were not read, an ACK that came too late,
 * would break the connection under the last frame. */
void relay_linger(const struct connection *connection);

/* Writes the last frame without waiting for ever for a client that takes nothing. */
int relay_send_last(const struct connection *connection, int kind, const void *body, size_t length);

#endif
