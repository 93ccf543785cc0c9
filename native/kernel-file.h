/* Files of the kernel (of control groups, of /proc), which take what they are told in one write(2). */
#ifndef NSATLAS_KERNEL_FILE_H
#define NSATLAS_KERNEL_FILE_H

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"

/* 0 or -errno. */
static inline int kernel_file_write(int directory, const char *name, const char *text)
{
	CLEANUP_FD int fd = openat(directory, name, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

#endif
