/* What /proc says of a target, as bytes: its status, and the id maps of its user namespace. */
#ifndef NSATLAS_TARGET_PARSE_H
#define NSATLAS_TARGET_PARSE_H

#include "procfs.h"
#include "target.h"

/* Of a status file.
 * -EBADMSG  not the format of proc_pid_status(5), or older than Linux 4.10
 * -E2BIG    more than JOIN_GROUP_LIMIT groups */
int target_parse_credentials(const struct procfs_buffer *status, struct target_credentials *ret_credentials);

/* The number on the other side of a uid_map or gid_map. outwards: id is one of inside.
 * -ENOENT   it has none there
 * -EBADMSG, -E2BIG  as user_map_parse */
int target_parse_map(const struct procfs_buffer *text, bool outwards, uint32_t id, uint32_t *ret_id);

#endif
