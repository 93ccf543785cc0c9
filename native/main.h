/* What the two helpers share: HELLO, one REQUEST, its verb's row, only the privilege that row names, then the verb. */
#ifndef NSATLAS_MAIN_H
#define NSATLAS_MAIN_H

#include <stddef.h>

#include "privilege.h"
#include "verbs.h"

struct verb {
	const char *name;
	verb_main *run;
	enum privilege keeps;
};

struct program {
	const char *name;
	const struct verb *verbs;
	size_t verb_count;
	enum privilege keeps;		/* until the verb is known */
	int (*confine)(void);		/* a further limit taken before the first byte is read, or NULL; 0 or -errno */
};

/* The whole life of a helper on its standard input and output. Returns the exit status.
 * SIGPIPE is ignored in here: who starts another program gives it back. */
int program_run(const struct program *program);

#endif
