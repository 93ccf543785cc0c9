#include "fuzz.h"

#include <sys/socket.h>
#include <unistd.h>

#include "frame.h"

enum { FUZZ_BYTES_MAX = 100000 };	/* a socket's buffer takes so many at once */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static char body[FRAME_CONTROL_LIMIT + 1];
	struct frame frame;
	size_t total = 0;
	int ends[2];

	if (length > FUZZ_BYTES_MAX)
		return 0;
	holds(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	holds(write(ends[1], bytes, length) == (ssize_t) length);
	holds(close(ends[1]) == 0);
	while (frame_read(ends[0], &frame, body, FRAME_CONTROL_LIMIT) == 0) {
		holds(frame.length <= frame_limit(frame.kind) && body[frame.length] == '\0');
		total += FRAME_HEADER_SIZE + frame.length;
	}
	holds(total <= length);
	holds(close(ends[0]) == 0);
	return 0;
}
