/* What the state files of container runtimes say. No engine is asked, so a stopped one is no loss. */
#ifndef NSATLAS_CONTAINER_H
#define NSATLAS_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "container-named.h"
#include "jsonout.h"
#include "request.h"

enum {
	CONTAINER_LIMIT = 256,		/* of one request */
	CONTAINER_TEXT_LIMIT = 4096,	/* bytes of one fact; a longer one is none */
	CONTAINER_UNREAD_LIMIT = 4,
};

enum container_runtime {
	CONTAINER_PODMAN,
	CONTAINER_DOCKER,
	CONTAINER_CONTAINERD,
	CONTAINER_CRIO,
	CONTAINER_LXC,
	CONTAINER_NSPAWN,
	CONTAINER_RUNC,
	CONTAINER_CRUN,
	CONTAINER_RUNTIME_COUNT
};

/* The process below whose root directory the files are looked for. pid 0: below the host's. */
struct container_engine {
	pid_t pid;
	uint64_t start_time;
};

/* What was there and could not be read. */
struct container_unread {
	char *what;
	int error;		/* an errno */
};

/* One row of `containerFactsAnswer` (lib/schema.ts). NULL where the files are silent. */
struct container {
	enum container_runtime runtime;
	char *id;
	struct container_engine engine;
	char *name;
	char *image;
	char *sandbox_id;
	bool sandbox;
	char *pod_name;
	char *pod_namespace;
	char *pod_uid;
	char *network_of;
	struct container_named labels;
	struct container_named annotations;
	size_t named_used;	/* bytes of both */
	char *evidence;		/* path of the file that said it */
	struct container_unread unread[CONTAINER_UNREAD_LIMIT];
	size_t unread_count;
	char *pod_id;		/* not sent: podman's, by which it keeps the pod's name */
	char *hostname;		/* not sent: that of a podman infra container is its pod's name */
	int error;		/* -ENOMEM: something that was said could not be kept */
};

/* The field `containers`. -EINVAL: the problem says what is wrong with it. Free with container_free. */
int container_request(const struct request *root, struct container **ret_containers, size_t *ret_count);
void container_free(struct container *containers, size_t count);

/* True if the id can be one of this runtime, and so part of a path. */
bool container_id_is_valid(enum container_runtime runtime, const char *id);

/* `podman`, `docker`, ... */
const char *container_runtime_name(enum container_runtime runtime);

/* Fills in what the files say: of an engine of the host, below the directory root (the host's: "/"). An id that is none
 * finds nothing. -ENOMEM. */
int container_read(const char *root, struct container *containers, size_t count);

/* Notes that something was there and could not be read (-errno); what is over the limit is not noted. */
void container_note_unread(struct container *container, const char *what, int error);

/* The whole answer, and one row of it. */
void container_write(const struct container *containers, size_t count, struct jsonout *json);
void container_write_row(const struct container *container, const char *name, struct jsonout *json);

/* The facts of a row that container_write_row wrote, in place of those that the container has. -EINVAL: it is none. -ENOMEM. */
int container_take_row(const json_t *row, struct container *container);

#endif
