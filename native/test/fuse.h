/* A file system that answers until it is told to stop: what a hostile container can put in our way. */
#ifndef NSATLAS_TEST_FUSE_H
#define NSATLAS_TEST_FUSE_H

#include <linux/fuse.h>
#include <sys/mount.h>
#include <sys/uio.h>

#include "targets.h"

enum { FUSE_FILE_NODE = 2, FUSE_REQUEST_ROOM = 256 * 1024 };

static inline void fuse_reply(int fd, uint64_t unique, const void *body, size_t length)
{
	struct fuse_out_header header = { .len = (uint32_t) (sizeof(header) + length), .unique = unique };
	struct iovec parts[] = { { &header, sizeof(header) }, { (void *) (uintptr_t) body, length } };

	(void) !writev(fd, parts, 2);
}

static inline void fuse_refuse(int fd, uint64_t unique, int error)
{
	const struct fuse_out_header header = { .len = sizeof(header), .unique = unique, .error = -error };

	(void) !write(fd, &header, sizeof(header));
}

/* A directory with one file, `f`, of one page. */
static inline struct fuse_attr fuse_attributes(uint64_t node)
{
	bool is_file = node == FUSE_FILE_NODE;

	return (struct fuse_attr) { .ino = node, .mode = is_file ? S_IFREG | 0644 : S_IFDIR | 0755, .nlink = 1, .size = is_file ? 4096 : 0 };
}

static inline void fuse_answer(int fd, const struct fuse_in_header *request)
{
	const struct fuse_init_out init = { .major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION, .max_write = 4096 };
	/* Valid for no time: each look at a name asks again. */
	const struct fuse_entry_out entry = { .nodeid = FUSE_FILE_NODE, .attr = fuse_attributes(FUSE_FILE_NODE) };
	const struct fuse_attr_out attributes = { .attr = fuse_attributes(request->nodeid) };
	static uint32_t open_flags;
	const struct fuse_open_out opened = { .fh = 1, .open_flags = open_flags };

	if (request->opcode == FUSE_INIT)
		fuse_reply(fd, request->unique, &init, sizeof(init));
	else if (request->opcode == FUSE_LOOKUP)
		fuse_reply(fd, request->unique, &entry, sizeof(entry));
	else if (request->opcode == FUSE_GETATTR)
		fuse_reply(fd, request->unique, &attributes, sizeof(attributes));
	else if (request->opcode == FUSE_OPEN) {
		fuse_reply(fd, request->unique, &opened, sizeof(opened));
		/* The first to open it reads through the page cache, all others do not. */
		open_flags = FOPEN_DIRECT_IO;
	}
	else if (request->opcode != FUSE_FORGET && request->opcode != FUSE_BATCH_FORGET)
		fuse_refuse(fd, request->unique, ENOSYS);
}

static inline _Noreturn void fuse_serve(int fd)
{
	static _Alignas(struct fuse_in_header) char request[FUSE_REQUEST_ROOM];

	(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	while (read(fd, request, sizeof(request)) > 0)
		fuse_answer(fd, (const struct fuse_in_header *) request);
	_exit(0);
}

/* Mounts it in our mount namespace and returns its server. kill(server, SIGSTOP): from then on it never answers. */
static inline pid_t fuse_start(const char *directory)
{
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	char options[64];
	pid_t server;

	must(fd >= 0);
	(void) snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
	must(mount("fuse", directory, "fuse", 0, options) == 0);
	server = fork();
	must(server >= 0);
	if (server == 0)
		fuse_serve(fd);
	(void) close(fd);
	return server;
}

#endif
