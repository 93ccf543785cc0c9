#include "fuzz.h"

#include <string.h>

#include "ticket.h"

/* What is read is exactly what would be written, and is good for its own bearer only while its time lasts. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char text[TICKET_TEXT_LIMIT];
	struct ticket ticket;

	if (ticket_parse((const char *) bytes, length, &ticket) < 0)
		return 0;
	holds(ticket_format(&ticket, text) == length && memcmp(text, bytes, length) == 0);
	holds(ticket.user[0] != '\0' && ticket_is_hexadecimal(ticket.session));
	if (ticket.created_ms < UINT64_MAX - TICKET_MS)
		holds(ticket_judge(&ticket, ticket.session, &ticket.peer, ticket.created_ms + TICKET_MS) < 0);
	holds(ticket_judge(&ticket, "", &ticket.peer, ticket.used_ms) < 0);
	return 0;
}
