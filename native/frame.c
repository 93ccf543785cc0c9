#define _GNU_SOURCE
#include "frame.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

uint32_t frame_limit(enum frame_kind kind)
{
	switch (kind) {
	case FRAME_ANSWER:
	case FRAME_INPUT:
	case FRAME_OUTPUT:
	case FRAME_ERROUT:
		return FRAME_DATA_LIMIT;
	case FRAME_ACK:
		return sizeof(uint64_t);
	case FRAME_RESIZE:
		return 2 * sizeof(uint16_t);
	case FRAME_SIGNAL:
		return sizeof(uint8_t);
	case FRAME_REPLY:
		return FRAME_REPLY_LIMIT;
	case FRAME_HELLO:
	case FRAME_REQUEST:
	case FRAME_FAILURE:
	case FRAME_STARTED:
	case FRAME_EXIT:
	case FRAME_WAITING:
	case FRAME_PROMPT:
		return FRAME_CONTROL_LIMIT;
	case FRAME_LOOK:
	case FRAME_KIND_COUNT:
		break;
	}
	return 0;
}

int frame_parse_header(const uint8_t bytes[FRAME_HEADER_SIZE], struct frame *ret_frame)
{
	uint32_t length = (uint32_t) bytes[0] | (uint32_t) bytes[1] << 8 | (uint32_t) bytes[2] << 16 | (uint32_t) bytes[3] << 24;
	enum frame_kind kind;

	if (bytes[4] < FRAME_HELLO || bytes[4] >= FRAME_KIND_COUNT)
		return -EBADMSG;
	if ((bytes[5] & ~FRAME_LAST) != 0 || bytes[6] != 0 || bytes[7] != 0)
		return -EBADMSG;
	kind = (enum frame_kind) bytes[4];
	if (length > frame_limit(kind))
		return -EMSGSIZE;
	*ret_frame = (struct frame) { .kind = kind, .flags = bytes[5], .length = length };
	return 0;
}

void frame_write_header(uint8_t bytes[FRAME_HEADER_SIZE], const struct frame *frame)
{
	bytes[0] = (uint8_t) frame->length;
	bytes[1] = (uint8_t) (frame->length >> 8);
	bytes[2] = (uint8_t) (frame->length >> 16);
	bytes[3] = (uint8_t) (frame->length >> 24);
	bytes[4] = (uint8_t) frame->kind;
	bytes[5] = frame->flags;
	bytes[6] = 0;
	bytes[7] = 0;
}

/* 0 all read; -ENODATA nothing was left; -EPIPE some, but not all. */
static int read_all(int fd, void *buffer, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t n = read(fd, (char *) buffer + done, length - done);

		if (n > 0) {
			done += (size_t) n;
			continue;
		}
		if (n == 0)
			return done == 0 ? -ENODATA : -EPIPE;
		if (errno == EAGAIN) {
			struct pollfd wait = { .fd = fd, .events = POLLIN };

			(void) poll(&wait, 1, -1);
			continue;
		}
		if (errno != EINTR)
			return -errno;
	}
	return 0;
}

int frame_read(int fd, struct frame *ret_frame, char *body, uint32_t limit)
{
	uint8_t header[FRAME_HEADER_SIZE];
	struct frame frame;
	int r;

	r = read_all(fd, header, sizeof(header));
	if (r < 0)
		return r;
	r = frame_parse_header(header, &frame);
	if (r < 0)
		return r;
	if (frame.length > limit)
		return -EMSGSIZE;
	r = frame.length == 0 ? 0 : read_all(fd, body, frame.length);
	if (r < 0)
		return r == -ENODATA ? -EPIPE : r;
	body[frame.length] = '\0';
	*ret_frame = frame;
	return 0;
}

int frame_write(int fd, enum frame_kind kind, uint8_t flags, const void *body, size_t length)
{
	uint8_t header[FRAME_HEADER_SIZE];
	struct frame frame = { .kind = kind, .flags = flags, .length = (uint32_t) length };
	size_t total = sizeof(header) + length;
	size_t done = 0;

	if (length > frame_limit(kind))
		return -EMSGSIZE;
	frame_write_header(header, &frame);
	while (done < total) {
		struct iovec parts[2];
		int count = 0;
		ssize_t n;

		if (done < sizeof(header))
			parts[count++] = (struct iovec) { header + done, sizeof(header) - done };
		if (length > 0) {
			size_t skip = done > sizeof(header) ? done - sizeof(header) : 0;

			parts[count++] = (struct iovec) { (char *) (uintptr_t) body + skip, length - skip };
		}
		n = writev(fd, parts, count);
		if (n >= 0) {
			done += (size_t) n;
		} else if (errno == EAGAIN) {
			struct pollfd wait = { .fd = fd, .events = POLLOUT };

			(void) poll(&wait, 1, -1);
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}
