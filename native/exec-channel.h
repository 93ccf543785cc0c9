/* The helper's end of the socket to nsatlas-join or nsatlas-make: what it carries, not what is said (join.h, make.h). */
#ifndef NSATLAS_EXEC_CHANNEL_H
#define NSATLAS_EXEC_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exec-child.h"

int exec_channel_send_spec(const struct exec_child *child, struct exec_plan *plan);

/* Waits for a report. -ETIMEDOUT: the deadline (clock.h) is over. -ECANCELED: a signal came, or the asker hung up. */
int exec_channel_wait(const struct exec_child *child, const struct connection *connection, int signals, int64_t deadline);

/* One report and its descriptors, NSTYPE_COUNT at most. -ENODATA: the other end is closed. */
int exec_channel_receive(int socket, struct join_report *ret_report, int *ret_fds, size_t *ret_count);
void exec_channel_close_all(const int *fds, size_t count);

/* Takes over the pidfd that was reported. -ESRCH: that process has ended already. */
int exec_channel_take_child(struct exec_child *child, int pidfd);

/* Answers whether the child may look for a terminal inside, by its mounts as they are seen from here. */
void exec_channel_answer_terminal(const struct exec_child *child);

/* Takes over the master of a terminal from inside. -ENOTTY: it is none. */
int exec_channel_take_terminal(struct exec_child *child, int master);

/* The child runs another program than it was born with. */
bool exec_channel_has_executed(const struct exec_child *child);

/* The words for what execve(2) said. */
int exec_channel_refuse_command(const char *name, int error, struct refusal *ret_refusal);

#endif
