/* What the state files of container runtimes say. No engine is asked, so a stopped one is no loss. */
#ifndef NSATLAS_CONTAINER_H
#define NSATLAS_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>

#include "jsonout.h"
#include "request.h"

enum {
	CONTAINER_LIMIT = 256,		/* of one request */
	CONTAINER_TEXT_LIMIT = 4096,	/* bytes of one fact; a longer one is none */
};

enum container_runtime {
	CONTAINER_PODMAN,
	CONTAINER_DOCKER,
	CONTAINER_CONTAINERD,
	CONTAINER_CRIO,
	CONTAINER_LXC,
	CONTAINER_NSPAWN,
	CONTAINER_RUNTIME_COUNT
};

/* One row of `containerFactsAnswer` (lib/schema.ts). NULL where the files are silent. */
struct container {
	enum container_runtime runtime;
	char *id;
	char *name;
	char *image;
	char *sandbox_id;
	bool sandbox;
	char *pod_name;
	char *pod_namespace;
	char *pod_uid;
	char *network_of;
	char *evidence;		/* path of the file that said it */
	char *hostname;		/* not sent: that of a podman infra container is its pod's name */
	int error;		/* -ENOMEM: something that was said could not be kept */
};

/* The field `containers`. -EINVAL: the problem says what is wrong with it. Free with container_free. */
int container_request(const struct request *root, struct container **ret_containers, size_t *ret_count);
void container_free(struct container *containers, size_t count);

/* True if the id can be one of this runtime, and so part of a path. */
bool container_id_is_valid(enum container_runtime runtime, const char *id);

/* Fills in what the files below the directory root (the host's: "/") say. An id that is none finds nothing. -ENOMEM. */
int container_read(const char *root, struct container *containers, size_t count);

/* The whole answer. */
void container_write(const struct container *containers, size_t count, struct jsonout *json);

#endif
