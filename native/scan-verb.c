/* The verbs `scan`, which looks once, and `watch`, which looks whenever it is asked and tells what is not as it was. */
#define _GNU_SOURCE
#include "verbs.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <unistd.h>

#include "failure.h"
#include "frame.h"
#include "request.h"
#include "scan-bpf.h"
#include "scan.h"

enum {
	SCAN_TIMEOUT_S = 60,		/* whatever holds it up, a look ends, and its place at the door is free again */
	WATCH_REST_MS = 10 * 60 * 1000,	/* nobody has asked for so long: nobody will */
	FRAME_TIMEOUT_S = 10,
};

static int refuse_look(const struct connection *connection, int error)
{
	if (error == -EOPNOTSUPP && scan_tier() == SCAN_TIER_BPF)
		(void) failure_send(connection->out, FAILURE_UNSUPPORTED, "run", error, "--tier bpf was chosen, and the BPF iterators cannot be had");
	else
		(void) failure_send(connection->out, failure_from_errno(error), "run", error, "the scan could not be finished");
	return 1;
}

static int refuse_request(const struct connection *connection, const char *why)
{
	(void) failure_send(connection->out, FAILURE_USAGE, "request", 0, why);
	return 1;
}

static bool is_plain(const json_t *request, struct request_problem *problem)
{
	static const char *const fields[] = { "protocol", "verb", NULL };
	const struct request root = request_root(request, problem);

	return request_allow(&root, fields) == 0;
}

int scan_main(const struct connection *connection, const json_t *request)
{
	struct request_problem problem;
	int r;

	if (!is_plain(request, &problem))
		return refuse_request(connection, problem.message);
	(void) alarm(SCAN_TIMEOUT_S);
	r = scan_look(connection->out, NULL);
	return r == 0 ? 0 : refuse_look(connection, r);
}

/* -ENODATA: the asker is gone. -ETIMEDOUT: he has forgotten us. */
static int wait_for_asker(int in)
{
	struct pollfd wait = { .fd = in, .events = POLLIN };
	struct frame frame;
	char none;
	int r;

	do
		r = poll(&wait, 1, WATCH_REST_MS);
	while (r < 0 && errno == EINTR);
	if (r <= 0)
		return r < 0 ? -errno : -ETIMEDOUT;
	(void) alarm(FRAME_TIMEOUT_S);
	r = frame_read(in, &frame, &none, 0);
	return r == 0 && frame.kind != FRAME_LOOK ? -EBADMSG : r;
}

static int look(const struct connection *connection, struct scan_memory *memory)
{
	int r;

	(void) alarm(SCAN_TIMEOUT_S);
	r = scan_look(connection->out, memory);
	(void) alarm(0);
	return r;
}

/* What an asker does not want any more is no failure. */
static int end_watch(const struct connection *connection, int error)
{
	return error == -ENODATA || error == -ETIMEDOUT ? 0 : refuse_request(connection, "only LOOK frames follow this request");
}

int watch_main(const struct connection *connection, const json_t *request)
{
	struct scan_memory memory = { 0 };
	struct request_problem problem;
	int r, asked = 0;

	if (!is_plain(request, &problem))
		return refuse_request(connection, problem.message);
	do
		r = look(connection, &memory);
	while (r == 0 && !scan_is_spent() && (asked = wait_for_asker(connection->in)) == 0);
	scan_memory_free(&memory);
	if (r < 0)
		return refuse_look(connection, r);
	return asked < 0 ? end_watch(connection, asked) : 0;
}
