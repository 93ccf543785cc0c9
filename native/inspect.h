/* What the files of the verb `inspect` share. Each kind of question has a function of its own, which answers it to its last
 * frame: inspect.c chooses by the request's field, inspect-namespace.c by the type of the namespace. */
#ifndef NSATLAS_INSPECT_H
#define NSATLAS_INSPECT_H

#include "failure.h"
#include "jsonout.h"
#include "nsfs.h"
#include "request.h"
#include "verbs.h"

/* Returns as verb_main (verbs.h). */
typedef int inspect_question(const struct connection *connection, const struct request *root);

inspect_question inspect_containers;
inspect_question inspect_namespace;

/* The namespace asked for, open. */
struct inspect_target {
	int ns_fd;
	struct ns_identity identity;	/* as the kernel says it, thus with an id where it has one */
	const struct request *root;	/* for the fields that only this type has */
};

/* Returns as verb_main. */
typedef int inspect_type(const struct connection *connection, const struct inspect_target *target);

inspect_type inspect_net;

/* Sends the FAILURE frame. error: -errno, errno or 0. */
int inspect_refuse(const struct connection *connection, enum failure failure, const char *stage, int error, const char *message);

/* Why a request's field cannot be taken: a wrong one (-EINVAL) says so itself, else memory is short. */
int inspect_refuse_request(const struct connection *connection, const struct request_problem *problem, int error);

/* Sends what is left of the ANSWER and frees it. */
int inspect_finish(struct jsonout *json);

#endif
