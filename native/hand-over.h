/* A helper that was started before anybody asked gets its connection from the listener, over its standard input. It is as fresh as any
 * other: it serves this one connection and ends. */
#ifndef NSATLAS_HAND_OVER_H
#define NSATLAS_HAND_OVER_H

/* The listener's side. -EAGAIN: that helper does not wait yet, and may never. -EPIPE: it is gone. */
int hand_over_send(int line, int connection);

/* The helper's: says that it waits, does so, and makes the connection standard input and output. -ENODATA: there will be none. */
int hand_over_await(void);

#endif
