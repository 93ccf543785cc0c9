/* Opens the state files of runtimes: as JSON, with care, since their directories hold what containers brought along too. */
#ifndef NSATLAS_CONTAINER_FILE_H
#define NSATLAS_CONTAINER_FILE_H

#include <dirent.h>
#include <jansson.h>
#include <sys/types.h>

enum {
	CONTAINER_FILE_LIMIT = 8 * 1024 * 1024,
	/* Whoever is not trusted must not make us hold much: parsed, a file can be a hundred times as large. */
	CONTAINER_FOREIGN_JSON_LIMIT = 1024 * 1024,
};

/* Where files are looked for, and whose are believed: root's, our own, and those of one more user. */
struct container_tree {
	int root_fd;
	uid_t owner;
	off_t json_limit;	/* bytes of a file that is to be parsed */
};

/* A file below the tree's root, by a path that begins with /. No component may be a symbolic link or lead upwards; the file is
 * regular, not over the limit, and owned by whom the tree believes. Free with json_decref. ret_uid: its owner; may be NULL.
 * -ENOENT   it is not there
 * -EACCES   it is not ours to read, or somebody else's
 * -ELOOP    it is a symbolic link, or leads upwards
 * -ENOTDIR  a directory on the way is a symbolic link, or none
 * -EFBIG    it is over the limit
 * -EBADMSG  it is no JSON; a runtime may be writing it */
int container_file_read(const struct container_tree *tree, const char *path, json_t **ret_json, uid_t *ret_uid);

/* The same for its bytes, CONTAINER_FILE_LIMIT at most. Free with free; a NUL follows the last one. */
int container_file_bytes(const struct container_tree *tree, const char *path, char **ret_bytes, size_t *ret_length);

/* A directory under the same conditions, whoever owns it. */
int container_file_list(const struct container_tree *tree, const char *path, DIR **ret_dir);

#endif
