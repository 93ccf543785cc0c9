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
	if (join_spec_read_environment(join) < 0)
		join_fail(JOIN_STAGE_SPEC, EBADMSG);
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
	if (join_spec_read(ret_join) < 0)
		join_fail(JOIN_STAGE_SPEC, EBADMSG);
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
