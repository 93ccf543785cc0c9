/* Reads an iterator to its end. Reading it runs its program, once for each task. */
#ifndef NSATLAS_BPF_READ_H
#define NSATLAS_BPF_READ_H

#include <stdbool.h>
#include <stddef.h>

enum {
	BPF_READ_MAX = 512 * 1024 * 1024,
	BPF_READ_LATE_MS = 500,
};

/* Starts as {0}; free with bpf_bytes_free. */
struct bpf_bytes {
	char *bytes;
	size_t length;
	size_t room;
};

void bpf_bytes_free(struct bpf_bytes *bytes);

/* All that it writes. -EFBIG: more than BPF_READ_MAX. */
int bpf_read_all(int fd, struct bpf_bytes *ret_bytes);

/* The same of an iterator that copies from the memory of processes, which may lie on a file system that never answers: a thread
 * reads, and is left behind when nothing has come for a while. What came until then is whole records. Takes fd in any case.
 * -ETIMEDOUT  it was left behind */
int bpf_read_late(int fd, struct bpf_bytes *ret_bytes);

/* A thread was: it holds what it had open until this program ends. */
bool bpf_read_left_behind(void);

#endif
