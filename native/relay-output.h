/* What a command writes, on its way to the other side: in turns, no more than was acknowledged or thrown away. */
#ifndef NSATLAS_RELAY_OUTPUT_H
#define NSATLAS_RELAY_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame.h"
#include "relay-pace.h"

enum { RELAY_STREAM_COUNT = 2 };

struct relay_stream {
	int fd;			/* -1: at its end */
	enum frame_kind kind;
	uint64_t bytes;		/* written by the command, thrown-away ones included */
	int64_t back_at;	/* a terminal that nobody holds at the moment: when to look again */
};

struct relay_output {
	int connection;
	struct relay_stream streams[RELAY_STREAM_COUNT];
	unsigned int turn;	/* which stream is read first, so that neither starves */
	uint8_t frame[FRAME_HEADER_SIZE + FRAME_DATA_LIMIT];	/* the one being sent */
	size_t length;
	size_t done;
	uint64_t limit;
	uint64_t window;	/* how much may be sent and not yet acknowledged */
	uint64_t sent;
	uint64_t acknowledged;
	struct relay_pace pace;
	bool is_unbraked;	/* no ACK can be seen at the moment */
	bool is_deaf;		/* nothing more is sent: the client is gone or broke the protocol */
	bool is_last;		/* the command has ended */
	bool is_truncated;
	int64_t heard_at;	/* when the command last wrote something */
	int64_t progress_at;	/* when the client last took something */
};

/* A frame is on its way out. */
bool relay_output_is_sending(const struct relay_output *output);

/* What a stream has can be taken now. */
bool relay_output_may_read(const struct relay_output *output);

/* The descriptor to wait for, -1 if it must not be read now. */
int relay_output_wait(const struct relay_output *output, unsigned int which, int64_t now);

bool relay_output_is_at_end(const struct relay_output *output);

/* The next moment at which a stream can be read that cannot now; INT64_MAX if there is none. */
int64_t relay_output_back_at(const struct relay_output *output, int64_t now);

/* -EPIPE: the client is gone. */
int relay_output_send(struct relay_output *output, int64_t now);

/* Reads from each stream that is ready and sends. ready: bit 1 << which. */
int relay_output_read(struct relay_output *output, unsigned int ready, int64_t now);

void relay_output_stop_sending(struct relay_output *output);

/* The command has ended: a terminal that nobody holds comes to nobody's hands again. */
void relay_output_expect_end(struct relay_output *output);

#endif
