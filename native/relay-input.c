#define _GNU_SOURCE
#include "relay-input.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "relay.h"
#include "terminal.h"

int relay_input_init(struct relay_input *input, int terminal, pid_t session)
{
	memset(input, 0, sizeof(*input));
	input->terminal = terminal;
	input->session = session;
	input->killable = -1;
	input->queue = malloc(RELAY_INPUT_BYTES);
	return input->queue ? 0 : -ENOMEM;
}

void relay_input_free(struct relay_input *input)
{
	free(input->queue);
	input->queue = NULL;
}

bool relay_input_has_room(const struct relay_input *input)
{
	return RELAY_INPUT_BYTES - input->length >= FRAME_DATA_LIMIT;
}

bool relay_input_is_waiting(const struct relay_input *input, int pipe)
{
	return pipe >= 0 && (input->length > 0 || input->last);
}

static void append(struct relay_input *input, const uint8_t *bytes, size_t length)
{
	if (input->start + input->length + length > RELAY_INPUT_BYTES) {
		memmove(input->queue, input->queue + input->start, input->length);
		input->start = 0;
	}
	memcpy(input->queue + input->start + input->length, bytes, length);
	input->length += length;
	input->received += length;
}

static int acknowledge(struct relay_input *input, const struct frame *frame, uint64_t sent)
{
	const uint8_t *body = input->frame + FRAME_HEADER_SIZE;
	uint64_t total = 0;

	if (frame->length != sizeof(total) || frame->flags != 0)
		return -EBADMSG;
	for (int i = 7; i >= 0; i--)
		total = total << 8 | body[i];
	if (total < input->acknowledged || total > sent)
		return -EBADMSG;
	input->acknowledged = total;
	return 0;
}

/* That a terminal is gone or nobody there may be signalled is no fault of who asks. */
static int resize(const struct relay_input *input, const struct frame *frame)
{
	const uint8_t *body = input->frame + FRAME_HEADER_SIZE;
	unsigned int rows = body[0] | (unsigned int) body[1] << 8, columns = body[2] | (unsigned int) body[3] << 8;

	if (frame->length != 4 || frame->flags != 0)
		return -EBADMSG;
	return terminal_resize(input->terminal, rows, columns) == -EINVAL ? -EBADMSG : 0;
}

static int send_signal(const struct relay_input *input, const struct frame *frame)
{
	uint8_t number = input->frame[FRAME_HEADER_SIZE];

	if (frame->length != 1 || frame->flags != 0)
		return -EBADMSG;
	if (input->killable >= 0 && number == SIGKILL)
		return syscall(SYS_pidfd_send_signal, input->killable, SIGKILL, NULL, 0) < 0 && errno != ESRCH ? -errno : 0;
	if (input->terminal < 0)
		return -EBADMSG;
	return terminal_signal(input->terminal, input->session, number) == -EINVAL ? -EBADMSG : 0;
}

static int take_frame(struct relay_input *input, const struct frame *frame, uint64_t sent)
{
	if (frame->kind == FRAME_ACK)
		return acknowledge(input, frame, sent);
	if (frame->kind == FRAME_RESIZE)
		return resize(input, frame);
	if (frame->kind == FRAME_SIGNAL)
		return send_signal(input, frame);
	if (input->last)
		return -EBADMSG;
	append(input, input->frame + FRAME_HEADER_SIZE, frame->length);
	input->last = (frame->flags & FRAME_LAST) != 0;
	return 0;
}

static bool is_expected(const struct relay_input *input, enum frame_kind kind)
{
	if (kind == FRAME_RESIZE)
		return input->terminal >= 0;
	if (kind == FRAME_SIGNAL)
		return input->terminal >= 0 || input->killable >= 0;
	return kind == FRAME_INPUT || kind == FRAME_ACK;
}

/* How many bytes the frame being received has in all, as far as is known: a header at first. */
static int frame_size(const struct relay_input *input, struct frame *ret_frame, size_t *ret_size)
{
	int r;

	*ret_size = FRAME_HEADER_SIZE;
	if (input->have < FRAME_HEADER_SIZE)
		return 0;
	r = frame_parse_header(input->frame, ret_frame);
	if (r < 0)
		return r;
	if (!is_expected(input, ret_frame->kind))
		return -EBADMSG;
	*ret_size += ret_frame->length;
	return 0;
}

int relay_input_receive(struct relay_input *input, int fd, uint64_t sent)
{
	while (relay_input_has_room(input)) {
		struct frame frame = { .kind = FRAME_INPUT };
		size_t size;
		ssize_t n;
		int r;

		r = frame_size(input, &frame, &size);
		if (r < 0)
			return r;
		if (input->have >= FRAME_HEADER_SIZE && input->have == size) {
			input->have = 0;
			r = take_frame(input, &frame, sent);
			if (r < 0)
				return r;
			continue;
		}
		n = read(fd, input->frame + input->have, size - input->have);
		if (n == 0)
			return -ENODATA;
		if (n < 0)
			return errno == EAGAIN || errno == EINTR ? 0 : -errno;
		input->have += (size_t) n;
	}
	return 0;
}

void relay_input_feed(struct relay_input *input, int *pipe)
{
	while (*pipe >= 0 && input->length > 0) {
		ssize_t n = write(*pipe, input->queue + input->start, input->length);

		if (n < 0 && errno == EAGAIN)
			return;
		/* Of a terminal: no process has it open now. One may have it again. */
		if (n < 0 && errno == EIO)
			break;
		if (n < 0 && errno != EINTR) {
			(void) close(*pipe);
			*pipe = -1;
		}
		if (n > 0) {
			input->start += (size_t) n;
			input->length -= (size_t) n;
			input->taken += (uint64_t) n;
		}
	}
	if (*pipe >= 0 && input->last) {
		(void) close(*pipe);
		*pipe = -1;
	}
	/* Nobody will ever read it. */
	input->start = 0;
	input->length = 0;
}
