#include "refusal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int refuse(struct refusal *ret_refusal, enum failure failure, const char *stage, int error, const char *format, ...)
{
	va_list arguments;

	ret_refusal->failure = failure;
	ret_refusal->stage = stage;
	ret_refusal->error = abs(error);
	va_start(arguments, format);
	(void) vsnprintf(ret_refusal->message, sizeof(ret_refusal->message), format, arguments);
	va_end(arguments);
	return -1;
}

int refusal_send(int out, const struct refusal *refusal)
{
	(void) failure_send(out, refusal->failure, refusal->stage, refusal->error, refusal->message);
	return 1;
}
