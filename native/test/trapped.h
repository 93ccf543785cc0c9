/* The traps of traps.c, sprung by a test that looks whether a scan finds what they hide. */
#ifndef NSATLAS_TEST_TRAPPED_H
#define NSATLAS_TEST_TRAPPED_H

#include "helper.h"

struct trap {
	struct program_child program;
	json_t *found;		/* what it says is there */
	json_t *scan;
};

static inline struct trap spring(const char *verb, const char *path)
{
	const char *build = getenv("NSATLAS_BUILD");
	const char *argv[] = { NULL, verb, path, NULL };
	char program[4096], line[1024];
	struct trap trap = { 0 };
	size_t length = 0;

	must(build);
	(void) snprintf(program, sizeof(program), "%s/traps", build);
	argv[0] = program;
	trap.program = spawn(argv);
	while (length < sizeof(line) && read(trap.program.output, line + length, 1) == 1 && line[length] != '\n')
		length++;
	trap.found = json_loadb(line, length, 0, NULL);
	must(trap.found);
	return trap;
}

/* Closes its input, upon which it ends by itself and takes away what it made. */
static inline void disarm(struct trap *trap)
{
	(void) close(trap->program.input);
	must(waitpid(trap->program.pid, NULL, 0) == trap->program.pid);
	(void) close(trap->program.output);
	json_decref(trap->found);
	json_decref(trap->scan);
}

static inline const json_t *row_in(const struct trap *trap, const json_t *scan)
{
	return namespace_of(scan, string_in(trap->found, "type"), (uint64_t) number_in(trap->found, "ino"));
}

#endif
