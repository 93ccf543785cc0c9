/* Frames: a table of bad ones, and bytes that come in pieces. */
#define _GNU_SOURCE
#include "frame.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "tap.h"

static void bad_headers_are_refused(void)
{
	static const struct { uint8_t bytes[FRAME_HEADER_SIZE]; int want; const char *what; } cases[] = {
		{ { 0, 0, 0, 0, 0, 0, 0, 0 }, -EBADMSG, "kind 0" },
		{ { 0, 0, 0, 0, FRAME_KIND_COUNT, 0, 0, 0 }, -EBADMSG, "the kind after the last" },
		{ { 0, 0, 0, 0, 255, 0, 0, 0 }, -EBADMSG, "kind 255" },
		{ { 0, 0, 0, 0, FRAME_REQUEST, 2, 0, 0 }, -EBADMSG, "an unknown flag" },
		{ { 0, 0, 0, 0, FRAME_REQUEST, 3, 0, 0 }, -EBADMSG, "an unknown flag beside LAST" },
		{ { 0, 0, 0, 0, FRAME_REQUEST, 0x80, 0, 0 }, -EBADMSG, "the highest flag" },
		{ { 0, 0, 0, 0, FRAME_REQUEST, 0, 1, 0 }, -EBADMSG, "a reserved bit" },
		{ { 0, 0, 0, 0, FRAME_REQUEST, 0, 0, 0x80 }, -EBADMSG, "the highest reserved bit" },
		{ { 1, 0, 1, 0, FRAME_REQUEST, 0, 0, 0 }, -EMSGSIZE, "a request over 64 KiB" },
		{ { 1, 0, 1, 0, FRAME_HELLO, 0, 0, 0 }, -EMSGSIZE, "a hello over 64 KiB" },
		{ { 1, 0, 1, 0, FRAME_FAILURE, 0, 0, 0 }, -EMSGSIZE, "a failure over 64 KiB" },
		{ { 1, 0, 1, 0, FRAME_STARTED, 0, 0, 0 }, -EMSGSIZE, "a started over 64 KiB" },
		{ { 1, 0, 1, 0, FRAME_EXIT, 0, 0, 0 }, -EMSGSIZE, "an exit over 64 KiB" },
		{ { 1, 0x80, 0, 0, FRAME_ANSWER, 0, 0, 0 }, -EMSGSIZE, "an answer over 32 KiB" },
		{ { 1, 0x80, 0, 0, FRAME_INPUT, 0, 0, 0 }, -EMSGSIZE, "an input over 32 KiB" },
		{ { 1, 0x80, 0, 0, FRAME_OUTPUT, 0, 0, 0 }, -EMSGSIZE, "an output over 32 KiB" },
		{ { 9, 0, 0, 0, FRAME_ACK, 0, 0, 0 }, -EMSGSIZE, "an ack over 8 bytes" },
		{ { 0xff, 0xff, 0xff, 0xff, FRAME_REQUEST, 0, 0, 0 }, -EMSGSIZE, "a length of 4 GiB" },
	};
	struct frame frame;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!is_number(frame_parse_header(cases[i].bytes, &frame), cases[i].want))
			printf("# %s\n", cases[i].what);
}

static void a_header_written_reads_the_same(void)
{
	uint8_t bytes[FRAME_HEADER_SIZE];
	struct frame frame;

	for (int kind = FRAME_HELLO; kind < FRAME_KIND_COUNT; kind++) {
		const struct frame want = { (enum frame_kind) kind, FRAME_LAST, frame_limit((enum frame_kind) kind) };

		frame_write_header(bytes, &want);
		is_number(frame_parse_header(bytes, &frame), 0);
		is_number(frame.kind, want.kind);
		is_number(frame.flags, want.flags);
		is_number(frame.length, want.length);
	}
}

struct pair {
	int near;
	int far;
};

static struct pair open_pair(void)
{
	int ends[2];

	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
	return (struct pair) { ends[0], ends[1] };
}

/* What frame_read gives for these bytes, after which the other side closes. */
static int read_bytes(const void *bytes, size_t length)
{
	static char body[FRAME_CONTROL_LIMIT + 1];
	struct pair pair = open_pair();
	struct frame frame;
	int r;

	must(write(pair.far, bytes, length) == (ssize_t) length);
	must(close(pair.far) == 0);
	r = frame_read(pair.near, &frame, body, FRAME_CONTROL_LIMIT);
	must(close(pair.near) == 0);
	return r;
}

static void an_end_between_frames_is_no_data(void)
{
	is_number(read_bytes("", 0), -ENODATA);
}

static void an_end_inside_a_header_or_body_is_a_broken_pipe(void)
{
	static const uint8_t frame[] = { 4, 0, 0, 0, FRAME_REQUEST, 0, 0, 0, 'a', 'b', 'c', 'd' };

	for (size_t length = 1; length < sizeof(frame); length++)
		is_number(read_bytes(frame, length), -EPIPE);
	is_number(read_bytes(frame, sizeof(frame)), 0);
}

static void a_frame_that_comes_byte_by_byte_is_whole(void)
{
	static const uint8_t bytes[] = { 2, 0, 0, 0, FRAME_REQUEST, FRAME_LAST, 0, 0, 'h', 'i' };
	struct pair pair = open_pair();
	pid_t writer = fork();
	struct frame frame;
	char body[16];

	must(writer >= 0);
	if (writer == 0) {
		for (size_t i = 0; i < sizeof(bytes); i++)
			(void) !write(pair.far, bytes + i, 1);
		_exit(0);
	}
	is_number(frame_read(pair.near, &frame, body, sizeof(body) - 1), 0);
	is_number(frame.flags, FRAME_LAST);
	is_string(body, "hi");
	must(waitpid(writer, NULL, 0) == writer);
	must(close(pair.near) == 0 && close(pair.far) == 0);
}

static void a_body_over_the_callers_room_is_refused(void)
{
	static const uint8_t bytes[] = { 9, 0, 0, 0, FRAME_REQUEST, 0, 0, 0 };
	struct pair pair = open_pair();
	struct frame frame;
	char body[9];

	must(write(pair.far, bytes, sizeof(bytes)) == sizeof(bytes));
	is_number(frame_read(pair.near, &frame, body, 8), -EMSGSIZE);
	must(close(pair.near) == 0 && close(pair.far) == 0);
}

static void an_empty_body_is_an_empty_string(void)
{
	static const uint8_t bytes[] = { 0, 0, 0, 0, FRAME_REQUEST, 0, 0, 0 };
	struct pair pair = open_pair();
	struct frame frame;
	char body[2] = "x";

	must(write(pair.far, bytes, sizeof(bytes)) == sizeof(bytes));
	is_number(frame_read(pair.near, &frame, body, 1), 0);
	is_string(body, "");
	must(close(pair.near) == 0 && close(pair.far) == 0);
}

/* The socket's buffer is smaller than the frame, and the writer may not wait in the kernel. */
static void a_frame_is_written_whole_to_a_slow_reader(void)
{
	static char body[FRAME_CONTROL_LIMIT];
	struct pair pair = open_pair();
	int small = 4096;
	pid_t writer;
	size_t total = 0;
	char part[1000];
	ssize_t n;
	int status;

	memset(body, 'x', sizeof(body));
	must(setsockopt(pair.far, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small)) == 0);
	must(fcntl(pair.far, F_SETFL, O_NONBLOCK) == 0);
	writer = fork();
	must(writer >= 0);
	if (writer == 0)
		_exit(frame_write(pair.far, FRAME_HELLO, 0, body, sizeof(body)) == 0 ? 0 : 1);
	must(close(pair.far) == 0);
	while ((n = read(pair.near, part, sizeof(part))) > 0)
		total += (size_t) n;
	is_number(total, FRAME_HEADER_SIZE + sizeof(body));
	must(waitpid(writer, &status, 0) == writer);
	is_number(status, 0);
	must(close(pair.near) == 0);
}

static void a_body_over_its_limit_is_not_written(void)
{
	static char body[FRAME_CONTROL_LIMIT + 1];

	is_number(frame_write(-1, FRAME_HELLO, 0, body, sizeof(body)), -EMSGSIZE);
	is_number(frame_write(-1, FRAME_ANSWER, 0, body, FRAME_DATA_LIMIT + 1), -EMSGSIZE);
}

static void writing_to_nobody_is_a_broken_pipe(void)
{
	struct pair pair = open_pair();

	must(close(pair.far) == 0);
	is_number(frame_write(pair.near, FRAME_HELLO, 0, "x", 1), -EPIPE);
	must(close(pair.near) == 0);
}

int main(void)
{
	(void) signal(SIGPIPE, SIG_IGN);
	TEST(bad_headers_are_refused);
	TEST(a_header_written_reads_the_same);
	TEST(an_end_between_frames_is_no_data);
	TEST(an_end_inside_a_header_or_body_is_a_broken_pipe);
	TEST(a_frame_that_comes_byte_by_byte_is_whole);
	TEST(a_body_over_the_callers_room_is_refused);
	TEST(an_empty_body_is_an_empty_string);
	TEST(a_frame_is_written_whole_to_a_slow_reader);
	TEST(a_body_over_its_limit_is_not_written);
	TEST(writing_to_nobody_is_a_broken_pipe);
	return tap_done();
}
