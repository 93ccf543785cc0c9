/* Whole frames in and out: kind, flags, length, limit. Knows no verb. The table is in PROTOCOL.md. */
#ifndef NSATLAS_FRAME_H
#define NSATLAS_FRAME_H

#include <stddef.h>
#include <stdint.h>

enum frame_kind {
	FRAME_HELLO = 1,
	FRAME_REQUEST,
	FRAME_ANSWER,
	FRAME_FAILURE,
	FRAME_INPUT,
	FRAME_OUTPUT,
	FRAME_ERROUT,
	FRAME_ACK,
	FRAME_STARTED,
	FRAME_EXIT,
	FRAME_RESIZE,
	FRAME_SIGNAL,
	FRAME_WAITING,
	FRAME_PROMPT,
	FRAME_REPLY,
	FRAME_LOOK,
	FRAME_KIND_COUNT
};

enum {
	FRAME_LAST = 1,
	FRAME_HEADER_SIZE = 8,
	FRAME_CONTROL_LIMIT = 64 * 1024,
	FRAME_DATA_LIMIT = 32 * 1024,
	FRAME_REPLY_LIMIT = 4 * 1024,
};

struct frame {
	enum frame_kind kind;
	uint8_t flags;
	uint32_t length;
};

/* The most a body of this kind may hold, in bytes. */
uint32_t frame_limit(enum frame_kind kind);

/* Reads a header.
 * -EBADMSG   unknown kind, flag or reserved bits
 * -EMSGSIZE  longer than its kind allows */
int frame_parse_header(const uint8_t bytes[FRAME_HEADER_SIZE], struct frame *ret_frame);

void frame_write_header(uint8_t bytes[FRAME_HEADER_SIZE], const struct frame *frame);

/* Reads one frame and its body into body, which has room for limit bytes, and ends it with a NUL (so room is limit + 1).
 * 0 a frame; -ENODATA the other side closed between frames; -EPIPE it closed inside one; else as frame_parse_header. */
int frame_read(int fd, struct frame *ret_frame, char *body, uint32_t limit);

/* Writes one whole frame, waiting as long as it takes. -EPIPE: nobody reads any more. */
int frame_write(int fd, enum frame_kind kind, uint8_t flags, const void *body, size_t length);

#endif
