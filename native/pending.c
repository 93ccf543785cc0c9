#define _GNU_SOURCE
#include "pending.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/random.h>
#include <unistd.h>

#include "cleanup.h"
#include "frame.h"
#include "jsonout.h"
#include "peer.h"
#include "private-directory.h"
#include "procfs.h"
#include "sha256.h"
#include "ticket.h"

#define STAGE "rights"

enum { TRIES = 64, NAME_ROOM = 32, VERDICT_ROOM = 128 };

/* A question that stands in its directory. */
struct pending {
	const char *directory;
	unsigned int number;
	char hash[SHA256_TEXT + 1];	/* of its text: an answer is to this and to nothing else */
	uint64_t ends_ms;
};

static int own_start_time(uint64_t *ret_start_time)
{
	CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };
	CLEANUP_FD int proc_fd = -1;
	struct procfs_stat stat;
	int r = procfs_open(getpid(), &proc_fd);

	if (r == 0)
		r = procfs_read_stat(proc_fd, &scratch, &stat);
	if (r == 0)
		*ret_start_time = stat.start_time;
	return r;
}

/* helper: a question whose asker is gone is none any more. */
static int make_text(const struct pending_question *question, uint64_t ends_ms, char **ret_text, size_t *ret_length)
{
	uint64_t start_time = 0;
	int n, r = own_start_time(&start_time);

	if (r < 0)
		return r;
	n = asprintf(ret_text, "nsatlas-pending 1\nhelper %d %" PRIu64 "\nends %" PRIu64 "\nasked by %s\n%s", (int) getpid(), start_time, ends_ms,
		     question->asker, question->what);
	if (n < 0)
		return -ENOMEM;
	*ret_length = (size_t) n;
	return n > PENDING_TEXT_LIMIT ? -E2BIG : 0;
}

static int choose_number(unsigned int *ret_number)
{
	uint32_t chance;

	if (getrandom(&chance, sizeof(chance), 0) != (ssize_t) sizeof(chance))
		return -EIO;
	*ret_number = PENDING_LEAST + chance % (PENDING_MOST - PENDING_LEAST + 1);
	return 0;
}

static int write_question(struct pending *pending, const char *text, size_t length)
{
	CLEANUP_FD int directory = -1;
	int r = private_directory_open(pending->directory, &directory);

	for (int i = 0; r == 0 && i < TRIES; i++) {
		char name[NAME_ROOM], verdict[NAME_ROOM + 8];

		r = choose_number(&pending->number);
		(void) snprintf(name, sizeof(name), "%u", pending->number);
		(void) snprintf(verdict, sizeof(verdict), "%s.verdict", name);
		if (r == 0)
			r = private_directory_create(directory, name, text, length);
		if (r == 0) {
			/* An answer to an earlier question of this number. */
			(void) unlinkat(directory, verdict, 0);
			return 0;
		}
		r = r == -EEXIST ? 0 : r;
	}
	return r < 0 ? r : -EBUSY;
}

static void remove_question(const struct pending *pending)
{
	CLEANUP_FD int directory = -1;
	char name[NAME_ROOM];

	if (private_directory_open(pending->directory, &directory) < 0)
		return;
	(void) snprintf(name, sizeof(name), "%u", pending->number);
	(void) unlinkat(directory, name, 0);
	(void) snprintf(name, sizeof(name), "%u.verdict", pending->number);
	(void) unlinkat(directory, name, 0);
}

static int send_waiting(int out, const struct pending *pending)
{
	struct jsonout json;
	char command[64];
	int r = jsonout_init(&json, -1);

	if (r < 0)
		return r;
	(void) snprintf(command, sizeof(command), "sudo npx nsatlas approve %u", pending->number);
	jsonout_object_begin(&json, NULL);
	jsonout_unsigned(&json, "number", pending->number);
	jsonout_string(&json, "command", command);
	jsonout_object_end(&json);
	return jsonout_send(&json, out, FRAME_WAITING, 0);
}

/* 1: yes, 0: no answer yet, -ECANCELED: no, else the directory is not to be believed. */
static int read_verdict(const struct pending *pending)
{
	CLEANUP_FD int directory = -1;
	char name[NAME_ROOM], text[VERDICT_ROOM], yes[VERDICT_ROOM];
	size_t length;
	int r = private_directory_open(pending->directory, &directory);

	(void) snprintf(name, sizeof(name), "%u.verdict", pending->number);
	(void) snprintf(yes, sizeof(yes), "permit %s\n", pending->hash);
	if (r == 0)
		r = private_directory_read(directory, name, text, sizeof(text), &length);
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return r;
	return strcmp(text, yes) == 0 ? 1 : -ECANCELED;
}

static void drain(int watch)
{
	char events[4096];

	while (read(watch, events, sizeof(events)) > 0)
		;
}

/* 1: yes; else why not, as -errno. */
static int await_verdict(const struct pending *pending, const struct connection *connection, int signals, int watch)
{
	struct pollfd waits[] = {
		{ .fd = watch, .events = POLLIN }, { .fd = connection->in, .events = POLLRDHUP }, { .fd = signals, .events = POLLIN },
	};

	for (;;) {
		uint64_t now = ticket_now_ms();
		int r = read_verdict(pending);

		if (r != 0)
			return r;
		if (now >= pending->ends_ms)
			return -ETIMEDOUT;
		if (poll(waits, 3, (int) (pending->ends_ms - now)) < 0)
			continue;
		/* What the asker sends meanwhile is the command's, and stays unread. */
		if (waits[1].revents & (POLLRDHUP | POLLHUP | POLLERR))
			return -EPIPE;
		if (waits[2].revents)
			return -EINTR;
		drain(watch);
	}
}

static int refuse_for(struct refusal *ret_refusal, int error)
{
	if (error == -ECANCELED)
		return refuse(ret_refusal, FAILURE_DENIED, STAGE, error, "it was refused on the host");
	if (error == -ETIMEDOUT)
		return refuse(ret_refusal, FAILURE_DENIED, STAGE, error, "nobody confirmed it on the host in time");
	if (error == -EPIPE || error == -EINTR)
		return refuse(ret_refusal, FAILURE_DENIED, STAGE, error, "given up before it was confirmed");
	if (error == -EBUSY)
		return refuse(ret_refusal, FAILURE_LIMIT, STAGE, error, "too many wait to be confirmed");
	return refuse(ret_refusal, FAILURE_DENIED, STAGE, error, "it cannot be put to anybody on the host");
}

static int ask(struct pending *pending, const char *text, size_t length, const struct connection *connection, int signals)
{
	/* Before the question is there, so that no answer is missed. */
	CLEANUP_FD int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	int r;

	if (watch < 0 || inotify_add_watch(watch, pending->directory, IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR) < 0)
		return -errno;
	r = write_question(pending, text, length);
	if (r < 0)
		return r;
	r = send_waiting(connection->out, pending) < 0 ? -EPIPE : await_verdict(pending, connection, signals, watch);
	remove_question(pending);
	return r;
}

int pending_ask(const struct pending_question *question, const struct connection *connection, int signals, struct refusal *ret_refusal)
{
	struct pending pending = { .directory = question->directory, .ends_ms = ticket_now_ms() + question->wait_ms };
	CLEANUP_FREE char *text = NULL;
	size_t length = 0;
	int r = make_text(question, pending.ends_ms, &text, &length);

	if (r == 0) {
		sha256_text(text, length, pending.hash);
		r = ask(&pending, text, length, connection, signals);
	}
	return r < 0 ? refuse_for(ret_refusal, r) : 0;
}
