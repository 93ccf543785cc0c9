/* How fast a terminal may show: nobody reads millions of lines, but each byte costs the helper, the web process and the browser time
 * that the other terminals wait for. A token bucket: pure, with the time given. What it holds back stays in the terminal, whose program
 * then waits in write(2). */
#ifndef NSATLAS_RELAY_PACE_H
#define NSATLAS_RELAY_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RELAY_PACE_BURST_BYTES = 4 * 1024 * 1024,	/* at once, after a pause: a large file, a long listing */
	RELAY_PACE_BYTES_PER_MS = 8 * 1024,		/* from then on: 8 MB a second */
	RELAY_PACE_STEP_BYTES = 32 * 1024,		/* who has used up all waits for so much, 4 ms: not for each byte anew */
	RELAY_PACE_LEAST_BYTES = 4 * 1024,		/* counted for a smaller frame, which costs everybody on its way as much */
};

struct relay_pace {
	bool is_on;
	uint64_t left;		/* bytes, at the time `at` */
	int64_t at;		/* milliseconds, of a clock that only goes forward */
};

/* Full from the beginning. Without it (is_on false) there is no bound. */
void relay_pace_begin(struct relay_pace *pace, int64_t now);

/* How many bytes the next frame may have: 0, or RELAY_PACE_STEP_BYTES and more. */
uint64_t relay_pace_room(const struct relay_pace *pace, int64_t now);

void relay_pace_take(struct relay_pace *pace, uint64_t bytes, int64_t now);

/* When there will be room; not after `now` where there is. */
int64_t relay_pace_ready_at(const struct relay_pace *pace, int64_t now);

#endif
