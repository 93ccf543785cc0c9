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
inspect_question inspect_states;
inspect_question inspect_namespace;
inspect_question inspect_process;
inspect_question inspect_topology;
inspect_question inspect_usage;
inspect_question inspect_audit;

/* The namespace asked for, open. */
struct inspect_target {
	int ns_fd;
	struct ns_identity identity;	/* as the kernel says it, thus with an id where it has one */
	const struct request *root;	/* for the fields that only this type has */
};

/* Returns as verb_main. */
typedef int inspect_type(const struct connection *connection, const struct inspect_target *target);

inspect_type inspect_cgroup;
inspect_type inspect_ipc;
inspect_type inspect_mnt;
inspect_type inspect_net;
inspect_type inspect_time;
inspect_type inspect_user;
inspect_type inspect_uts;

/* Sends the FAILURE frame. error: -errno, errno or 0. */
int inspect_refuse(const struct connection *connection, enum failure failure, const char *stage, int error, const char *message);

/* Why a request's field cannot be taken: a wrong one (-EINVAL) says so itself, else memory is short. */
int inspect_refuse_request(const struct connection *connection, const struct request_problem *problem, int error);

/* The same for a namespace that could not be looked at from inside: what ns_joiner_ask said. */
int inspect_refuse_join(const struct connection *connection, int error);

/* Of a question that is all in its field's name: {"protocol","verb","FIELD":{}} and nothing else. -EINVAL: the problem is filled in. */
int inspect_check_bare(const struct request *root, const char *field);

/* Sends what is left of the ANSWER and frees it. */
int inspect_finish(struct jsonout *json);

enum { INSPECT_GAP_LIMIT = 32, INSPECT_GAP_ROOM = 192 };

/* What was not read, and why: a sentence for a person. Starts as {0}. */
struct inspect_gaps {
	size_t count;
	struct {
		const char *what;	/* ours: a constant */
		char why[INSPECT_GAP_ROOM];
	} rows[INSPECT_GAP_LIMIT];
};

/* More than INSPECT_GAP_LIMIT are one of a kind: the last says that there are more. */
__attribute__((format(printf, 3, 4)))
void inspect_add_gap(struct inspect_gaps *gaps, const char *what, const char *why, ...);

/* Begins the document: the fields that each type has. */
void inspect_write_head(const struct inspect_target *target, const struct inspect_gaps *gaps, struct jsonout *json);

#endif
