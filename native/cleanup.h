/* Resources that give themselves back at the end of their scope. Closing keeps errno. */
#ifndef NSATLAS_CLEANUP_H
#define NSATLAS_CLEANUP_H

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		(void) close(*fd);
	errno = saved;
}

static inline void cleanup_free(void *pointer)
{
	int saved = errno;

	free(*(void **) pointer);
	errno = saved;
}

static inline void cleanup_closedir(DIR **dir)
{
	int saved = errno;

	if (*dir)
		(void) closedir(*dir);
	errno = saved;
}

static inline void cleanup_fclose(FILE **file)
{
	int saved = errno;

	if (*file)
		(void) fclose(*file);
	errno = saved;
}

/* Hands the descriptor over: the caller owns it now, the scope no longer closes it. */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#define CLEANUP_FD __attribute__((cleanup(cleanup_close)))
#define CLEANUP_FREE __attribute__((cleanup(cleanup_free)))
#define CLEANUP_DIR __attribute__((cleanup(cleanup_closedir)))
#define CLEANUP_FILE __attribute__((cleanup(cleanup_fclose)))

#endif
