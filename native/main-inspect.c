/* nsatlas-inspect: looks, and can do nothing else.
 *
 * usage: nsatlas-inspect [--audit FILE] [--tier auto|bpf|proc] */
#include "main.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "bpf-loader.h"
#include "count.h"
#include "filter.h"
#include "inspect-audit.h"
#include "mnt-walker.h"
#include "net-ruleset-asker.h"
#include "opener.h"
#include "peeker.h"
#include "scan-bpf.h"

enum { EXIT_USAGE = 2 };

static const struct verb verbs[] = {
	/* name       function      keeps */
	{ "scan",    scan_main,    PRIVILEGE_SCAN },
	{ "watch",   watch_main,   PRIVILEGE_SCAN },
	{ "inspect", inspect_main, PRIVILEGE_INSPECT },
};

/* The topology holds two descriptors of each net namespace; the usual soft limit is for programs that use select(2). */
static void allow_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void) setrlimit(RLIMIT_NOFILE, &limit);
}

/* The other processes first: they need what is given up here. */
static int confine(void)
{
	int r;

	allow_descriptors();
	r = opener_start();
	if (r == 0)
		r = net_ruleset_asker_start();
	if (r == 0 && scan_tier() != SCAN_TIER_PROC)
		r = bpf_loader_start();
	if (r == 0)
		r = peeker_start();
	if (r == 0)
		r = mnt_walker_start();
	if (r == 0)
		r = privilege_keep(PRIVILEGE_INSPECT);
	return r < 0 ? r : filter_install();
}

static bool take_option(int option)
{
	switch (option) {
	case 'a':
		inspect_audit_from(optarg);
		return true;
	case 't':
		return scan_tier_choose(optarg) == 0;
	default:
		return false;
	}
}

static void take_options(int argc, char *argv[])
{
	static const struct option known[] = {
		{ "audit", required_argument, NULL, 'a' },
		{ "tier", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1 && take_option(option))
		;
	if (option == -1 && optind == argc)
		return;
	fprintf(stderr, "usage: nsatlas-inspect [--audit FILE] [--tier auto|bpf|proc]\n");
	exit(EXIT_USAGE);
}

int main(int argc, char *argv[])
{
	const struct program program = {
		.name = "nsatlas-inspect",
		.verbs = verbs,
		.verb_count = COUNT(verbs),
		.keeps = PRIVILEGE_DOOR,
		.confine = confine,
	};
	int status;

	take_options(argc, argv);
	status = program_run(&program);
	mnt_walker_end();
	peeker_end();
	bpf_loader_end();
	net_ruleset_asker_end();
	opener_end();
	return status;
}
