/* A process whose memory nobody can look at: its command line can be read by none who wants to come back. */
#ifndef NSATLAS_TEST_STUCK_H
#define NSATLAS_TEST_STUCK_H

#include <limits.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "fuse.h"
#include "helper.h"

struct stuck {
	const char *directory;
	pid_t server;
	pid_t reader;
	pid_t mapper;
	int cached;
	int direct;
};

static inline int open_fuse_file(const char *directory)
{
	char path[PATH_MAX];
	int fd;

	(void) snprintf(path, sizeof(path), "%s/f", directory);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	/* Each close asks the server, until it has once said that it does not care. Later it cannot say anything. */
	must(fd >= 0 && close(dup(fd)) == 0);
	return fd;
}

static inline pid_t start_stuck(int fd, void (*get_stuck)(int fd))
{
	pid_t pid = fork();

	must(pid >= 0);
	if (pid == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		get_stuck(fd);
		_exit(0);
	}
	return pid;
}

static inline void read_page(int fd)
{
	(void) !read(fd, &(char) { 0 }, 1);
}

static inline void map_page(int fd)
{
	(void) mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
}

static inline bool is_process_in_state(pid_t pid, char state)
{
	char *line = status_of(pid, "State");
	bool is = line[0] == state;

	free(line);
	return is;
}

/* One process reads a page that never comes, and holds it locked. Another maps the file past the page cache, which has to
 * wait for that page, and holds the lock of its own memory meanwhile. Whoever wants to read its command line waits for that. */
static inline struct stuck start_stuck_processes(const char *directory)
{
	struct stuck stuck = { .server = fuse_start(directory), .directory = directory };

	stuck.cached = open_fuse_file(directory);
	stuck.direct = open_fuse_file(directory);
	must(kill(stuck.server, SIGSTOP) == 0);
	stuck.reader = start_stuck(stuck.cached, read_page);
	must(comes_true(is_process_in_state(stuck.reader, 'S') || is_process_in_state(stuck.reader, 'D')));
	stuck.mapper = start_stuck(stuck.direct, map_page);
	must(comes_true(is_process_in_state(stuck.mapper, 'D')));
	return stuck;
}

static inline void end_stuck_processes(const struct stuck *stuck)
{
	/* Without its server the file system gives up, and with it those who wait. */
	end_child(stuck->server);
	end_child(stuck->reader);
	end_child(stuck->mapper);
	must(close(stuck->cached) == 0 && close(stuck->direct) == 0);
	must(umount2(stuck->directory, MNT_DETACH) == 0);
}

#endif
