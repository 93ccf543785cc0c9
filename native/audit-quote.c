#include "audit-quote.h"

size_t audit_quote(const char *text, char *ret_quoted, size_t room)
{
	static const char hex[] = "0123456789abcdef";
	size_t length = 0;

	if (room < 8)
		return 0;
	ret_quoted[length++] = '"';
	for (; *text && length + 6 <= room; text++) {
		unsigned char c = (unsigned char) *text;

		if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
			ret_quoted[length++] = (char) c;
			continue;
		}
		ret_quoted[length++] = '\\';
		ret_quoted[length++] = 'x';
		ret_quoted[length++] = hex[c >> 4];
		ret_quoted[length++] = hex[c & 15];
	}
	ret_quoted[length++] = '"';
	ret_quoted[length] = '\0';
	return length;
}
