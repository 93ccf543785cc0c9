/* A signal by its name, in EXIT and in the audit. */
#ifndef NSATLAS_SIGNAL_JSON_H
#define NSATLAS_SIGNAL_JSON_H

#include "jsonout.h"

/* The field "signal": "SIGKILL"; "SIG34" for one without a name. */
void signal_write(struct jsonout *json, int signal);

#endif
