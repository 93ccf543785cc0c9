#define _GNU_SOURCE
#include "rights-text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit-quote.h"
#include "cleanup.h"

/* What a person does not see they have not confirmed: nothing is cut. */
void rights_text_quoted(FILE *out, const char *text)
{
	size_t room = 4 * strlen(text) + 16;
	CLEANUP_FREE char *quoted = malloc(room);

	if (quoted)
		(void) audit_quote(text, quoted, room);
	(void) fprintf(out, " %s", quoted ? quoted : "?");
}

/* The first that exists is run: each of them may be. */
void rights_text_commands(FILE *out, const struct exec_request *request)
{
	const char *argument = request->arguments;

	for (uint32_t i = 0; i < request->command_count; i++) {
		(void) fprintf(out, i == 0 ? "command" : "or, where there is no such program,");
		for (uint32_t j = 0; j < request->command_arguments[i]; j++) {
			rights_text_quoted(out, argument);
			argument += strlen(argument) + 1;
		}
		(void) fprintf(out, "\n");
	}
}

void rights_text_viewer(FILE *out, const struct exec_request *request)
{
	if (!request->viewer)
		return;
	(void) fprintf(out, "viewer, says the web process,");
	rights_text_quoted(out, request->viewer);
	(void) fprintf(out, "\n");
}

int rights_text_request(FILE *out, const json_t *asked)
{
	json_t *copy = json_copy((json_t *) (uintptr_t) asked);
	CLEANUP_FREE char *text = NULL;

	if (copy)
		(void) json_object_del(copy, "ticket");
	text = copy ? json_dumps(copy, JSON_ENSURE_ASCII | JSON_SORT_KEYS | JSON_COMPACT) : NULL;
	json_decref(copy);
	if (!text)
		return -ENOMEM;
	/* The one control character that JSON leaves as it is. */
	for (char *at = text; *at; at++)
		*at = *at == 0x7f ? '?' : *at;
	(void) fprintf(out, "request %s\n", text);
	return 0;
}
