#define _GNU_SOURCE
#include "relay.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "frame.h"
#include "relay-input.h"

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

enum { LAST_FRAME_WAIT_MS = 2000, UNKILLABLE_MS = 1000 };

enum { WAIT_SIGNALS, WAIT_END, WAIT_IN, WAIT_OUT, WAIT_OUTPUT, WAIT_ERROUT, WAIT_INPUT, WAIT_COUNT };

struct stream {
	int fd;			/* -1: at its end */
	enum frame_kind kind;
	uint64_t bytes;
};

struct relay {
	const struct connection *connection;
	struct relay_command *command;
	struct relay_input input;
	struct stream streams[2];
	unsigned int turn;	/* which stream is read first, so that neither starves */
	uint8_t out[FRAME_HEADER_SIZE + FRAME_DATA_LIMIT];	/* the frame being sent */
	size_t out_length;
	size_t out_done;
	uint64_t sent;
	bool deaf;		/* nothing more is sent: the client is gone or broke the protocol */
	bool ending;		/* SIGTERM was sent */
	bool killed;
	bool ended;		/* the command's main process */
	int64_t now;
	int64_t started;
	int64_t kill_at;
	int64_t silent_at;
	int64_t drain_left;
	int64_t progress_at;	/* when the client last took something */
	struct relay_result result;
};

static void begin_ending(struct relay *relay)
{
	if (relay->ending)
		return;
	relay->ending = true;
	relay->kill_at = relay->now + RELAY_TERM_MS;
	(void) syscall(SYS_pidfd_send_signal, relay->command->pidfd, SIGTERM, NULL, 0);
}

static void stop_sending(struct relay *relay)
{
	relay->deaf = true;
	relay->out_length = 0;
	relay->out_done = 0;
	begin_ending(relay);
}

static void lose_client(struct relay *relay)
{
	relay->result.client_gone = true;
	stop_sending(relay);
}

static bool is_sending(const struct relay *relay)
{
	return relay->out_done < relay->out_length;
}

static bool is_discarding(const struct relay *relay)
{
	return relay->deaf || relay->streams[0].bytes + relay->streams[1].bytes >= relay->command->output_limit;
}

/* How much may be read for sending. While our own input queue is full no ACK can be seen: the client might be waiting
 * for the command to read, and the command for us. Then the connection itself is the only brake. */
static uint64_t window_left(const struct relay *relay)
{
	uint64_t waiting = relay->sent - relay->input.acknowledged;

	if (!relay_input_has_room(&relay->input))
		return FRAME_DATA_LIMIT;
	return waiting < RELAY_WINDOW_BYTES ? RELAY_WINDOW_BYTES - waiting : 0;
}

static bool may_read(const struct relay *relay)
{
	return is_discarding(relay) || (!is_sending(relay) && window_left(relay) > 0);
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void send_pending(struct relay *relay)
{
	while (is_sending(relay)) {
		ssize_t n = write(relay->connection->out, relay->out + relay->out_done, relay->out_length - relay->out_done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			if (errno != EAGAIN)
				lose_client(relay);
			return;
		}
		relay->out_done += (size_t) n;
		relay->progress_at = relay->now;
	}
}

static void read_stream(struct relay *relay, struct stream *stream)
{
	uint8_t *body = relay->out + FRAME_HEADER_SIZE;
	uint64_t room = FRAME_DATA_LIMIT;
	bool discarding = is_discarding(relay);
	ssize_t n;

	if (!discarding) {
		uint64_t left = relay->command->output_limit - relay->streams[0].bytes - relay->streams[1].bytes;

		room = smaller(smaller(room, left), window_left(relay));
	}
	n = read(stream->fd, body, (size_t) room);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		stream->fd = -1;
		return;
	}
	stream->bytes += (uint64_t) n;
	relay->silent_at = relay->now + RELAY_SILENCE_MS;
	if (discarding) {
		relay->result.truncated = relay->result.truncated || !relay->deaf;
		return;
	}
	frame_write_header(relay->out, &(struct frame) { .kind = stream->kind, .length = (uint32_t) n });
	relay->out_length = FRAME_HEADER_SIZE + (size_t) n;
	relay->out_done = 0;
	relay->sent += (uint64_t) n;
	send_pending(relay);
}

static void read_streams(struct relay *relay, const struct pollfd *waits)
{
	for (unsigned int i = 0; i < 2; i++) {
		unsigned int which = (relay->turn + i) % 2;

		if (waits[WAIT_OUTPUT + which].revents != 0 && relay->streams[which].fd >= 0 && may_read(relay))
			read_stream(relay, &relay->streams[which]);
	}
	relay->turn++;
}

static void receive(struct relay *relay, short revents)
{
	uint64_t before = relay->input.acknowledged;
	int r = 0;

	if (revents & POLLIN)
		r = relay_input_receive(&relay->input, relay->connection->in, relay->sent);
	if (relay->input.acknowledged != before)
		relay->progress_at = relay->now;
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
	relay->progress_at = relay->now;
}

static void keep_time(struct relay *relay, int64_t before)
{
	if (!relay->ended && !relay->ending && relay->now - relay->started >= relay->command->timeout_ms) {
		relay->result.timed_out = true;
		begin_ending(relay);
	}
	if (!relay->ended && relay->ending && !relay->killed && relay->now >= relay->kill_at) {
		(void) relay->command->kill_all(relay->command->context);
		relay->killed = true;
	}
	if (!relay->ended)
		return;
	if (may_read(relay)) {
		relay->drain_left -= relay->now - before;
		return;
	}
	relay->silent_at = relay->now + RELAY_SILENCE_MS;
	if (relay->now - relay->progress_at >= RELAY_STALL_MS)
		lose_client(relay);
}

/* The next moment at which keep_time or is_done has something to say. */
static int64_t next_moment(const struct relay *relay)
{
	if (!relay->ended && !relay->ending)
		return relay->started + relay->command->timeout_ms;
	if (!relay->ended)
		return relay->killed ? relay->kill_at + UNKILLABLE_MS : relay->kill_at;
	if (!may_read(relay))
		return relay->progress_at + RELAY_STALL_MS;
	return relay->silent_at;
}

static bool is_done(const struct relay *relay)
{
	/* Not even SIGKILL ends a process that waits in the kernel for a dead disk. */
	if (!relay->ended)
		return relay->killed && relay->now >= relay->kill_at + UNKILLABLE_MS;
	if (relay->deaf)
		return true;
	if (is_sending(relay))
		return false;
	if (relay->streams[0].fd < 0 && relay->streams[1].fd < 0)
		return true;
	return may_read(relay) && (relay->now >= relay->silent_at || relay->drain_left <= 0);
}

static void wait_for(const struct relay *relay, struct pollfd *ret_waits)
{
	const struct relay_command *command = relay->command;
	bool reads = may_read(relay);
	bool listens = !relay->deaf;
	int64_t left = next_moment(relay) - relay->now;

	/* A negative descriptor is left out: else an end of file that we do not want to know would wake us for ever. */
	ret_waits[WAIT_SIGNALS] = (struct pollfd) { command->signals, POLLIN, 0 };
	ret_waits[WAIT_END] = (struct pollfd) { relay->ended ? -1 : command->pidfd, POLLIN, 0 };
	ret_waits[WAIT_IN] = (struct pollfd) { listens ? relay->connection->in : -1, POLLRDHUP, 0 };
	if (relay_input_has_room(&relay->input))
		ret_waits[WAIT_IN].events |= POLLIN;
	ret_waits[WAIT_OUT] = (struct pollfd) { listens ? relay->connection->out : -1, is_sending(relay) ? POLLOUT : 0, 0 };
	ret_waits[WAIT_OUTPUT] = (struct pollfd) { reads ? relay->streams[0].fd : -1, POLLIN, 0 };
	ret_waits[WAIT_ERROUT] = (struct pollfd) { reads ? relay->streams[1].fd : -1, POLLIN, 0 };
	ret_waits[WAIT_INPUT] = (struct pollfd) { relay_input_is_waiting(&relay->input, command->input) ? command->input : -1, POLLOUT, 0 };
	(void) poll(ret_waits, WAIT_COUNT, left > 0 ? (int) left : 0);
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
	if ((waits[WAIT_OUT].revents & (POLLERR | POLLHUP)) != 0 && !relay->deaf)
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

static int prepare(struct relay *relay, const struct connection *connection, struct relay_command *command)
{
	const int fds[] = { connection->in, connection->out, command->input, command->output, command->errout };

	memset(relay, 0, sizeof(*relay));
	relay->connection = connection;
	relay->command = command;
	relay->streams[0] = (struct stream) { command->output, FRAME_OUTPUT, 0 };
	relay->streams[1] = (struct stream) { command->errout, FRAME_ERROUT, 0 };
	relay->now = clock_now_ms();
	relay->started = relay->now;
	relay->drain_left = RELAY_DRAIN_MS;
	relay->result = (struct relay_result) { .code = -1, .signal = SIGKILL };
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		int r = fds[i] < 0 ? 0 : set_nonblocking(fds[i]);

		if (r < 0)
			return r;
	}
	return relay_input_init(&relay->input);
}

int relay_run(const struct connection *connection, struct relay_command *command, struct relay_result *ret_result)
{
	static struct relay relay;
	int r;

	r = prepare(&relay, connection, command);
	if (r < 0)
		return r;
	while (!is_done(&relay))
		step(&relay);
	relay.result.output_bytes = relay.streams[0].bytes;
	relay.result.errout_bytes = relay.streams[1].bytes;
	*ret_result = relay.result;
	relay_input_free(&relay.input);
	return 0;
}

int relay_send_last(const struct connection *connection, int kind, const void *body, size_t length)
{
	struct pollfd wait = { .fd = connection->out, .events = POLLOUT };
	uint8_t header[FRAME_HEADER_SIZE];
	size_t total = sizeof(header) + length, done = 0;

	if (length > frame_limit((enum frame_kind) kind))
		return -EMSGSIZE;
	frame_write_header(header, &(struct frame) { .kind = (enum frame_kind) kind, .flags = FRAME_LAST, .length = (uint32_t) length });
	while (done < total) {
		bool in_header = done < sizeof(header);
		ssize_t n;

		if (poll(&wait, 1, LAST_FRAME_WAIT_MS) <= 0)
			return -ETIMEDOUT;
		if (in_header)
			n = write(connection->out, header + done, sizeof(header) - done);
		else
			n = write(connection->out, (const uint8_t *) body + (done - sizeof(header)), total - done);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (n > 0)
			done += (size_t) n;
	}
	return 0;
}

void relay_linger(const struct connection *connection)
{
	struct pollfd wait = { .fd = connection->in, .events = POLLIN };
	int64_t deadline = clock_now_ms() + LAST_FRAME_WAIT_MS;
	char discarded[4096];

	if (shutdown(connection->out, SHUT_WR) < 0)
		return;
	for (;;) {
		int64_t left = deadline - clock_now_ms();
		ssize_t n;

		if (left <= 0 || poll(&wait, 1, (int) left) <= 0)
			return;
		n = read(connection->in, discarded, sizeof(discarded));
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return;
	}
}
