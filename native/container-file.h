/* Opens the state files of runtimes: as JSON, with care, since their directories hold what containers brought along too. */
#ifndef NSATLAS_CONTAINER_FILE_H
#define NSATLAS_CONTAINER_FILE_H

#include <dirent.h>
#include <jansson.h>

enum { CONTAINER_FILE_LIMIT = 8 * 1024 * 1024 };

/* A file below root_fd, by a path that begins with /. No component may be a symbolic link; the file is regular, at most
 * CONTAINER_FILE_LIMIT long, and owned by root or by ourselves. Free with json_decref.
 * -ENOENT   it is not there
 * -EACCES   it is not ours to read, or somebody else's
 * -EBADMSG  it is no JSON; a runtime may be writing it */
int container_file_read(int root_fd, const char *path, json_t **ret_json);

/* A directory under the same conditions. */
int container_file_list(int root_fd, const char *path, DIR **ret_dir);

#endif
