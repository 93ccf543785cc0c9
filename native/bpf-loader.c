#define _GNU_SOURCE
#include "bpf-loader.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "filter.h"
#include "ns-join.h"
#include "passfd.h"
#include "privilege.h"

/* The verifier takes some tenths of a second on a busy machine. */
enum { LOADER_TIMEOUT_MS = 10000 };

static struct {
	int socket;
	pid_t pid;
	int error;	/* why there is none */
} loader = { .socket = -1, .error = EPERM };

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
static int load_when_asked(int socket, pid_t parent)
{
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

static _Noreturn void be_loader(int socket, pid_t parent)
{
	int r = ns_join_keep_only(socket);

	if (r == 0)
		r = privilege_keep(PRIVILEGE_LOAD);
	/* After the change of credentials, which takes the death signal back. */
	if (r == 0)
		r = ns_join_follow(parent);
	if (r == 0)
		r = load_when_asked(NS_JOIN_CHANNEL, parent);
	_exit(r < 0);
}

int bpf_loader_start(void)
{
	const pid_t parent = getpid();
	int ends[2];
	pid_t pid;

	if (!privilege_has_all(PRIVILEGE_LOAD))
		return 0;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		be_loader(ends[1], parent);
	(void) close(ends[1]);
	if (pid < 0) {
		(void) close(ends[0]);
		return -EAGAIN;
	}
	loader.socket = ends[0];
	loader.pid = pid;
	return 0;
}

/* --- the helper */

static int receive_one(int *ret_error, int *ret_fd)
{
	struct pollfd wait = { .fd = loader.socket, .events = POLLIN };
	int r;

	do
		r = poll(&wait, 1, LOADER_TIMEOUT_MS);
	while (r < 0 && errno == EINTR);
	if (r <= 0)
		return r < 0 ? -errno : -ETIMEDOUT;
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
		return -loader.error;
	r = passfd_send(loader.socket, "+", 1, -1);
	if (r == 0)
		r = receive_all(ret_iterators);
	if (r < 0)
		bpf_iterators_close(ret_iterators);
	/* It is asked no more: what it says later would answer an earlier question. One that is late is left to its end with us. */
	if (r == -ETIMEDOUT)
		loader.pid = 0;
	if (r < 0) {
		loader.error = -r;
		bpf_loader_end();
	}
	return r;
}

pid_t bpf_loader_pid(void)
{
	return loader.pid;
}

void bpf_loader_end(void)
{
	if (loader.pid == 0)
		return;
	/* Not close(2): a child of ours may hold the socket too. */
	(void) shutdown(loader.socket, SHUT_RDWR);
	while (waitpid(loader.pid, NULL, 0) < 0 && errno == EINTR)
		;
	(void) close(loader.socket);
	loader.socket = -1;
	loader.pid = 0;
}
