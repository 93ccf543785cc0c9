#define _GNU_SOURCE
#include "signal-json.h"

#include <stdio.h>
#include <string.h>

static void write_name(struct jsonout *json, int signal)
{
	const char *name = sigabbrev_np(signal);
	char text[16];

	if (name)
		(void) snprintf(text, sizeof(text), "SIG%s", name);
	else
		(void) snprintf(text, sizeof(text), "SIG%d", signal);
	jsonout_string(json, "signal", text);
}

void signal_write_end(struct jsonout *json, int code, int signal)
{
	if (signal == 0) {
		jsonout_number(json, "code", code);
		jsonout_null(json, "signal");
	} else {
		jsonout_null(json, "code");
		write_name(json, signal);
	}
}
