/* nsatlas-exec: steps inside, for one command, and makes namespaces to step into.
 *
 * usage: nsatlas-exec [--wait] [--guard] [--processes NUMBER] [--audit FILE] [--policy FILE --tickets DIR]
 *        nsatlas-exec --check-policy FILE */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit-trail.h"
#include "count.h"
#include "exec-ahead.h"
#include "exec-child.h"
#include "hand-over.h"
#include "main.h"
#include "pids-limit.h"
#include "policy-file.h"
#include "rights.h"

enum { EXIT_USAGE = 2 };

/* What was prepared is for a command. */
static int create_afresh(const struct connection *connection, const json_t *request)
{
	exec_ahead_discard();
	return create_main(connection, request);
}

static int remove_afresh(const struct connection *connection, const json_t *request)
{
	exec_ahead_discard();
	return remove_main(connection, request);
}

static int list_afresh(const struct connection *connection, const json_t *request)
{
	exec_ahead_discard();
	return sandboxes_main(connection, request);
}

static const struct verb verbs[] = {
	/* name    function   keeps */
	{ "exec", exec_main, PRIVILEGE_EXEC },
	{ "create", create_afresh, PRIVILEGE_EXEC },
	{ "remove", remove_afresh, PRIVILEGE_EXEC },
	{ "sandboxes", list_afresh, PRIVILEGE_EXEC },
};

struct options {
	const char *policy;
	const char *tickets;
	const char *checked;
	const char *audit;
	uint32_t processes;	/* that a command may have; 0: as many as the helper's own limits let it. Who says so clears away, as a listener does */
	bool waits;		/* its connection comes later: hand-over.h */
};

static _Noreturn void refuse_usage(void)
{
	fprintf(stderr, "usage: nsatlas-exec [--wait] [--guard] [--processes NUMBER] [--audit FILE] [--policy FILE --tickets DIR]\n"
			"       nsatlas-exec --check-policy FILE\n");
	exit(EXIT_USAGE);
}

static uint32_t parse_number(const char *word)
{
	char *end;
	unsigned long value = strtoul(word, &end, 10);

	if (*word < '0' || *word > '9' || *end != '\0' || value == 0 || value > PIDS_OF_COMMAND_MAX)
		refuse_usage();
	return (uint32_t) value;
}

/* One of policy and tickets without the other would be a door that is less guarded than it was meant to be. */
static struct options parse_options(int argc, char *argv[])
{
	static const struct option known[] = {
		{ "policy", required_argument, NULL, 'p' },
		{ "tickets", required_argument, NULL, 't' },
		{ "audit", required_argument, NULL, 'a' },
		{ "check-policy", required_argument, NULL, 'c' },
		{ "processes", required_argument, NULL, 'n' },
		{ "wait", no_argument, NULL, 'w' },
		{ "guard", no_argument, NULL, 'g' },
		{ NULL, 0, NULL, 0 },
	};
	struct options options = { 0 };
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'p')
			options.policy = optarg;
		else if (option == 't')
			options.tickets = optarg;
		else if (option == 'a')
			options.audit = optarg;
		else if (option == 'c')
			options.checked = optarg;
		else if (option == 'n')
			options.processes = parse_number(optarg);
		else if (option == 'w')
			options.waits = true;
		else if (option == 'g')
			exec_child_guard_always();
		else
			refuse_usage();
	}
	if (optind < argc || !options.policy != !options.tickets || (options.checked && options.policy))
		refuse_usage();
	return options;
}

/* A fault here is told where the helper's log goes: a command that is not limited is still the one that was asked for. */
static void limit_processes(uint32_t limit)
{
	int r = limit > 0 ? pids_limit_enter(limit) : 0;

	exec_child_limit_processes(limit);
	if (r < 0 && r != -EOPNOTSUPP)
		fprintf(stderr, "nsatlas-exec: the number of processes is not limited: %s\n", strerror(-r));
}

/* Nothing that a file says is read before: it may be another one by then. */
static int await_connection(void)
{
	int r = privilege_guard();

	if (r < 0)
		return r;
	exec_ahead_prepare();
	r = hand_over_await();
	if (r == 0)
		return 0;
	/* First: whoever would hand over now sees that nobody waits here. */
	(void) close(STDIN_FILENO);
	(void) close(STDOUT_FILENO);
	exec_ahead_discard();
	return r;
}

int main(int argc, char *argv[])
{
	const struct options options = parse_options(argc, argv);
	const struct program program = {
		.name = "nsatlas-exec",
		.verbs = verbs,
		.verb_count = COUNT(verbs),
		.keeps = PRIVILEGE_EXEC,
	};

	if (options.checked)
		return policy_check_main(options.checked);
	limit_processes(options.processes);
	if (options.waits && await_connection() < 0)
		return 1;
	audit_trail_open(options.audit, AUDIT_JOURNAL_SOCKET);
	rights_govern(options.policy, options.tickets);
	return program_run(&program);
}
