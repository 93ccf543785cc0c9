/* Finds the state files of containers below one tree. One file of ours for each family of runtimes knows its places. */
#ifndef NSATLAS_CONTAINER_READER_H
#define NSATLAS_CONTAINER_READER_H

#include <limits.h>
#include <stdbool.h>

#include "container-facts.h"
#include "container-file.h"

/* One containers.json, parsed once for all the containers of a tree. */
struct container_list {
	char path[PATH_MAX];
	json_t *json;
};

/* One database of podman 4, for the same. */
struct container_database {
	char path[PATH_MAX];
	char *bytes;
	size_t length;
};

struct container_reader {
	struct container_tree tree;
	int arguments_fd;		/* of the engine's process, to be read where one may wait; -1: none */
	const char *prefix;		/* of paths in evidence: "" for the host's tree, `/proc/PID/root` for an engine's */
	char home[PATH_MAX];		/* of tree.owner; "" where it is not known */
	/* Where the engine's own process says that it keeps its files; "" where it says nothing. */
	char storage[PATH_MAX];		/* of containers/storage */
	char data_root[PATH_MAX];	/* of docker */
	char tasks[PATH_MAX];		/* of containerd */
	bool lists_are_read;
	struct container_list *lists;
	size_t list_count;
	struct container_database *databases;
	size_t database_count;
};

void container_reader_free(struct container_reader *reader);

/* Reads what the tree says of these containers, which are all of one engine. -ENOMEM. */
int container_reader_run(struct container_reader *reader, struct container *const containers[], size_t count);

/* Marks those that others of them name as their sandbox: a part of container_reader_run. -ENOMEM. */
int container_reader_mark(struct container *const containers[], size_t count);

typedef void container_read_one(struct container_reader *reader, struct container *container);

container_read_one container_read_podman, container_read_docker, container_read_containerd, container_read_crio,
	container_read_runc, container_read_crun, container_read_lxc, container_read_nspawn;

/* --- for the families */

typedef void container_take_facts(const json_t *json, const char *path, struct container *container);

/* True if the file is there and was read. What is there and cannot be read is noted. */
bool container_reader_file(const struct container_reader *reader, const char *path, struct container *container, container_take_facts *take);

/* Writes root and rest, one behind the other: `~` at the start of root is the owner's home, `%` their /run/user/UID. False:
 * there is no such path. */
bool container_reader_path(const struct container_reader *reader, const char *root, const char *rest, char path[PATH_MAX]);

/* Notes the error (-errno) unless it is that nothing is there. */
void container_reader_note(const struct container_reader *reader, const char *path, int error, struct container *container);

#endif
