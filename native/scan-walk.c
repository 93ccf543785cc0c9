#define _GNU_SOURCE
#include "scan-walk.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { THREAD_TRIES = 100, THREAD_PAUSE_MS = 20 };

/* What the walkers, one after the other, and the thread that watches them share. All behind the lock, but visit, context
 * and count, which stay, and next, which is the present walker's. */
struct walk {
	pthread_mutex_t lock;
	pthread_cond_t ended;
	scan_visit *visit;
	void *context;
	size_t count;
	size_t next;
	struct scan_walker *present;
	bool is_reading;
	uint64_t reads;
	unsigned int late;
	bool is_done;
	int result;
};

/* On the heap, and never given back once left behind: the stuck read still writes into its buffer. */
struct scan_walker {
	struct walk *walk;
	struct procfs_buffer buffer;
	size_t late_index;	/* the element at which the one before got stuck */
};

static bool has_left_behind;

bool scan_walk_left_behind(void)
{
	return has_left_behind;
}

static struct scan_walker *make_walker(struct walk *walk, size_t late_index)
{
	struct scan_walker *walker = calloc(1, sizeof(*walker));

	if (walker)
		*walker = (struct scan_walker) { .walk = walk, .late_index = late_index };
	return walker;
}

static bool begin_read(struct scan_walker *walker)
{
	struct walk *walk = walker->walk;
	bool may;

	(void) pthread_mutex_lock(&walk->lock);
	may = walk->next != walker->late_index && walk->late < SCAN_WALK_LATE_MAX;
	walk->is_reading = may;
	walk->reads += may;
	(void) pthread_mutex_unlock(&walk->lock);
	return may;
}

static void end_read(struct scan_walker *walker)
{
	struct walk *walk = walker->walk;
	bool left_behind;

	(void) pthread_mutex_lock(&walk->lock);
	left_behind = walk->present != walker;
	if (!left_behind)
		walk->is_reading = false;
	(void) pthread_mutex_unlock(&walk->lock);
	/* Not pthread_exit: it loads a library, which the inspect door's filter forbids. */
	if (left_behind)
		(void) syscall(SYS_exit, 0);
}

int scan_walker_read(struct scan_walker *walker, int dir_fd, const char *name, size_t limit, struct procfs_buffer **ret_buffer)
{
	int r;

	walker->buffer.length = 0;
	*ret_buffer = &walker->buffer;
	if (!begin_read(walker))
		return -ETIMEDOUT;
	r = procfs_read(dir_fd, name, limit, &walker->buffer);
	end_read(walker);
	return r;
}

static void *walk_on(void *argument)
{
	struct scan_walker *walker = argument;
	struct walk *walk = walker->walk;
	int r = 0;

	for (; r >= 0 && walk->next < walk->count; walk->next++)
		r = walk->visit(walk->context, walker, walk->next);
	(void) pthread_mutex_lock(&walk->lock);
	walk->is_done = true;
	walk->result = r;
	(void) pthread_cond_signal(&walk->ended);
	(void) pthread_mutex_unlock(&walk->lock);
	procfs_buffer_free(&walker->buffer);
	free(walker);
	return NULL;
}

/* The lock is held. Waits until the walk has ended, or for a while. */
static void wait_a_while(struct walk *walk, long ms)
{
	struct timespec until;

	(void) clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += ms * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	(void) pthread_cond_clockwait(&walk->ended, &walk->lock, CLOCK_MONOTONIC, &until);
}

/* The lock is held. In a storm of processes there may be no number left for a thread: soon there is one again. */
static int create_thread(struct walk *walk, struct scan_walker *walker)
{
	pthread_t thread;
	int r = pthread_create(&thread, NULL, walk_on, walker);

	for (int tries = 0; r == EAGAIN && tries < THREAD_TRIES; tries++) {
		wait_a_while(walk, THREAD_PAUSE_MS);
		r = pthread_create(&thread, NULL, walk_on, walker);
	}
	if (r == 0)
		(void) pthread_detach(thread);
	return -r;
}

/* The lock is held. Whoever walked before is no longer the present one, should it ever come back. */
static int start_walker(struct walk *walk, size_t late_index)
{
	struct scan_walker *walker = make_walker(walk, late_index);
	int r;

	if (!walker)
		return -ENOMEM;
	walk->present = walker;
	walk->is_reading = false;
	r = create_thread(walk, walker);
	if (r < 0)
		free(walker);
	return r;
}

static int watch(struct walk *walk)
{
	int r;

	(void) pthread_mutex_lock(&walk->lock);
	r = start_walker(walk, SIZE_MAX);
	while (r == 0 && !walk->is_done) {
		uint64_t reads = walk->reads;

		wait_a_while(walk, SCAN_WALK_LATE_MS);
		if (walk->is_done || !walk->is_reading || walk->reads != reads)
			continue;
		walk->late++;
		r = start_walker(walk, walk->next);
	}
	(void) pthread_mutex_unlock(&walk->lock);
	return r < 0 ? r : walk->result;
}

int scan_walk(size_t count, scan_visit *visit, void *context)
{
	struct walk *walk = calloc(1, sizeof(*walk));
	int r;

	if (!walk)
		return -ENOMEM;
	*walk = (struct walk) { .visit = visit, .context = context, .count = count };
	(void) pthread_mutex_init(&walk->lock, NULL);
	(void) pthread_cond_init(&walk->ended, NULL);
	r = watch(walk);
	/* One that was left behind may still come back and look. */
	if (walk->late == 0)
		free(walk);
	else
		has_left_behind = true;
	return r;
}
