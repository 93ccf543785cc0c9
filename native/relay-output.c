#define _GNU_SOURCE
#include "relay-output.h"

#include <errno.h>
#include <unistd.h>

enum { HANGUP_PAUSE_MS = 100 };

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t written(const struct relay_output *output)
{
	return output->streams[0].bytes + output->streams[1].bytes;
}

static bool is_discarding(const struct relay_output *output)
{
	return output->is_deaf || written(output) >= output->limit;
}

bool relay_output_is_sending(const struct relay_output *output)
{
	return output->done < output->length;
}

/* How much may be read for sending. While our own input queue is full no ACK can be seen: the client might be waiting
 * for the command to read, and the command for us. Then the connection itself is the only brake. */
static uint64_t window_left(const struct relay_output *output)
{
	uint64_t waiting = output->sent - output->acknowledged;

	if (output->is_unbraked)
		return FRAME_DATA_LIMIT;
	return waiting < output->window ? output->window - waiting : 0;
}

bool relay_output_may_read(const struct relay_output *output)
{
	return is_discarding(output) || (!relay_output_is_sending(output) && window_left(output) > 0);
}

/* What is thrown away needs no pace, and what a command that has ended left behind is little. */
static bool is_paced(const struct relay_output *output)
{
	return output->pace.is_on && !output->is_last && !is_discarding(output);
}

static uint64_t pace_room(const struct relay_output *output, int64_t now)
{
	return is_paced(output) ? relay_pace_room(&output->pace, now) : UINT64_MAX;
}

int relay_output_wait(const struct relay_output *output, unsigned int which, int64_t now)
{
	const struct relay_stream *stream = &output->streams[which];

	return relay_output_may_read(output) && now >= stream->back_at && pace_room(output, now) > 0 ? stream->fd : -1;
}

bool relay_output_is_at_end(const struct relay_output *output)
{
	return output->streams[0].fd < 0 && output->streams[1].fd < 0;
}

int64_t relay_output_back_at(const struct relay_output *output, int64_t now)
{
	int64_t at = INT64_MAX;

	/* Where there is room the descriptor itself is waited for, and the client where it is its turn. */
	if (relay_output_may_read(output) && pace_room(output, now) == 0)
		at = relay_pace_ready_at(&output->pace, now);

	for (unsigned int which = 0; which < RELAY_STREAM_COUNT; which++)
		if (output->streams[which].fd >= 0 && output->streams[which].back_at > 0 && output->streams[which].back_at < at)
			at = output->streams[which].back_at;
	return at;
}

void relay_output_stop_sending(struct relay_output *output)
{
	output->is_deaf = true;
	output->length = 0;
	output->done = 0;
}

void relay_output_expect_end(struct relay_output *output)
{
	output->is_last = true;
	for (unsigned int which = 0; which < RELAY_STREAM_COUNT; which++)
		output->streams[which].back_at = 0;
}

int relay_output_send(struct relay_output *output, int64_t now)
{
	while (relay_output_is_sending(output)) {
		ssize_t n = write(output->connection, output->frame + output->done, output->length - output->done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? 0 : -EPIPE;
		output->done += (size_t) n;
		output->progress_at = now;
	}
	return 0;
}

/* A terminal says EIO while no process has it open. One that a login(1) closes will be opened again. */
static void end_stream(struct relay_output *output, struct relay_stream *stream, ssize_t n, int64_t now)
{
	if (n < 0 && errno == EIO && !output->is_last)
		stream->back_at = now + HANGUP_PAUSE_MS;
	else
		stream->fd = -1;
}

/* Also what comes while we read, as far as there is room: a terminal gives 4 KiB at a time, and each frame costs everybody on its way
 * as much as a large one. */
static ssize_t read_all_there_is(int fd, uint8_t *bytes, size_t room)
{
	size_t have = 0;
	ssize_t n;

	do {
		n = read(fd, bytes + have, room - have);
		have += n > 0 ? (size_t) n : 0;
	} while (n > 0 && have < room);
	return have > 0 ? (ssize_t) have : n;
}

static int read_stream(struct relay_output *output, struct relay_stream *stream, int64_t now)
{
	bool discarding = is_discarding(output);
	uint64_t room = FRAME_DATA_LIMIT;
	ssize_t n;

	if (!discarding)
		room = smaller(smaller(room, pace_room(output, now)), smaller(output->limit - written(output), window_left(output)));
	n = read_all_there_is(stream->fd, output->frame + FRAME_HEADER_SIZE, (size_t) room);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0) {
		end_stream(output, stream, n, now);
		return 0;
	}
	stream->back_at = 0;
	stream->bytes += (uint64_t) n;
	output->heard_at = now;
	if (discarding) {
		output->is_truncated = output->is_truncated || !output->is_deaf;
		return 0;
	}
	frame_write_header(output->frame, &(struct frame) { .kind = stream->kind, .length = (uint32_t) n });
	output->length = FRAME_HEADER_SIZE + (size_t) n;
	output->done = 0;
	output->sent += (uint64_t) n;
	if (is_paced(output))
		relay_pace_take(&output->pace, (uint64_t) n, now);
	return relay_output_send(output, now);
}

int relay_output_read(struct relay_output *output, unsigned int ready, int64_t now)
{
	int r = 0;

	for (unsigned int i = 0; i < RELAY_STREAM_COUNT && r == 0; i++) {
		unsigned int which = (output->turn + i) % RELAY_STREAM_COUNT;

		if (ready & 1u << which && output->streams[which].fd >= 0 && relay_output_may_read(output))
			r = read_stream(output, &output->streams[which], now);
	}
	output->turn++;
	return r;
}
