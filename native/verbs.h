/* One prototype per verb. A program's table of verbs is in main-inspect.c, main-exec.c or main-auth.c. */
#ifndef NSATLAS_VERBS_H
#define NSATLAS_VERBS_H

#include <jansson.h>

/* Where the answer goes, and where further frames come from, for a verb that takes any. */
struct connection {
	int in;
	int out;
};

/* Each runs one request to its last frame, which it sends itself, and returns the program's exit status:
 * 0 answered, 1 a FAILURE frame was sent or nobody listens any more. request is the whole REQUEST object. */
typedef int verb_main(const struct connection *connection, const json_t *request);

verb_main scan_main;
verb_main watch_main;
verb_main inspect_main;
verb_main exec_main;
verb_main authenticate_main;
verb_main release_main;
verb_main status_main;
verb_main create_main;
verb_main remove_main;
verb_main sandboxes_main;

#endif
