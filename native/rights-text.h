/* What a person on the host reads before they say yes: lines of printable ASCII, whole however long they are. */
#ifndef NSATLAS_RIGHTS_TEXT_H
#define NSATLAS_RIGHTS_TEXT_H

#include <jansson.h>
#include <stdio.h>

#include "exec-request.h"

/* A blank, and the text as audit_quote has it. */
void rights_text_quoted(FILE *out, const char *text);

/* Lines: each command that may be run, and who the web process says it asks for. */
void rights_text_commands(FILE *out, const struct exec_request *request);
void rights_text_viewer(FILE *out, const struct exec_request *request);

/* A line: everything that was asked, known here or not, but for the ticket, which is a secret. -ENOMEM */
int rights_text_request(FILE *out, const json_t *asked);

#endif
