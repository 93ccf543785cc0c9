/* nsatlas-exec: steps inside, for one command, and makes namespaces to step into.
 *
 * usage: nsatlas-exec [--wait] [--guard] [--audit FILE] [--policy FILE --tickets DIR]
 *        nsatlas-exec --check-policy FILE */
#define _GNU_SOURCE
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "audit-trail.h"
#include "exec-child.h"
#include "hand-over.h"
#include "main.h"
#include "policy-file.h"
#include "rights.h"

enum { EXIT_USAGE = 2 };

static const struct verb verbs[] = {
	/* name    function   keeps */
	{ "exec", exec_main, PRIVILEGE_EXEC },
	{ "create", create_main, PRIVILEGE_EXEC },
	{ "remove", remove_main, PRIVILEGE_EXEC },
	{ "sandboxes", sandboxes_main, PRIVILEGE_EXEC },
};

struct options {
	const char *policy;
	const char *tickets;
	const char *checked;
	const char *audit;
	bool waits;		/* its connection comes later: hand-over.h */
};

static _Noreturn void refuse_usage(void)
{
	fprintf(stderr, "usage: nsatlas-exec [--wait] [--guard] [--audit FILE] [--policy FILE --tickets DIR]\n"
			"       nsatlas-exec --check-policy FILE\n");
	exit(EXIT_USAGE);
}

/* One of policy and tickets without the other would be a door that is less guarded than it was meant to be. */
static struct options parse_options(int argc, char *argv[])
{
	static const struct option known[] = {
		{ "policy", required_argument, NULL, 'p' },
		{ "tickets", required_argument, NULL, 't' },
		{ "audit", required_argument, NULL, 'a' },
		{ "check-policy", required_argument, NULL, 'c' },
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

int main(int argc, char *argv[])
{
	const struct options options = parse_options(argc, argv);
	const struct program program = {
		.name = "nsatlas-exec",
		.verbs = verbs,
		.verb_count = sizeof(verbs) / sizeof(verbs[0]),
		.keeps = PRIVILEGE_EXEC,
	};

	if (options.checked)
		return policy_check_main(options.checked);
	/* Nothing that a file says is read before: it may be another one by then. */
	if (options.waits && (privilege_guard() < 0 || hand_over_await() < 0))
		return 1;
	audit_trail_open(options.audit, AUDIT_JOURNAL_SOCKET);
	rights_govern(options.policy, options.tickets);
	return program_run(&program);
}
