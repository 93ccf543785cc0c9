#define _GNU_SOURCE
#include "ns-joiner.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "ns-join.h"
#include "nsfs.h"
#include "passfd.h"

/* What the child sends, with the descriptor beside it. */
struct answer {
	int error;
	bool through_owner;
	size_t length;
	char bytes[NS_SIGHT_ROOM];
};

/* 0, or why there is no sight. */
static int look_inside(ns_look *look, int ns_fd, const void *question, pid_t parent, struct ns_journey *journey, struct ns_sight *sight)
{
	CLEANUP_FD int proc_fd = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int r = proc_fd < 0 ? -errno : ns_join(ns_fd, parent, journey);

	return r < 0 ? r : look(proc_fd, question, sight);
}

/* A namespace and a question in; a sight, or an errno, out. False at the end. */
static bool answer(const struct ns_joiner *joiner, pid_t parent, struct ns_journey *journey)
{
	_Alignas(max_align_t) char question[NS_QUESTION_ROOM];
	struct ns_sight sight = { .fd = -1 };
	struct answer message = { 0 };
	CLEANUP_FD int ns_fd = -1;
	int r;

	if (passfd_receive(NS_JOIN_CHANNEL, question, sizeof(question), &ns_fd) != (ssize_t) joiner->question_size)
		return false;
	if (ns_fd < 0 || journey->is_spent)
		return false;
	(void) alarm(NS_JOINER_TIMEOUT_S);
	message.error = look_inside(joiner->look, ns_fd, question, parent, journey, &sight);
	message.through_owner = journey->through_owner;
	message.length = sight.length;
	memcpy(message.bytes, sight.bytes, sizeof(message.bytes));
	r = passfd_send(NS_JOIN_CHANNEL, &message, sizeof(message), sight.fd);
	(void) alarm(0);
	cleanup_close(&sight.fd);
	return r == 0;
}

__attribute__((noreturn))
static void run_child(const struct ns_joiner *joiner, int channel, pid_t parent)
{
	struct ns_journey journey = { 0 };
	int r = ns_join_follow(parent);

	(void) signal(SIGALRM, SIG_DFL);
	if (r == 0)
		r = ns_join_keep_only(channel);
	if (r == 0)
		while (answer(joiner, parent, &journey))
			;
	_exit(0);
}

static int start(struct ns_joiner *joiner)
{
	pid_t parent = getpid(), child;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	child = fork();
	if (child == 0)
		run_child(joiner, ends[1], parent);
	cleanup_close(&ends[1]);
	if (child < 0) {
		cleanup_close(&ends[0]);
		return -EAGAIN;
	}
	joiner->runs = true;
	joiner->channel = ends[0];
	return 0;
}

/* Nobody waits for the child's end: whoever owns a user namespace it joined may have stopped it. PR_SET_PDEATHSIG ends even
 * a stopped one. */
void ns_joiner_end(struct ns_joiner *joiner)
{
	if (joiner->runs)
		cleanup_close(&joiner->channel);
	joiner->runs = false;
}

static int ask_child(const struct ns_joiner *joiner, int ns_fd, const void *question, struct ns_sight *ret_sight)
{
	struct answer message = { 0 };
	CLEANUP_FD int fd = -1;
	ssize_t n;
	int r = passfd_send(joiner->channel, question, joiner->question_size, ns_fd);

	if (r == 0)
		r = passfd_wait(joiner->channel, NS_JOINER_TIMEOUT_S * 1000);
	if (r < 0)
		return r;
	n = passfd_receive(joiner->channel, &message, sizeof(message), &fd);
	if (n != (ssize_t) sizeof(message) || message.error > 0 || message.length > sizeof(message.bytes))
		return -EPIPE;
	if (message.error < 0)
		return message.error;
	*ret_sight = (struct ns_sight) { .fd = take_fd(&fd), .through_owner = message.through_owner, .length = message.length };
	memcpy(ret_sight->bytes, message.bytes, sizeof(ret_sight->bytes));
	return 0;
}

/* 1: it is the caller's own; 0: it is not. */
static int is_own(int ns_fd)
{
	struct ns_identity own, asked;
	CLEANUP_FD int own_fd = -1;
	char path[32];
	int r = nsfs_identify(ns_fd, &asked);

	if (r < 0)
		return r;
	if (asked.type == NSTYPE_MNT)
		return 0;
	(void) snprintf(path, sizeof(path), "/proc/self/ns/%s", nstype_info[asked.type].name);
	own_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (own_fd < 0)
		return -errno;
	r = nsfs_identify(own_fd, &own);
	return r < 0 ? r : nsfs_is_same(&own, &asked);
}

static int look_at_own(ns_look *look, const void *question, struct ns_sight *ret_sight)
{
	CLEANUP_FD int proc_fd = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);

	*ret_sight = (struct ns_sight) { .fd = -1 };
	return proc_fd < 0 ? -errno : look(proc_fd, question, ret_sight);
}

int ns_joiner_ask(struct ns_joiner *joiner, int ns_fd, const void *question, struct ns_sight *ret_sight)
{
	bool is_first = !joiner->runs;
	int r = is_own(ns_fd);

	if (r < 0)
		return r;
	if (r > 0)
		return look_at_own(joiner->look, question, ret_sight);
	r = is_first ? start(joiner) : 0;
	if (r == 0)
		r = ask_child(joiner, ns_fd, question, ret_sight);
	if (r != -EPIPE && r != -ETIMEDOUT)
		return r;
	ns_joiner_end(joiner);
	/* An older child had gone where nothing leads back from. */
	return r == -EPIPE && !is_first ? ns_joiner_ask(joiner, ns_fd, question, ret_sight) : r;
}
