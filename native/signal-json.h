/* How a command ended, in EXIT and in the audit. */
#ifndef NSATLAS_SIGNAL_JSON_H
#define NSATLAS_SIGNAL_JSON_H

#include "jsonout.h"

/* The fields "code" and "signal", of which one is null. signal: 0, it ended by itself; else "SIGKILL", "SIG34" for one without a name. */
void signal_write_end(struct jsonout *json, int code, int signal);

#endif
