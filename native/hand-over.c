#define _GNU_SOURCE
#include "hand-over.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "failure.h"
#include "passfd.h"

int hand_over_send(int line, int connection)
{
	char word;
	ssize_t n = recv(line, &word, sizeof(word), MSG_DONTWAIT);

	if (n <= 0)
		return n == 0 ? -EPIPE : -errno;
	return passfd_send(line, "", 1, connection);
}

int hand_over_await(void)
{
	CLEANUP_FD int connection = -1;
	char word;
	ssize_t n;
	int r = passfd_send(STDIN_FILENO, "", 1, -1);

	if (r < 0)
		return r;
	do
		n = passfd_receive(STDIN_FILENO, &word, sizeof(word), &connection);
	while (n == -EINTR);
	if (n < 0)
		return (int) n;
	if (connection < 0)
		return -ENODATA;
	r = dup2(connection, STDIN_FILENO) < 0 || dup2(connection, STDOUT_FILENO) < 0 ? -errno : 0;
	/* From here on nobody else would tell who came. */
	if (r < 0)
		(void) failure_send(connection, FAILURE_FAULT, "request", r, "the helper could not take the connection");
	return r;
}
