/* The BPF iterators of bpf/: loaded into the kernel once, and opened anew for each look, since one that was read to its end cannot be
 * read again. Nothing of them stays behind: with the last descriptor the kernel takes links, programs and maps back. */
#ifndef NSATLAS_BPF_LOAD_H
#define NSATLAS_BPF_LOAD_H

#include <sys/types.h>

enum bpf_iterator {
	BPF_TASKS,
	BPF_ARGV,
	BPF_NAMESPACES,
	BPF_HOLDERS,
	BPF_ITERATOR_COUNT
};

/* What keeps the programs in the kernel. */
struct bpf_links {
	int fd[BPF_ITERATOR_COUNT];	/* -1: there is none */
	int error[BPF_ITERATOR_COUNT];	/* why, an errno. ENOSYS: this program was built without */
	int map_fd;			/* what BPF_NAMESPACES finds; -1 without it */
};

struct bpf_iterators {
	int fd[BPF_ITERATOR_COUNT];	/* -1: there is none */
	int error[BPF_ITERATOR_COUNT];	/* why, an errno */
	int map_fd;			/* what BPF_NAMESPACES finds, to be mapped; -1 without it */
};

/* Loads what the kernel lets us. reader: who will read BPF_NAMESPACES, which looks at one task alone. */
void bpf_load(pid_t reader, struct bpf_links *ret_links);

/* Opens each for one reading. map_fd is that of the links. */
void bpf_open(const struct bpf_links *links, struct bpf_iterators *ret_iterators);

void bpf_iterators_close(struct bpf_iterators *iterators);

#endif
