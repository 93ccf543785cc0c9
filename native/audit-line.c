#define _GNU_SOURCE
#include "audit-line.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "audit-quote.h"

void audit_line_add(struct audit_line *line, const char *format, ...)
{
	size_t room = sizeof(line->text) - line->length;
	va_list values;
	int n;

	va_start(values, format);
	n = vsnprintf(line->text + line->length, room, format, values);
	va_end(values);
	if (n > 0)
		line->length += (size_t) n < room ? (size_t) n : room - 1;
}

void audit_line_add_text(struct audit_line *line, const char *field, const char *text, size_t room)
{
	size_t left;

	audit_line_add(line, " %s=", field);
	left = sizeof(line->text) - line->length;
	line->length += audit_quote(text, line->text + line->length, room < left ? room : left);
}

void audit_line_add_peer(struct audit_line *line, int connection)
{
	struct ucred peer;
	socklen_t length = sizeof(peer);

	if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0)
		audit_line_add(line, " peer-uid=%u peer-pid=%d", peer.uid, (int) peer.pid);
	else
		audit_line_add(line, " uid=%u", getuid());
}

void audit_line_add_refusal(struct audit_line *line, const struct refusal *refusal)
{
	audit_line_add(line, " failure=%s stage=%s errno=%s", failure_name(refusal->failure), refusal->stage,
		       refusal->error ? failure_errno_name(refusal->error) : "-");
	audit_line_add_text(line, "message", refusal->message, sizeof(refusal->message) * 4);
}

void audit_line_add_end(struct audit_line *line, int code, int signal)
{
	if (signal)
		audit_line_add(line, " signal=%d", signal);
	else
		audit_line_add(line, " code=%d", code);
}

void audit_line_write(struct audit_line *line)
{
	audit_line_add(line, "\n");
	line->text[line->length - 1] = '\n';
	(void) !write(STDERR_FILENO, line->text, line->length);
}
