#define _GNU_SOURCE
#include "relay.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "count.h"
#include "frame.h"
#include "relay-input.h"
#include "relay-output.h"

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

enum { UNKILLABLE_MS = 1000 };

enum { WAIT_SIGNALS, WAIT_END, WAIT_IN, WAIT_OUT, WAIT_OUTPUT, WAIT_ERROUT, WAIT_INPUT, WAIT_COUNT };

struct relay {
	const struct connection *connection;
	struct relay_command *command;
	struct relay_input input;
	struct relay_output output;
	bool ending;		/* the command was asked to end */
	bool killed;
	bool ended;		/* the command's main process */
	int64_t now;
	int64_t started;
	int64_t typed_at;	/* when the client last sent input */
	int64_t kill_at;
	int64_t silent_at;
	int64_t drain_left;
	struct relay_result result;
};

static void send_signal(const struct relay *relay, int signal)
{
	(void) syscall(SYS_pidfd_send_signal, relay->command->pidfd, signal, NULL, 0);
}

/* A shell with a terminal ignores SIGTERM. A hang-up it hands on to its jobs; a stopped one must run to hear of it. */
static void begin_ending(struct relay *relay)
{
	if (relay->ending)
		return;
	relay->ending = true;
	relay->kill_at = relay->now + RELAY_TERM_MS;
	send_signal(relay, relay->command->terminal < 0 ? SIGTERM : SIGHUP);
	if (relay->command->terminal >= 0)
		send_signal(relay, SIGCONT);
}

static void stop_sending(struct relay *relay)
{
	relay_output_stop_sending(&relay->output);
	begin_ending(relay);
}

static void lose_client(struct relay *relay)
{
	relay->result.client_gone = true;
	stop_sending(relay);
}

static void send_pending(struct relay *relay)
{
	if (relay_output_send(&relay->output, relay->now) < 0)
		lose_client(relay);
}

static void read_streams(struct relay *relay, const struct pollfd *waits)
{
	unsigned int ready = 0;

	for (unsigned int which = 0; which < RELAY_STREAM_COUNT; which++)
		ready |= waits[WAIT_OUTPUT + which].revents != 0 ? 1u << which : 0;
	if (relay_output_read(&relay->output, ready, relay->now) < 0)
		lose_client(relay);
	if (relay->output.heard_at == relay->now)
		relay->silent_at = relay->now + RELAY_SILENCE_MS;
}

static void receive(struct relay *relay, short revents)
{
	struct relay_input *input = &relay->input;
	uint64_t acknowledged = input->acknowledged, received = input->received;
	int r = 0;

	if (revents & POLLIN)
		r = relay_input_receive(input, relay->connection->in, relay->output.sent);
	relay->output.acknowledged = input->acknowledged;
	if (input->acknowledged != acknowledged)
		relay->output.progress_at = relay->now;
	if (input->received != received)
		relay->typed_at = relay->now;
	if (r == -EBADMSG || r == -EMSGSIZE) {
		relay->result.bad_frame = true;
		stop_sending(relay);
		relay->kill_at = relay->now;
	} else if (r < 0 || (revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0) {
		lose_client(relay);
	}
}

static void take_signals(struct relay *relay)
{
	struct signalfd_siginfo info;

	while (read(relay->command->signals, &info, sizeof(info)) == (ssize_t) sizeof(info))
		begin_ending(relay);
}

/* The zombie stays until the caller takes it away, so that its pid means nobody else meanwhile. */
static void take_end(struct relay *relay)
{
	siginfo_t info = { 0 };

	if (waitid((idtype_t) P_PIDFD, (id_t) relay->command->pidfd, &info, WEXITED | WNOWAIT | WNOHANG) < 0 || info.si_pid == 0)
		return;
	relay->ended = true;
	relay->result.code = info.si_code == CLD_EXITED ? info.si_status : -1;
	relay->result.signal = info.si_code == CLD_EXITED ? 0 : info.si_status;
	relay->result.duration_ms = (uint64_t) (relay->now - relay->started);
	relay->silent_at = relay->now + RELAY_SILENCE_MS;
	relay->output.progress_at = relay->now;
	relay_output_expect_end(&relay->output);
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t out_of_time_at(const struct relay *relay)
{
	return relay->command->timeout_ms == 0 ? INT64_MAX : relay->started + relay->command->timeout_ms;
}

static int64_t idle_at(const struct relay *relay)
{
	return relay->command->idle_ms == 0 ? INT64_MAX : relay->typed_at + relay->command->idle_ms;
}

static void end_in_time(struct relay *relay)
{
	if (relay->ending || relay->now < smaller(out_of_time_at(relay), idle_at(relay)))
		return;
	if (relay->now >= out_of_time_at(relay))
		relay->result.timed_out = true;
	else
		relay->result.idled_out = true;
	begin_ending(relay);
}

static void keep_time(struct relay *relay, int64_t before)
{
	if (!relay->ended)
		end_in_time(relay);
	if (!relay->ended && relay->ending && !relay->killed && relay->now >= relay->kill_at) {
		(void) relay->command->kill_all(relay->command->context);
		relay->killed = true;
	}
	if (!relay->ended)
		return;
	if (relay_output_may_read(&relay->output)) {
		relay->drain_left -= relay->now - before;
		return;
	}
	relay->silent_at = relay->now + RELAY_SILENCE_MS;
	if (relay->now - relay->output.progress_at >= RELAY_STALL_MS)
		lose_client(relay);
}

/* The next moment at which keep_time or is_done has something to say. */
static int64_t next_judgement(const struct relay *relay)
{
	if (!relay->ended && !relay->ending)
		return smaller(out_of_time_at(relay), idle_at(relay));
	if (!relay->ended)
		return relay->killed ? relay->kill_at + UNKILLABLE_MS : relay->kill_at;
	if (!relay_output_may_read(&relay->output))
		return relay->output.progress_at + RELAY_STALL_MS;
	return relay->silent_at;
}

static bool is_done(const struct relay *relay)
{
	/* Not even SIGKILL ends a process that waits in the kernel for a dead disk. */
	if (!relay->ended)
		return relay->killed && relay->now >= relay->kill_at + UNKILLABLE_MS;
	if (relay->output.is_deaf)
		return true;
	if (relay_output_is_sending(&relay->output))
		return false;
	if (relay_output_is_at_end(&relay->output))
		return true;
	return relay_output_may_read(&relay->output) && (relay->now >= relay->silent_at || relay->drain_left <= 0);
}

static void wait_for(struct relay *relay, struct pollfd *ret_waits)
{
	const struct relay_command *command = relay->command;
	const struct relay_output *output = &relay->output;
	bool has_room = relay_input_has_room(&relay->input), listens = !output->is_deaf;
	int64_t left;

	relay->output.is_unbraked = !has_room;
	left = smaller(next_judgement(relay), relay_output_back_at(output, relay->now)) - relay->now;
	/* A negative descriptor is left out: else an end of file that we do not want to know would wake us for ever. */
	ret_waits[WAIT_SIGNALS] = (struct pollfd) { command->signals, POLLIN, 0 };
	ret_waits[WAIT_END] = (struct pollfd) { relay->ended ? -1 : command->pidfd, POLLIN, 0 };
	ret_waits[WAIT_IN] = (struct pollfd) { listens ? relay->connection->in : -1, has_room ? POLLRDHUP | POLLIN : POLLRDHUP, 0 };
	ret_waits[WAIT_OUT] = (struct pollfd) { listens ? relay->connection->out : -1, relay_output_is_sending(output) ? POLLOUT : 0, 0 };
	ret_waits[WAIT_OUTPUT] = (struct pollfd) { relay_output_wait(output, 0, relay->now), POLLIN, 0 };
	ret_waits[WAIT_ERROUT] = (struct pollfd) { relay_output_wait(output, 1, relay->now), POLLIN, 0 };
	ret_waits[WAIT_INPUT] = (struct pollfd) { relay_input_is_waiting(&relay->input, command->input) ? command->input : -1, POLLOUT, 0 };
	(void) poll(ret_waits, WAIT_COUNT, left > 0 ? (int) smaller(left, INT_MAX) : 0);
}

static void step(struct relay *relay)
{
	struct pollfd waits[WAIT_COUNT];
	int64_t before = relay->now;

	wait_for(relay, waits);
	relay->now = clock_now_ms();
	if (waits[WAIT_SIGNALS].revents != 0)
		take_signals(relay);
	if (waits[WAIT_IN].revents != 0)
		receive(relay, waits[WAIT_IN].revents);
	if ((waits[WAIT_OUT].revents & (POLLERR | POLLHUP)) != 0 && !relay->output.is_deaf)
		lose_client(relay);
	send_pending(relay);
	relay_input_feed(&relay->input, &relay->command->input);
	if (!relay->ended)
		take_end(relay);
	read_streams(relay, waits);
	keep_time(relay, before);
}

static int set_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ? -errno : 0;
}

static void prepare(struct relay *relay, const struct connection *connection, struct relay_command *command)
{
	memset(relay, 0, sizeof(*relay));
	relay->connection = connection;
	relay->command = command;
	relay->output.connection = connection->out;
	relay->output.streams[0] = (struct relay_stream) { .fd = command->output, .kind = FRAME_OUTPUT };
	relay->output.streams[1] = (struct relay_stream) { .fd = command->errout, .kind = FRAME_ERROUT };
	relay->output.limit = command->output_limit;
	relay->output.window = command->terminal < 0 ? RELAY_WINDOW_BYTES : RELAY_TERMINAL_WINDOW_BYTES;
	relay->now = clock_now_ms();
	if (command->terminal >= 0)
		relay_pace_begin(&relay->output.pace, relay->now);
	relay->started = relay->now;
	relay->typed_at = relay->now;
	relay->drain_left = RELAY_DRAIN_MS;
	relay->result = (struct relay_result) { .code = -1, .signal = SIGKILL };
}

static int prepare_descriptors(const struct connection *connection, const struct relay_command *command)
{
	const int fds[] = { connection->in, connection->out, command->input, command->output, command->errout };
	int r = 0;

	for (size_t i = 0; r == 0 && i < COUNT(fds); i++)
		r = fds[i] < 0 ? 0 : set_nonblocking(fds[i]);
	return r;
}

int relay_run(const struct connection *connection, struct relay_command *command, struct relay_result *ret_result)
{
	static struct relay relay;
	int r;

	prepare(&relay, connection, command);
	r = prepare_descriptors(connection, command);
	if (r == 0)
		r = relay_input_init(&relay.input, command->terminal, command->pid);
	if (r == 0 && command->is_killable)
		relay.input.killable = command->pidfd;
	if (r < 0)
		return r;
	while (!is_done(&relay))
		step(&relay);
	relay.result.truncated = relay.output.is_truncated;
	relay.result.input_bytes = relay.input.taken;
	relay.result.output_bytes = relay.output.streams[0].bytes;
	relay.result.errout_bytes = relay.output.streams[1].bytes;
	*ret_result = relay.result;
	relay_input_free(&relay.input);
	return 0;
}
