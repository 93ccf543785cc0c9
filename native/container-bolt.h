/* Looks a value up in a file of bbolt, the database in which podman 4 keeps the labels of containers. Any bytes may be asked:
 * the file is read while podman may write it, and may be a hostile user's.
 *
 * Layout (native byte order, as its Go structures lie in memory): pages of one size; the first two each hold a meta with the
 * page of the root bucket, the one with a good checksum and the higher transaction counts; a page is a branch or a leaf of a
 * B+ tree; a value of a leaf may be a bucket, whose tree has a root page of its own or follows in the value. */
#ifndef NSATLAS_CONTAINER_BOLT_H
#define NSATLAS_CONTAINER_BOLT_H

#include <stddef.h>

/* path: the names of buckets, then the key, ended by NULL. ret_value points into bytes.
 * -ENOENT   there is no such value
 * -EBADMSG  it is no such file, or was written meanwhile */
int container_bolt_find(const char *bytes, size_t length, const char *const path[], const char **ret_value, size_t *ret_length);

#endif
