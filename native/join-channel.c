#define _GNU_SOURCE
#include "join-channel.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void join_report(const struct join_report *report, const int *fds, size_t count)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int) * NSTYPE_COUNT)];
	} control = { 0 };
	struct iovec part = { (void *) (uintptr_t) report, sizeof(*report) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	if (count > 0) {
		message.msg_control = &control;
		message.msg_controllen = (socklen_t) CMSG_SPACE(sizeof(int) * count);
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = (socklen_t) CMSG_LEN(sizeof(int) * count);
		memcpy(CMSG_DATA(&control.header), fds, sizeof(int) * count);
	}
	if (sendmsg(JOIN_SOCKET_FD, &message, MSG_NOSIGNAL) == (ssize_t) sizeof(*report))
		return;
	/* The other process of ours that holds it would wait for an answer to what was never said. */
	(void) shutdown(JOIN_SOCKET_FD, SHUT_RDWR);
	_exit(JOIN_EXIT_STATUS);
}

void join_fail(enum join_stage stage, int error)
{
	struct join_report report = { .stage = (uint32_t) stage, .error = error };

	join_report(&report, NULL, 0);
	_exit(JOIN_EXIT_STATUS);
}

/* Cuts bytes into count texts that each end with a NUL, all within it. Returns how many bytes they take. */
static size_t point_at_texts(char *bytes, size_t length, uint32_t count, char **ret_texts)
{
	size_t at = 0;

	for (uint32_t i = 0; i < count; i++) {
		char *end = at < length ? memchr(bytes + at, '\0', length - at) : NULL;

		if (!end)
			join_fail(JOIN_STAGE_SPEC, EBADMSG);
		ret_texts[i] = bytes + at;
		at = (size_t) (end - bytes) + 1;
	}
	ret_texts[count] = NULL;
	return at;
}

static void point_at_commands(struct join *join)
{
	struct join_spec *spec = &join->spec;
	char **next = join->arguments;
	uint32_t left = spec->argument_count;
	size_t at = 0;

	for (uint32_t i = 0; i < spec->command_count; i++) {
		uint32_t count = spec->command_arguments[i];

		if (count < 1 || count > left)
			join_fail(JOIN_STAGE_SPEC, EBADMSG);
		at += point_at_texts(spec->arguments + at, spec->argument_bytes - at, count, next);
		join->commands[i] = next;
		next += count + 1;
		left -= count;
	}
}

static void check_spec(struct join *join)
{
	struct join_spec *spec = &join->spec;

	if (spec->size != sizeof(*spec) || spec->types >= 1u << NSTYPE_COUNT || spec->group_count > JOIN_GROUP_LIMIT)
		join_fail(JOIN_STAGE_SPEC, EBADMSG);
	if (spec->command_count < 1 || spec->command_count > JOIN_COMMAND_LIMIT)
		join_fail(JOIN_STAGE_SPEC, EBADMSG);
	if (spec->argument_count < 1 || spec->argument_count > JOIN_ARGUMENT_LIMIT || spec->argument_bytes > JOIN_ARGUMENT_BYTES)
		join_fail(JOIN_STAGE_SPEC, EBADMSG);
	if (spec->environment_count > JOIN_ENVIRONMENT_LIMIT || spec->environment_bytes > JOIN_ENVIRONMENT_BYTES)
		join_fail(JOIN_STAGE_SPEC, EBADMSG);
	if (!memchr(spec->root, '\0', sizeof(spec->root)) || !memchr(spec->directory, '\0', sizeof(spec->directory)))
		join_fail(JOIN_STAGE_SPEC, EBADMSG);
	point_at_commands(join);
}

static void read_environment(struct join *join)
{
	const struct join_spec *spec = &join->spec;
	int file = join->fds[JOIN_FD_ENVIRONMENT];
	size_t done = 0;

	while (done < spec->environment_bytes) {
		ssize_t n = pread(file, join->environment_bytes + done, spec->environment_bytes - done, (off_t) done);

		if (n == 0 || (n < 0 && errno != EINTR))
			join_fail(JOIN_STAGE_SPEC, n == 0 ? EBADMSG : errno);
		done += n > 0 ? (size_t) n : 0;
	}
	(void) close(file);
	join->fds[JOIN_FD_ENVIRONMENT] = -1;
	(void) point_at_texts(join->environment_bytes, spec->environment_bytes, spec->environment_count, join->environment);
}

/* Hands the received descriptors to their places by the bits of spec.fds. */
static void place_fds(struct join *join, const int *received, size_t count)
{
	size_t next = 0;

	for (int which = 0; which < JOIN_FD_COUNT; which++) {
		join->fds[which] = -1;
		if (!(join->spec.fds & 1u << which))
			continue;
		if (next >= count)
			join_fail(JOIN_STAGE_SPEC, EBADMSG);
		join->fds[which] = received[next++];
	}
	if (next != count)
		join_fail(JOIN_STAGE_SPEC, EBADMSG);
	for (int which = JOIN_FD_STDIN; which <= JOIN_FD_STDERR; which++) {
		if (join->fds[which] >= 0 && dup2(join->fds[which], which) < 0)
			join_fail(JOIN_STAGE_SPEC, errno);
		if (join->fds[which] >= 0)
			(void) close(join->fds[which]);
		join->fds[which] = -1;
	}
}

void join_receive(struct join *ret_join)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int) * JOIN_FD_COUNT)];
	} control = { 0 };
	struct iovec part = { &ret_join->spec, sizeof(ret_join->spec) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control) };
	int received[JOIN_FD_COUNT];
	size_t count = 0;
	ssize_t n;

	do
		n = recvmsg(JOIN_SOCKET_FD, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	/* Nobody is there: the helper died, or a person started us by hand. */
	if (n <= 0)
		_exit(JOIN_EXIT_STATUS);
	if (n != (ssize_t) sizeof(ret_join->spec) || (message.msg_flags & (MSG_CTRUNC | MSG_TRUNC)) != 0)
		join_fail(JOIN_STAGE_SPEC, EBADMSG);
	if (message.msg_controllen >= sizeof(struct cmsghdr) && control.header.cmsg_type == SCM_RIGHTS) {
		count = (control.header.cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(received, CMSG_DATA(&control.header), count * sizeof(int));
	}
	check_spec(ret_join);
	place_fds(ret_join, received, count);
	read_environment(ret_join);
}

/* The helper looks at us from outside meanwhile. */
enum join_answer join_ask(enum join_stage stage)
{
	struct join_report report = { .stage = (uint32_t) stage };
	char answer;
	ssize_t n;

	join_report(&report, NULL, 0);
	do
		n = recv(JOIN_SOCKET_FD, &answer, 1, 0);
	while (n < 0 && errno == EINTR);
	if (n != 1)
		_exit(JOIN_EXIT_STATUS);
	return answer == JOIN_LOOK ? JOIN_LOOK : JOIN_GO;
}
