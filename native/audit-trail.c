#define _GNU_SOURCE
#include "audit-trail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "cleanup.h"

/* journald takes no datagram over the size of a socket's buffer; a record is far smaller. */
enum { JOURNAL_ROOM = 16 * 1024 };

static struct {
	int fd;			/* -1: no file is kept */
	int error;		/* why the file that was asked for cannot be used */
	const char *journal;
} trail = { .fd = -1 };

/* Who else could write there could rewrite what was done. */
static int check_file(int fd)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode) || status.st_nlink != 1)
		return -EINVAL;
	if ((status.st_uid != geteuid() && status.st_uid != 0) || (status.st_mode & (S_IWGRP | S_IWOTH)))
		return -EPERM;
	return 0;
}

static int open_file(const char *path)
{
	CLEANUP_FD int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK | O_CLOEXEC, 0600);
	int r;

	if (fd < 0)
		return -errno;
	r = check_file(fd);
	if (r < 0)
		return r;
	trail.fd = take_fd(&fd);
	return 0;
}

void audit_trail_open(const char *path, const char *journal)
{
	trail.journal = journal;
	trail.error = path ? open_file(path) : 0;
}

struct datagram {
	size_t length;
	char text[JOURNAL_ROOM];
};

/* NAME=value in one line: systemd.journal-fields(7). What does not fit is left out whole. */
static void add_field(struct datagram *datagram, const char *name, const char *value)
{
	size_t room = sizeof(datagram->text) - datagram->length;
	int n = snprintf(datagram->text + datagram->length, room, "%s=%s\n", name, value);

	if (n > 0 && (size_t) n < room)
		datagram->length += (size_t) n;
}

/* Whoever cannot be told does not hold up what is done: the file is the record. */
static void tell_journal(const char *message, const struct audit_field *fields, size_t count)
{
	CLEANUP_FD int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct datagram datagram = { 0 };
	struct iovec part;
	struct msghdr packet = { .msg_name = &address, .msg_namelen = sizeof(address), .msg_iov = &part, .msg_iovlen = 1 };

	if (fd < 0 || !trail.journal || strlen(trail.journal) >= sizeof(address.sun_path))
		return;
	memcpy(address.sun_path, trail.journal, strlen(trail.journal) + 1);
	add_field(&datagram, "MESSAGE", message);
	add_field(&datagram, "PRIORITY", "5");
	add_field(&datagram, "SYSLOG_IDENTIFIER", "nsatlas");
	for (size_t i = 0; i < count; i++)
		add_field(&datagram, fields[i].name, fields[i].value);
	part = (struct iovec) { datagram.text, datagram.length };
	(void) sendmsg(fd, &packet, MSG_NOSIGNAL);
}

int audit_trail_write(const char *line, size_t length, const char *message, const struct audit_field *fields, size_t count)
{
	const struct iovec parts[] = { { (void *) (uintptr_t) line, length }, { (void *) (uintptr_t) "\n", 1 } };
	ssize_t n;

	tell_journal(message, fields, count);
	if (trail.error < 0)
		return trail.error;
	if (trail.fd < 0)
		return 0;
	do
		n = writev(trail.fd, parts, 2);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return (size_t) n == length + 1 ? 0 : -ENOSPC;
}
