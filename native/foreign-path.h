/* Finds a path in a foreign tree as its own processes would, and never leaves the tree. May wait for the file systems of that
 * tree for ever: for the work of deadline.h only. */
#ifndef NSATLAS_FOREIGN_PATH_H
#define NSATLAS_FOREIGN_PATH_H

/* An O_PATH descriptor of path below root_fd, not a symbolic link.
 * -ELOOP   too many links, or directories
 * -EXDEV   it leads through a link of /proc, which points at something and not along a path */
int foreign_path_find(int root_fd, const char *path, int *ret_fd);

#endif
