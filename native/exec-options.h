/* How a command stands in the namespaces it joins: as whom, with which rights, root, directory, environment and control group.
 * Each field may be absent; what it means then, and otherwise, is said in PROTOCOL.md. */
#ifndef NSATLAS_EXEC_OPTIONS_H
#define NSATLAS_EXEC_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "join.h"
#include "request.h"

enum {
	EXEC_VARIABLE_LIMIT = 64,
	EXEC_VARIABLE_BYTES = 4 * 1024,		/* of one, without its NUL */
};

/* Never the (uid_t) -1 that means "leave it". */
#define EXEC_ID_MAX (UINT32_MAX - 1)

enum exec_as {
	EXEC_AS_TARGET,			/* what the target process is */
	EXEC_AS_ROOT,			/* uid 0 */
	EXEC_AS_IDS,			/* uid and gid, as the joined user namespace numbers them */
};

enum exec_capabilities {
	EXEC_CAPABILITIES_TARGET,	/* what the target process may, or its bounding set */
	EXEC_CAPABILITIES_NONE,
	EXEC_CAPABILITIES_ALL,		/* what the helper has */
};

enum exec_root {
	EXEC_ROOT_TARGET,
	EXEC_ROOT_NAMESPACE,		/* where the mount namespace begins */
	EXEC_ROOT_PATH,
};

enum exec_directory {
	EXEC_DIRECTORY_TARGET,
	EXEC_DIRECTORY_ROOT,
	EXEC_DIRECTORY_PATH,
};

enum exec_environment {
	EXEC_ENVIRONMENT_CLEAN,
	EXEC_ENVIRONMENT_TARGET,
};

enum exec_cgroup {
	EXEC_CGROUP_OWN,		/* below the helper's */
	EXEC_CGROUP_TARGET,		/* below the target's */
};

struct exec_options {
	enum exec_as as;
	uint32_t uid;			/* of EXEC_AS_IDS; else JOIN_ID_KEPT */
	uint32_t gid;
	enum exec_capabilities capabilities;
	enum exec_root root;
	char root_path[JOIN_PATH_ROOM];	/* absolute, as it is inside; empty: none */
	enum exec_directory directory;
	char directory_path[JOIN_PATH_ROOM];
	enum exec_environment environment;
	char *variables[EXEC_VARIABLE_LIMIT];	/* NAME=VALUE */
	size_t variable_count;
	enum exec_cgroup cgroup;
};

/* ret_options is zero before, is set in every case and goes to exec_options_free. -EINVAL: the problem is filled in. */
int exec_options_decode(const struct request *root, struct exec_options *ret_options);
void exec_options_free(struct exec_options *options);

#endif
