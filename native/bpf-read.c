#define _GNU_SOURCE
#include "bpf-read.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

void bpf_bytes_free(struct bpf_bytes *bytes)
{
	free(bytes->bytes);
	*bytes = (struct bpf_bytes) { 0 };
}

static int make_room(struct bpf_bytes *bytes)
{
	size_t room = bytes->room == 0 ? 4 * PIECE : bytes->room * 2;
	char *larger;

	if (bytes->room - bytes->length >= PIECE)
		return 0;
	if (room > BPF_READ_MAX)
		return -EFBIG;
	larger = realloc(bytes->bytes, room);
	if (!larger)
		return -ENOMEM;
	bytes->bytes = larger;
	bytes->room = room;
	return 0;
}

/* EAGAIN: it has passed a million tasks that had nothing to say. */
static ssize_t read_piece(int fd, char *bytes)
{
	ssize_t n;

	do
		n = read(fd, bytes, PIECE);
	while (n < 0 && (errno == EINTR || errno == EAGAIN));
	return n < 0 ? -errno : n;
}

int bpf_read_all(int fd, struct bpf_bytes *ret_bytes)
{
	ssize_t n;

	ret_bytes->length = 0;
	do {
		int r = make_room(ret_bytes);

		if (r < 0)
			return r;
		n = read_piece(fd, ret_bytes->bytes + ret_bytes->length);
		if (n > 0)
			ret_bytes->length += (size_t) n;
	} while (n > 0);
	return (int) n;
}

/* What both threads share, all behind the lock but fd and piece, which are the reader's. Whoever is last gives it back. */
struct late_read {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	int fd;
	struct bpf_bytes bytes;
	size_t pieces;
	bool is_done;
	bool is_left;
	int result;
	char piece[PIECE];
};

static void free_late_read(struct late_read *late)
{
	(void) close(late->fd);
	bpf_bytes_free(&late->bytes);
	free(late);
}

/* The lock is held. */
static void take_piece(struct late_read *late, ssize_t n)
{
	int r = n > 0 ? make_room(&late->bytes) : (int) n;

	if (r == 0 && n > 0) {
		memcpy(late->bytes.bytes + late->bytes.length, late->piece, (size_t) n);
		late->bytes.length += (size_t) n;
	}
	late->pieces++;
	late->is_done = n <= 0 || r < 0;
	late->result = r;
	(void) pthread_cond_signal(&late->moved);
}

static void *read_on(void *argument)
{
	struct late_read *late = argument;
	bool is_left, is_done;

	do {
		ssize_t n = read_piece(late->fd, late->piece);

		(void) pthread_mutex_lock(&late->lock);
		is_left = late->is_left;
		if (!is_left)
			take_piece(late, n);
		is_done = late->is_done;
		(void) pthread_mutex_unlock(&late->lock);
	} while (!is_left && !is_done);
	if (!is_left)
		return NULL;
	free_late_read(late);
	/* Not pthread_exit: it loads a library, which the inspect door's filter forbids. */
	(void) syscall(SYS_exit, 0);
	return NULL;
}

/* The lock is held. Waits for the next piece, or for a while. */
static void wait_for_piece(struct late_read *late, size_t pieces)
{
	struct timespec until;
	int r = 0;

	(void) clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += BPF_READ_LATE_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	while (late->pieces == pieces && r != ETIMEDOUT)
		r = pthread_cond_clockwait(&late->moved, &late->lock, CLOCK_MONOTONIC, &until);
}

static int watch(struct late_read *late)
{
	size_t pieces;

	do {
		pieces = late->pieces;
		wait_for_piece(late, pieces);
	} while (!late->is_done && late->pieces != pieces);
	late->is_left = !late->is_done;
	return late->is_left ? -ETIMEDOUT : late->result;
}

static int start_late_read(struct late_read *late)
{
	pthread_t thread;
	int r;

	(void) pthread_mutex_init(&late->lock, NULL);
	(void) pthread_cond_init(&late->moved, NULL);
	r = pthread_create(&thread, NULL, read_on, late);
	if (r == 0)
		(void) pthread_detach(thread);
	return -r;
}

static bool has_left_behind;

bool bpf_read_left_behind(void)
{
	return has_left_behind;
}

int bpf_read_late(int fd, struct bpf_bytes *ret_bytes)
{
	struct late_read *late = calloc(1, sizeof(*late));
	bool is_left;
	int r;

	if (!late) {
		(void) close(fd);
		return -ENOMEM;
	}
	late->fd = fd;
	(void) pthread_mutex_lock(&late->lock);
	r = start_late_read(late);
	if (r == 0)
		r = watch(late);
	is_left = late->is_left;
	*ret_bytes = late->bytes;
	late->bytes = (struct bpf_bytes) { 0 };
	(void) pthread_mutex_unlock(&late->lock);
	/* The reader has let go of the lock for the last time before we had it with is_done. */
	if (!is_left)
		free_late_read(late);
	has_left_behind |= is_left;
	return r;
}
