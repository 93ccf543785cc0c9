/* Labels and annotations: pairs of name and value that whoever made a container chose, thus of any number and length. */
#ifndef NSATLAS_CONTAINER_NAMED_H
#define NSATLAS_CONTAINER_NAMED_H

#include <jansson.h>
#include <stddef.h>

#include "jsonout.h"

enum {
	CONTAINER_NAMED_LIMIT = 64,		/* pairs of a list */
	CONTAINER_NAMED_VALUE_LIMIT = 4096,	/* bytes of a name, and of a value */
	CONTAINER_DOCUMENT_LIMIT = 1024,	/* bytes of a value that is a JSON document of its own */
	CONTAINER_NAMED_ROOM = 16 * 1024,	/* bytes of all names and values of a container */
};

struct container_pair {
	char *name;
	char *value;
};

/* Starts as {0}. Sorted by name, each name once. */
struct container_named {
	struct container_pair *pairs;
	size_t count;
	size_t left_out;	/* how many more there are: over a limit, or a document that may hold an environment */
};

/* Takes the string values of an object, in the order of their names; *used counts the bytes of all lists of a container. Only
 * the first call on a list takes anything: the first file that says something wins. -ENOMEM. */
int container_named_take(struct container_named *named, const json_t *object, size_t *used);

/* One pair, as `name=value`: for runc, which writes its annotations so. */
int container_named_split(json_t *object, const char *text);

void container_named_free(struct container_named *named);

/* An array of {"name","value"}. */
void container_named_write(const struct container_named *named, const char *field, struct jsonout *json);

#endif
