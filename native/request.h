/* Typed readers over the JSON of a request. Each refuses with the path of the first bad value; none repairs.
 *
 *   struct request_problem problem;
 *   struct request root = request_root(json, &problem), target;
 *   r = request_object(&root, "target", &target);		-EINVAL: problem.message is a sentence for a person
 *   r = request_pid(&target, "pid", &pid);
 */
#ifndef NSATLAS_REQUEST_H
#define NSATLAS_REQUEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "nsfs.h"

enum {
	REQUEST_PATH_MAX = 96,
	REQUEST_PLACES_MAX = 256,
	REQUEST_TEXT_MAX = 4096,	/* bytes of a path or another single text */
};

struct request_problem {
	char message[256];
};

/* A value somewhere inside the request. */
struct request {
	const json_t *value;
	struct request_problem *problem;
	char path[REQUEST_PATH_MAX];	/* `.places[2].pid`; empty for the request itself */
};

struct request request_root(const json_t *value, struct request_problem *problem);

/* Fills in the problem, `PATH: why`, and returns -EINVAL. */
__attribute__((format(printf, 2, 3)))
int request_refuse(const struct request *at, const char *why, ...);

/* Present and not null. */
bool request_has(const struct request *object, const char *name);

/* Refuses a field that is none of these names (a list ended by NULL): a misspelt wish must not be ignored. */
int request_allow(const struct request *object, const char *const names[]);

/* The fields of an object. */
int request_object(const struct request *object, const char *name, struct request *ret_object);
int request_array(const struct request *object, const char *name, size_t limit, struct request *ret_array);
int request_number(const struct request *object, const char *name, uint64_t limit, uint64_t *ret_number);
int request_bool(const struct request *object, const char *name, bool *ret_bool);
int request_pid(const struct request *object, const char *name, pid_t *ret_pid);
/* One of ours: ASCII. Lives as long as the request. */
int request_string(const struct request *object, const char *name, const char **ret_string);
/* Text of PROTOCOL.md: a string or {"b64"}, any bytes but NUL, up to REQUEST_TEXT_MAX. Free it. */
int request_text(const struct request *object, const char *name, char **ret_text);

/* The elements of an array. */
size_t request_count(const struct request *array);
struct request request_element(const struct request *array, size_t index);
/* The value itself as Text, of limit bytes at most. */
int request_value_text(const struct request *at, size_t limit, char **ret_text);

/* The JSON forms of nsfs.h: {"type","ino","id"}, and {"pid","startTime","path"} or parts of it (exec: with "type"). */
int request_namespace(const struct request *at, struct ns_identity *ret_identity);
/* type: of a place that does not say its own. Free with request_free_places. An absent field is no place. */
int request_places(const struct request *object, enum nstype type, struct ns_place **ret_places, size_t *ret_count);
void request_free_places(struct ns_place *places, size_t count);

#endif
