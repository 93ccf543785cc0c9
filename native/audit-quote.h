/* Foreign text in a record, or before a person's eyes. */
#ifndef NSATLAS_AUDIT_QUOTE_H
#define NSATLAS_AUDIT_QUOTE_H

#include <stddef.h>

/* Text between quotation marks, in printable ASCII whatever it holds: a control character could forge a line or drive a
 * terminal (CVE-2023-28486). Cut to what there is room for. Returns the length. */
size_t audit_quote(const char *text, char *ret_quoted, size_t room);

#endif
