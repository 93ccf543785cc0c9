/* nsatlas-auth: recognises a user.
 *
 * usage: nsatlas-auth --policy FILE --tickets DIR [--audit FILE] [--pam-dir DIR] */
#define _GNU_SOURCE
#include <getopt.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit-trail.h"
#include "auth.h"
#include "count.h"
#include "main.h"

enum { EXIT_USAGE = 2 };

static const struct verb verbs[] = {
	/* name            function            keeps */
	{ "authenticate", authenticate_main, PRIVILEGE_AUTH },
	{ "release", release_main, PRIVILEGE_SCAN },
	{ "status", status_main, PRIVILEGE_SCAN },
};

static _Noreturn void refuse_usage(void)
{
	fprintf(stderr, "usage: nsatlas-auth --policy FILE --tickets DIR [--audit FILE] [--pam-dir DIR]\n");
	exit(EXIT_USAGE);
}

static void parse_options(int argc, char *argv[])
{
	static const struct option known[] = {
		{ "policy", required_argument, NULL, 'p' },
		{ "tickets", required_argument, NULL, 't' },
		{ "audit", required_argument, NULL, 'a' },
		{ "pam-dir", required_argument, NULL, 'd' },
		{ NULL, 0, NULL, 0 },
	};
	const char *audit = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'p')
			auth_settings.policy = optarg;
		else if (option == 't')
			auth_settings.tickets = optarg;
		else if (option == 'a')
			audit = optarg;
		else if (option == 'd')
			auth_settings.pam_directory = optarg;
		else
			refuse_usage();
	}
	if (optind < argc || !auth_settings.policy || !auth_settings.tickets)
		refuse_usage();
	audit_trail_open(audit, AUDIT_JOURNAL_SOCKET);
}

/* Whatever JSON held, it may have been an answer. */
static void free_wiped(void *memory)
{
	if (memory)
		explicit_bzero(memory, malloc_usable_size(memory));
	free(memory);
}

int main(int argc, char *argv[])
{
	const struct program program = {
		.name = "nsatlas-auth",
		.verbs = verbs,
		.verb_count = COUNT(verbs),
		.keeps = PRIVILEGE_AUTH,
	};

	parse_options(argc, argv);
	json_set_alloc_funcs(malloc, free_wiped);
	return program_run(&program);
}
