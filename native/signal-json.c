#define _GNU_SOURCE
#include "signal-json.h"

#include <stdio.h>
#include <string.h>

void signal_write(struct jsonout *json, int signal)
{
	const char *name = sigabbrev_np(signal);
	char text[16];

	if (name)
		(void) snprintf(text, sizeof(text), "SIG%s", name);
	else
		(void) snprintf(text, sizeof(text), "SIG%d", signal);
	jsonout_string(json, "signal", text);
}
