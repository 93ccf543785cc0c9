#define _GNU_SOURCE
#include "bpf-load.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>

#include "bpf/records.h"
#include "iterators.skel.h"

/* How a test makes the kernel another one; what is shipped asks no environment. */
#ifdef NSATLAS_TEST_SEAMS
static const char *other_btf(void)
{
	return getenv("NSATLAS_TEST_BTF");
}

static bool is_to_be_refused(int iterator)
{
	const char *mask = getenv("NSATLAS_TEST_REFUSE");

	return mask && (strtoul(mask, NULL, 0) >> iterator & 1) != 0;
}
#else
static const char *other_btf(void)
{
	return NULL;
}

static bool is_to_be_refused(int iterator)
{
	(void) iterator;
	return false;
}
#endif

static struct bpf_program *program_of(const struct iterators *skeleton, int iterator)
{
	switch (iterator) {
	case BPF_TASKS: return skeleton->progs.nsatlas_tasks;
	case BPF_ARGV: return skeleton->progs.nsatlas_argv;
	case BPF_NAMESPACES: return skeleton->progs.nsatlas_namespaces;
	default: return skeleton->progs.nsatlas_holders;
	}
}

static bool has_one(unsigned int wanted, int iterator)
{
	return (wanted >> iterator & 1) != 0;
}

/* A program that begins otherwise than it attaches is none that the verifier takes. */
static void spoil(struct bpf_program *program)
{
	(void) bpf_program__set_type(program, BPF_PROG_TYPE_LSM);
}

static int prepare(struct iterators *skeleton, unsigned int wanted)
{
	int r = 0;

	for (int i = 0; r == 0 && i < BPF_ITERATOR_COUNT; i++) {
		r = bpf_program__set_autoload(program_of(skeleton, i), has_one(wanted, i));
		if (r == 0 && has_one(wanted, i) && is_to_be_refused(i))
			spoil(program_of(skeleton, i));
	}
	if (r == 0 && !has_one(wanted, BPF_NAMESPACES))
		r = bpf_map__set_autocreate(skeleton->maps.nsatlas_found, false);
	return r;
}

static int load(unsigned int wanted, struct iterators **ret_skeleton)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .btf_custom_path = other_btf());
	struct iterators *skeleton = iterators__open_opts(&options);
	int r;

	if (!skeleton)
		return errno > 0 ? -errno : -EINVAL;
	r = prepare(skeleton, wanted);
	if (r == 0)
		r = iterators__load(skeleton);
	if (r < 0)
		iterators__destroy(skeleton);
	else
		*ret_skeleton = skeleton;
	return r;
}

/* The link keeps the program. */
static int make_link(const struct iterators *skeleton, int iterator, pid_t reader, int *ret_fd)
{
	union bpf_iter_link_info info = { .task.tid = (__u32) reader };
	LIBBPF_OPTS(bpf_link_create_opts, options);
	int fd;

	if (iterator == BPF_NAMESPACES) {
		options.iter_info = &info;
		options.iter_info_len = sizeof(info);
	}
	fd = bpf_link_create(bpf_program__fd(program_of(skeleton, iterator)), 0, BPF_TRACE_ITER, &options);
	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

static void make_links(const struct iterators *skeleton, unsigned int wanted, pid_t reader, struct bpf_links *links)
{
	for (int i = 0; i < BPF_ITERATOR_COUNT; i++)
		if (has_one(wanted, i))
			links->error[i] = -make_link(skeleton, i, reader, &links->fd[i]);
	if (!has_one(wanted, BPF_NAMESPACES) || links->fd[BPF_NAMESPACES] < 0)
		return;
	links->map_fd = fcntl(bpf_map__fd(skeleton->maps.nsatlas_found), F_DUPFD_CLOEXEC, 0);
	if (links->map_fd < 0)
		links->error[BPF_NAMESPACES] = errno;
}

static int load_and_link(unsigned int wanted, pid_t reader, struct bpf_links *links)
{
	struct iterators *skeleton = NULL;
	int r = load(wanted, &skeleton);

	if (r < 0)
		return r;
	make_links(skeleton, wanted, reader, links);
	iterators__destroy(skeleton);
	return 0;
}

/* All at once, since the kernel's BTF takes the most time; where one is refused, each by itself. */
void bpf_load(pid_t reader, struct bpf_links *ret_links)
{
	const unsigned int all = (1u << BPF_ITERATOR_COUNT) - 1;

	*ret_links = (struct bpf_links) { .map_fd = -1 };
	for (int i = 0; i < BPF_ITERATOR_COUNT; i++)
		ret_links->fd[i] = -1;
	(void) libbpf_set_print(NULL);
	if (load_and_link(all, reader, ret_links) == 0)
		return;
	for (int i = 0; i < BPF_ITERATOR_COUNT; i++) {
		int r = load_and_link(1u << i, reader, ret_links);

		if (r < 0)
			ret_links->error[i] = -r;
	}
}

void bpf_open(const struct bpf_links *links, struct bpf_iterators *ret_iterators)
{
	*ret_iterators = (struct bpf_iterators) { .map_fd = links->map_fd };
	for (int i = 0; i < BPF_ITERATOR_COUNT; i++) {
		ret_iterators->error[i] = links->error[i];
		ret_iterators->fd[i] = links->fd[i] < 0 ? -1 : bpf_iter_create(links->fd[i]);
		if (links->fd[i] >= 0 && ret_iterators->fd[i] < 0)
			ret_iterators->error[i] = errno;
	}
}
