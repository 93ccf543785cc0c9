/* nsatlas-listen: a door. Accepts, checks who is there, and starts one helper for each connection.
 *
 * usage: nsatlas-listen --socket PATH [--gid GID] [--allow-uid UID]... [--die-with-parent] [--ahead] -- PROGRAM [ARGUMENT]... */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "failure.h"
#include "listen-children.h"
#include "listen-socket.h"
#include "pids-limit.h"

enum {
	EXIT_USAGE = 2,
	ALLOWED_UIDS_MAX = 16,
	AHEAD_PAUSE_MS = 4,	/* without a new connection: what was asked for last is not to wait for what may be asked for next */
};

struct options {
	const char *path;
	gid_t gid;
	uid_t uids[ALLOWED_UIDS_MAX];
	size_t uid_count;
	bool dies_with_parent;
	bool is_ahead;		/* the program knows --wait, and is started before it is needed */
	char *const *argv;
};

static _Noreturn void refuse_usage(const char *why, const char *word)
{
	fprintf(stderr, "nsatlas-listen: %s%s%s\n"
		"usage: nsatlas-listen --socket PATH [--gid GID] [--allow-uid UID]... [--die-with-parent] [--ahead] -- PROGRAM [ARGUMENT]...\n",
		why, word ? ": " : "", word ? word : "");
	exit(EXIT_USAGE);
}

/* Digits only: no sign, no blanks, no names, and never the (uid_t) -1 that means "leave it". */
static uint32_t parse_id(const char *word)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(word, &end, 10);
	if (*word < '0' || *word > '9' || *end != '\0' || errno != 0 || value >= UINT32_MAX)
		refuse_usage("not a numeric id", word);
	return (uint32_t) value;
}

static struct options parse_options(int argc, char *argv[])
{
	static const struct option known[] = {
		{ "socket", required_argument, NULL, 's' },
		{ "gid", required_argument, NULL, 'g' },
		{ "allow-uid", required_argument, NULL, 'u' },
		{ "die-with-parent", no_argument, NULL, 'd' },
		{ "ahead", no_argument, NULL, 'a' },
		{ NULL, 0, NULL, 0 },
	};
	struct options options = { .gid = getegid() };
	int option;

	while ((option = getopt_long(argc, argv, "+", known, NULL)) != -1) {
		if (option == 's')
			options.path = optarg;
		else if (option == 'g')
			options.gid = parse_id(optarg);
		else if (option == 'u' && options.uid_count < ALLOWED_UIDS_MAX)
			options.uids[options.uid_count++] = parse_id(optarg);
		else if (option == 'd')
			options.dies_with_parent = true;
		else if (option == 'a')
			options.is_ahead = true;
		else
			refuse_usage("that cannot be", NULL);
	}
	options.argv = argv + optind;
	if (!options.path || !options.argv[0])
		refuse_usage("a socket and a program are needed", NULL);
	return options;
}

static bool is_allowed(const struct options *options, uid_t uid)
{
	if (uid == 0)
		return true;
	for (size_t i = 0; i < options->uid_count; i++)
		if (options->uids[i] == uid)
			return true;
	return false;
}

static void admit(const struct options *options, struct listen_children *children, int connection)
{
	uid_t uid;
	pid_t pid;
	int r = listen_peer(connection, &uid, &pid);

	if (r == 0 && !is_allowed(options, uid)) {
		fprintf(stderr, "nsatlas-listen: refused uid %u (process %d)\n", uid, (int) pid);
		(void) failure_send(connection, FAILURE_DENIED, "request", EACCES, "this door is not open to you");
		return;
	}
	if (r == 0)
		r = listen_children_start(children, connection);
	if (r == -ENOSPC)
		(void) failure_send(connection, FAILURE_LIMIT, "request", 0, "too many connections at once; try again");
	else if (r < 0)
		(void) failure_send(connection, FAILURE_FAULT, "request", r, "the helper could not be started");
}

static void accept_connection(const struct options *options, const struct listen_socket *socket, struct listen_children *children)
{
	CLEANUP_FD int connection = accept4(socket->fd, NULL, NULL, SOCK_CLOEXEC);

	if (connection >= 0)
		admit(options, children, connection);
}

/* True when it is time to end. */
static bool take_signals(int signals, struct listen_children *children)
{
	struct signalfd_siginfo info;
	bool ends = false;

	while (read(signals, &info, sizeof(info)) == (ssize_t) sizeof(info))
		ends |= info.ssi_signo != SIGCHLD;
	listen_children_reap(children);
	return ends;
}

static void serve(const struct options *options, const struct listen_socket *socket, int signals, struct listen_children *children)
{
	struct pollfd waits[] = { { .fd = signals, .events = POLLIN }, { .fd = socket->fd, .events = POLLIN } };

	for (;;) {
		int count = poll(waits, 2, listen_children_lack_spare(children) ? AHEAD_PAUSE_MS : -1);

		if (count == 0)
			listen_children_start_ahead(children);
		if (count <= 0)
			continue;
		if (waits[0].revents != 0 && take_signals(signals, children))
			return;
		if (waits[1].revents != 0)
			accept_connection(options, socket, children);
	}
}

/* True if none is left before the time is over. */
static bool await_children(int signals, struct listen_children *children, int64_t timeout_ms)
{
	const int64_t end = clock_now_ms() + timeout_ms;
	struct pollfd wait = { .fd = signals, .events = POLLIN };
	int64_t left;

	while (listen_children_are_left(children) && (left = end - clock_now_ms()) > 0)
		if (poll(&wait, 1, (int) left) > 0)
			(void) take_signals(signals, children);
	return !listen_children_are_left(children);
}

static void end_children(int signals, struct listen_children *children)
{
	listen_children_signal(children, SIGTERM);
	if (await_children(signals, children, LISTEN_TERM_MS))
		return;
	listen_children_signal(children, SIGKILL);
	(void) await_children(signals, children, LISTEN_TERM_MS);
}

static int open_signals(void)
{
	sigset_t set;

	(void) sigemptyset(&set);
	(void) sigaddset(&set, SIGCHLD);
	(void) sigaddset(&set, SIGTERM);
	(void) sigaddset(&set, SIGINT);
	(void) sigaddset(&set, SIGHUP);
	(void) sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* The program with one more word, before all others. NULL: there is no memory for it. */
static char *const *words_to_wait(char *const *argv)
{
	static char wait[] = "--wait";
	size_t count = 0;
	char **words;

	while (argv[count])
		count++;
	words = calloc(count + 2, sizeof(*words));
	if (!words)
		return NULL;
	words[0] = argv[0];
	words[1] = wait;
	memcpy(words + 2, argv + 1, count * sizeof(*words));
	return words;
}

static bool is_exec_door(char *const *argv)
{
	return strcmp(basename(argv[0]), "nsatlas-exec") == 0;
}

/* Before the guard and all others are born: they are in the same group. */
static void limit_processes(struct listen_children *children)
{
	int r = pids_limit_enter_door(&children->pids_group);

	if (r == -EOPNOTSUPP)
		fprintf(stderr, "nsatlas-listen: no control group of version 1 limits how many processes this door may have; one of version 2 limits those of a command where it has the pids controller\n");
	else if (r < 0)
		fprintf(stderr, "nsatlas-listen: the number of processes is not limited: %s\n", strerror(-r));
}

int main(int argc, char *argv[])
{
	const struct options options = parse_options(argc, argv);
	struct listen_children children = { .argv = options.argv, .clears = is_exec_door(options.argv), .guard = GUARD_NONE, .pids_group = -1 };
	const struct guard_duty duty = { .clear = listen_children_clear, .leave = pids_limit_leave_door };
	struct listen_socket socket;
	CLEANUP_FD int signals = open_signals();
	int r;

	if (options.dies_with_parent)
		(void) prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
	r = signals < 0 ? -errno : listen_socket_open(options.path, options.gid, &socket);
	if (r < 0) {
		fprintf(stderr, "nsatlas-listen: %s: %s\n", options.path, strerror(-r));
		return 1;
	}
	if (children.clears)
		limit_processes(&children);
	r = children.clears ? guard_start(&duty, &children.guard) : 0;
	if (r < 0)
		fprintf(stderr, "nsatlas-listen: nobody clears away if this process is killed: %s\n", strerror(-r));
	if (options.is_ahead)
		children.waiting_argv = words_to_wait(options.argv);
	serve(&options, &socket, signals, &children);
	listen_socket_close(&socket);
	end_children(signals, &children);
	return 0;
}
