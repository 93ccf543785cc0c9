/* The last frame of a connection, and its end. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "frame.h"
#include "relay.h"

enum { LAST_FRAME_WAIT_MS = 2000 };

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
