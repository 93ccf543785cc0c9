/* What the other side sends while a command runs: INPUT, kept until the command takes it, ACK, and for a terminal RESIZE
 * and SIGNAL, which are done at once. */
#ifndef NSATLAS_RELAY_INPUT_H
#define NSATLAS_RELAY_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "frame.h"

struct relay_input {
	uint8_t frame[FRAME_HEADER_SIZE + FRAME_DATA_LIMIT];	/* the one being received */
	size_t have;
	char *queue;
	size_t start;
	size_t length;
	bool last;		/* no more will come: close the command's input once the queue is empty */
	uint64_t received;	/* bytes of INPUT so far, */
	uint64_t taken;		/* and of those, what the command took */
	uint64_t acknowledged;
	int terminal;		/* its master */
	pid_t session;
	int killable;		/* pidfd of what SIGNAL KILL ends, with or without a terminal; -1: of a command nobody may kill so */
};

/* terminal: -1 for a command without one, to which no RESIZE and no SIGNAL may come. session: the terminal's. */
int relay_input_init(struct relay_input *input, int terminal, pid_t session);
void relay_input_free(struct relay_input *input);

/* False while the command leaves so much unread that the connection is not read either; ACK cannot be seen then. */
bool relay_input_has_room(const struct relay_input *input);

/* Takes what has arrived on a descriptor that does not wait. sent: bytes that may be acknowledged at most.
 * -ENODATA  the other side closed
 * -EBADMSG, -EMSGSIZE  it broke the protocol */
int relay_input_receive(struct relay_input *input, int fd, uint64_t sent);

/* Hands on what the command's input takes now; closes it and sets it to -1 after the last byte, or when nobody reads. */
void relay_input_feed(struct relay_input *input, int *pipe);

bool relay_input_is_waiting(const struct relay_input *input, int pipe);

#endif
