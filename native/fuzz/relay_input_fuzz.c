#define _GNU_SOURCE
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "relay-input.h"

/* The bytes as they may come while a command runs, in pieces that end anywhere; the first byte says how large, and by its
 * lowest bit whether there is a terminal. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct relay_input input;
	int connection[2], command[2], terminal = -1, r = 0;
	size_t done = 1, step = length > 0 ? (size_t) bytes[0] * 8 + 1 : 1;

	if (length < 1 || length > 60000)
		return 0;
	if (bytes[0] & 1)
		holds((terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) >= 0);
	if (relay_input_init(&input, terminal, getpid()) < 0)
		return 0;
	holds(pipe2(connection, O_CLOEXEC | O_NONBLOCK) == 0 && pipe2(command, O_CLOEXEC | O_NONBLOCK) == 0);
	while (done < length && r == 0) {
		size_t part = length - done < step ? length - done : step;
		uint64_t before = input.acknowledged;

		holds(write(connection[1], bytes + done, part) == (ssize_t) part);
		done += part;
		r = relay_input_receive(&input, connection[0], 1000000);
		holds(r == 0 || r == -EBADMSG || r == -EMSGSIZE);
		holds(input.acknowledged >= before && input.acknowledged <= 1000000);
		relay_input_feed(&input, &command[1]);
		holds(!input.last || input.length > 0 || command[1] < 0);
		holds(input.taken <= input.received);
	}
	for (int i = 0; i < 2; i++) {
		(void) close(connection[i]);
		if (command[i] >= 0)
			(void) close(command[i]);
	}
	if (terminal >= 0)
		(void) close(terminal);
	relay_input_free(&input);
	return 0;
}
