#define _GNU_SOURCE
#include "bpf-loader.h"

#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#include "companion.h"
#include "filter.h"
#include "ns-join.h"
#include "passfd.h"
#include "privilege.h"

/* The verifier takes some tenths of a second on a busy machine. */
enum { LOADER_TIMEOUT_MS = 10000 };

static struct companion loader = COMPANION_NONE;
static int error_of_loader = EPERM;	/* why there is none */

/* --- the loader */

static int hand_over(int socket, const struct bpf_iterators *iterators)
{
	int r = 0;

	for (int i = 0; r == 0 && i < BPF_ITERATOR_COUNT; i++)
		r = passfd_send(socket, &iterators->error[i], sizeof(iterators->error[i]), iterators->fd[i]);
	return r < 0 ? r : passfd_send(socket, &r, sizeof(r), iterators->map_fd);
}

static bool is_asked(int socket)
{
	int fd = -1;
	char word;

	return passfd_receive(socket, &word, sizeof(word), &fd) == (ssize_t) sizeof(word) && fd < 0;
}

static int open_and_hand_over(int socket, const struct bpf_links *links)
{
	struct bpf_iterators iterators;
	int r;

	bpf_open(links, &iterators);
	r = hand_over(socket, &iterators);
	iterators.map_fd = -1;
	bpf_iterators_close(&iterators);
	return r;
}

/* The filters come when they are needed: they take longer to make than all else here but loading. */
static int serve(pid_t parent)
{
	const int socket = NS_JOIN_CHANNEL;
	struct bpf_links links;
	int r;

	if (!is_asked(socket))
		return 0;
	r = filter_install_for_loader();
	if (r < 0)
		return r;
	bpf_load(parent, &links);
	r = filter_install_for_loaded();
	do
		r = r < 0 ? r : open_and_hand_over(socket, &links);
	while (r == 0 && is_asked(socket));
	return r;
}

/* --- the helper */

int bpf_loader_start(void)
{
	return privilege_has_all(PRIVILEGE_LOAD) ? companion_start(&loader, PRIVILEGE_LOAD, serve) : 0;
}

static int receive_one(int *ret_error, int *ret_fd)
{
	int r = companion_wait(&loader, LOADER_TIMEOUT_MS);

	if (r < 0)
		return r;
	return passfd_receive(loader.socket, ret_error, sizeof(*ret_error), ret_fd) == (ssize_t) sizeof(*ret_error) ? 0 : -EPIPE;
}

static int receive_all(struct bpf_iterators *iterators)
{
	int none, r = 0;

	for (int i = 0; r == 0 && i < BPF_ITERATOR_COUNT; i++)
		r = receive_one(&iterators->error[i], &iterators->fd[i]);
	return r < 0 ? r : receive_one(&none, &iterators->map_fd);
}

void bpf_iterators_close(struct bpf_iterators *iterators)
{
	for (int i = 0; i < BPF_ITERATOR_COUNT; i++) {
		if (iterators->fd[i] >= 0)
			(void) close(iterators->fd[i]);
		iterators->fd[i] = -1;
	}
	if (iterators->map_fd >= 0)
		(void) close(iterators->map_fd);
	iterators->map_fd = -1;
}

int bpf_loader_ask(struct bpf_iterators *ret_iterators)
{
	int r;

	*ret_iterators = (struct bpf_iterators) { .map_fd = -1 };
	for (int i = 0; i < BPF_ITERATOR_COUNT; i++)
		ret_iterators->fd[i] = -1;
	if (loader.pid == 0)
		return -error_of_loader;
	r = companion_ask(&loader, "+", 1, -1, LOADER_TIMEOUT_MS);
	if (r == 0)
		r = receive_all(ret_iterators);
	if (r < 0)
		bpf_iterators_close(ret_iterators);
	/* It is asked no more: what it says later would answer an earlier question. */
	if (r < 0) {
		error_of_loader = -r;
		bpf_loader_end();
	}
	return r;
}

void bpf_loader_end(void)
{
	companion_end(&loader);
}
