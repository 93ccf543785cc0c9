/* Instead of bpf-load.c where clang, bpftool or libbpf was not there when this was built. */
#include "bpf-load.h"

#include <errno.h>

void bpf_load(pid_t reader, struct bpf_links *ret_links)
{
	(void) reader;
	*ret_links = (struct bpf_links) { .map_fd = -1 };
	for (int i = 0; i < BPF_ITERATOR_COUNT; i++) {
		ret_links->fd[i] = -1;
		ret_links->error[i] = ENOSYS;
	}
}

void bpf_open(const struct bpf_links *links, struct bpf_iterators *ret_iterators)
{
	*ret_iterators = (struct bpf_iterators) { .map_fd = links->map_fd };
	for (int i = 0; i < BPF_ITERATOR_COUNT; i++) {
		ret_iterators->fd[i] = -1;
		ret_iterators->error[i] = links->error[i];
	}
}
