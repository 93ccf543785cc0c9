#define _GNU_SOURCE
#include "make-channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void make_report(enum make_stage stage, int fd)
{
	const struct join_report report = { .stage = (uint32_t) stage };

	join_report(&report, &fd, fd >= 0 ? 1 : 0);
}

void make_fail(enum make_stage stage, int error)
{
	const struct join_report report = { .stage = (uint32_t) stage, .error = error };

	join_report(&report, NULL, 0);
	_exit(JOIN_EXIT_STATUS);
}

static bool is_text(const char *room, size_t size)
{
	return memchr(room, '\0', size) != NULL;
}

static void check_spec(const struct make *make)
{
	const struct make_spec *spec = &make->spec;

	if (spec->size != sizeof(*spec) || spec->root > MAKE_ROOT_DIRECTORY)
		join_fail(JOIN_STAGE_SPEC, EBADMSG);
	if (!is_text(spec->hostname, sizeof(spec->hostname)) || !is_text(spec->address, sizeof(spec->address)))
		join_fail(JOIN_STAGE_SPEC, EBADMSG);
	if (!is_text(spec->directory, sizeof(spec->directory)))
		join_fail(JOIN_STAGE_SPEC, EBADMSG);
}

void make_receive(struct make *ret_make)
{
	ssize_t n;

	do
		n = recv(JOIN_SOCKET_FD, &ret_make->spec, sizeof(ret_make->spec), MSG_TRUNC);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t) sizeof(ret_make->spec))
		join_fail(JOIN_STAGE_SPEC, EBADMSG);
	check_spec(ret_make);
}

void make_wait(void)
{
	char byte;
	ssize_t n;

	do
		n = recv(JOIN_SOCKET_FD, &byte, 1, 0);
	while (n < 0 && errno == EINTR);
	if (n != 1)
		_exit(JOIN_EXIT_STATUS);
}
