/* A directory of which every file was written by us: 0700, the helper's own, no link. One at a time works in it. */
#ifndef NSATLAS_PRIVATE_DIRECTORY_H
#define NSATLAS_PRIVATE_DIRECTORY_H

#include <stddef.h>

/* Opens it and waits until nobody else works in it; closing the descriptor lets the next one in.
 * -EPERM: somebody else's, open to others, or a link */
int private_directory_open(const char *path, int *ret_fd);

/* A whole file of at most room - 1 bytes, ended by a NUL.
 * -ENOENT; -EPERM: not a regular file of our own with mode 0600 and one name; -EFBIG */
int private_directory_read(int directory, const char *name, char *ret_text, size_t room, size_t *ret_length);

/* A file that was not there before: -EEXIST if it was. */
int private_directory_create(int directory, const char *name, const char *text, size_t length);

/* The same, in place of what may be there: whoever reads gets the old or the new one. */
int private_directory_replace(int directory, const char *name, const char *text, size_t length);

#endif
