#define _GNU_SOURCE
#include "ticket.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HEAD "nsatlas-ticket 1"

bool ticket_is_hexadecimal(const char *text)
{
	return strlen(text) == TICKET_TOKEN && strspn(text, "0123456789abcdef") == TICKET_TOKEN;
}

size_t ticket_format(const struct ticket *ticket, char ret_text[TICKET_TEXT_LIMIT])
{
	int length = snprintf(ret_text, TICKET_TEXT_LIMIT,
			      HEAD "\nuser %s\nuid %u\nsession %s\npeer %u %d %" PRIu64 "\ncreated %" PRIu64 "\nused %" PRIu64 "\nuses %" PRIu64 "\n",
			      ticket->user, ticket->uid, ticket->session, ticket->peer.uid, (int) ticket->peer.pid, ticket->peer.start_time,
			      ticket->created_ms, ticket->used_ms, ticket->uses);

	return length < 0 ? 0 : (size_t) length;
}

static int scan(const char *text, struct ticket *ticket)
{
	char user[POLICY_NAME_LIMIT + 1], session[TICKET_SESSION + 1];
	int end = 0;

	if (sscanf(text, HEAD "\nuser %63[^\n]\nuid %" SCNu32 "\nsession %64[0-9a-f]\npeer %" SCNu32 " %d %" SCNu64 "\ncreated %" SCNu64
		   "\nused %" SCNu64 "\nuses %" SCNu64 "\n%n",
		   user, &ticket->uid, session, &ticket->peer.uid, &ticket->peer.pid, &ticket->peer.start_time, &ticket->created_ms,
		   &ticket->used_ms, &ticket->uses, &end) != 9)
		return -EBADMSG;
	memcpy(ticket->user, user, sizeof(user));
	memcpy(ticket->session, session, sizeof(session));
	return ticket_is_hexadecimal(session) ? 0 : -EBADMSG;
}

/* What scanf(3) would let pass (other blanks, signs, leading zeros, numbers too great) does not come back from ticket_format. */
int ticket_parse(const char *text, size_t length, struct ticket *ret_ticket)
{
	char copy[TICKET_TEXT_LIMIT], again[TICKET_TEXT_LIMIT];
	struct ticket ticket = { .uid = (uid_t) -1 };

	if (length >= sizeof(copy) || memchr(text, '\0', length))
		return -EBADMSG;
	memcpy(copy, text, length);
	copy[length] = '\0';
	if (scan(copy, &ticket) < 0 || ticket_format(&ticket, again) != length || memcmp(copy, again, length) != 0)
		return -EBADMSG;
	*ret_ticket = ticket;
	return 0;
}

int ticket_judge(const struct ticket *ticket, const char *session, const struct peer *peer, uint64_t now_ms)
{
	if (strcmp(ticket->session, session) != 0 || !peer_is_same(&ticket->peer, peer))
		return -EKEYREJECTED;
	if (ticket->created_ms > ticket->used_ms || ticket->used_ms > now_ms)
		return -EKEYEXPIRED;
	if (now_ms - ticket->created_ms >= TICKET_MS || now_ms - ticket->used_ms >= TICKET_IDLE_MS)
		return -EKEYEXPIRED;
	return 0;
}
