/* How exec and create end: what tells them to, and the frame that says how it went. */
#ifndef NSATLAS_EXEC_LAST_H
#define NSATLAS_EXEC_LAST_H

#include "relay.h"
#include "verbs.h"

/* From here on a signal to end is a message like others: what was started must be ended first. The death of whoever
 * started us is such a signal. Gives a signalfd(2). */
int exec_open_signals(int *ret_fd);

/* The EXIT frame. */
int exec_send_exit(const struct connection *connection, const struct relay_result *result);

#endif
