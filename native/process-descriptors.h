/* The open descriptors of a process: how many, and which of them hold a namespace. */
#ifndef NSATLAS_PROCESS_DESCRIPTORS_H
#define NSATLAS_PROCESS_DESCRIPTORS_H

#include "procfs.h"

enum {
	PROCESS_DESCRIPTORS_LOOKED_AT = 65536,
	PROCESS_NS_DESCRIPTORS_MAX = 4096,
};

struct process_ns_descriptor {
	uint32_t fd;
	enum nstype type;
	uint64_t ino;
};

struct process_descriptors {
	uint64_t count;
	size_t ns_count;
	struct process_ns_descriptor *ns;	/* ascending by fd */
	bool not_all;		/* there are more than were looked at, or than are kept */
};

/* Asks no file system about what is open, so that none can keep us waiting. dir_fd: /proc/PID.
 * Free ret_descriptors with process_descriptors_free, also when it failed.
 * -EACCES  ptrace(2) access to the process is refused */
int process_read_descriptors(int dir_fd, struct process_descriptors *ret_descriptors);
void process_descriptors_free(struct process_descriptors *descriptors);

#endif
