#define _GNU_SOURCE
#include "netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"

#ifndef NETLINK_GET_STRICT_CHK
#define NETLINK_GET_STRICT_CHK 12
#endif

int netlink_socket(int protocol, int *ret_fd)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);

	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

int netlink_open(int fd, struct netlink *ret_netlink)
{
	const struct timeval timeout = { .tv_sec = NETLINK_TIMEOUT_S };
	const int on = 1;
	CLEANUP_FD int owned = fd;
	char *answer;

	if (setsockopt(owned, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) < 0)
		return -errno;
	/* Linux 4.20: what a dump is not asked for is left out, cached clones of routes above all. Older ones: see net-parse.c. */
	(void) setsockopt(owned, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	answer = malloc(NETLINK_ANSWER_ROOM);
	if (!answer)
		return -ENOMEM;
	*ret_netlink = (struct netlink) { .fd = take_fd(&owned), .answer = answer };
	return 0;
}

int netlink_open_own(struct netlink *ret_netlink)
{
	int fd = -1;
	int r = netlink_socket(NETLINK_ROUTE, &fd);

	return r < 0 ? r : netlink_open(fd, ret_netlink);
}

void netlink_close(struct netlink *netlink)
{
	if (netlink->answer)
		cleanup_close(&netlink->fd);
	free(netlink->answer);
	*netlink = (struct netlink) { 0 };
}

int netlink_leave(struct netlink *netlink)
{
	int fd = netlink->fd;

	free(netlink->answer);
	*netlink = (struct netlink) { 0 };
	return fd;
}

void *netlink_begin(struct netlink_question *question, uint16_t type, size_t header_size)
{
	memset(question->bytes, 0, sizeof(question->bytes));
	question->header = mnl_nlmsg_put_header(question->bytes);
	question->header->nlmsg_type = type;
	return mnl_nlmsg_put_extra_header(question->header, header_size);
}

static int send_question(struct netlink *netlink, struct netlink_question *question, uint16_t flags)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	question->header->nlmsg_flags = (uint16_t) (NLM_F_REQUEST | flags);
	question->header->nlmsg_seq = ++netlink->sequence;
	if (sendto(netlink->fd, question->bytes, question->header->nlmsg_len, 0, (const struct sockaddr *) &kernel, sizeof(kernel)) < 0)
		return -errno;
	return 0;
}

/* One datagram. Who has CAP_NET_ADMIN in the namespace may send to a netlink socket: what is not the kernel's is as if it never
 * came, and does not make us wait for longer. */
static int receive(struct netlink *netlink, size_t *ret_length)
{
	const int64_t end = clock_now_ms() + NETLINK_TIMEOUT_S * 1000;

	while (clock_now_ms() < end) {
		struct sockaddr_nl from = { 0 };
		struct iovec part = { .iov_base = netlink->answer, .iov_len = NETLINK_ANSWER_ROOM };
		struct msghdr message = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &part, .msg_iovlen = 1 };
		ssize_t n = recvmsg(netlink->fd, &message, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		if (message.msg_namelen != sizeof(from) || from.nl_family != AF_NETLINK || from.nl_pid != 0)
			continue;
		if (message.msg_flags & MSG_TRUNC)
			return -EMSGSIZE;
		*ret_length = (size_t) n;
		return 0;
	}
	return -ETIMEDOUT;
}

/* The errno inside NLMSG_ERROR and NLMSG_DONE, 0 or negative. */
static int error_of(const struct nlmsghdr *message)
{
	int error;

	if (mnl_nlmsg_get_payload_len(message) < sizeof(error))
		return message->nlmsg_type == NLMSG_DONE ? 0 : -EBADMSG;
	memcpy(&error, mnl_nlmsg_get_payload(message), sizeof(error));
	return error <= 0 ? error : -EBADMSG;
}

/* libmnl takes a length of 2 GiB and more for a negative one, and so for a short one. */
static bool is_whole(const struct nlmsghdr *message, int left)
{
	return mnl_nlmsg_ok(message, left) && message->nlmsg_len <= (uint32_t) left;
}

int netlink_take_datagram(struct netlink *netlink, size_t length, netlink_take *take, void *context, bool *interrupted)
{
	const struct nlmsghdr *message = (const struct nlmsghdr *) (void *) netlink->answer;
	int left = (int) length, r;

	for (; is_whole(message, left); message = mnl_nlmsg_next(message, &left)) {
		/* An older question's, whose end was not waited for. */
		if (message->nlmsg_seq != netlink->sequence)
			continue;
		if (message->nlmsg_flags & NLM_F_DUMP_INTR)
			*interrupted = true;
		if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR) {
			r = error_of(message);
			return r < 0 ? r : NETLINK_WHOLE;
		}
		r = take(message, context);
		if (r < 0)
			return r;
		if (!(message->nlmsg_flags & NLM_F_MULTI))
			return NETLINK_WHOLE;
	}
	return 0;
}

static int take_answer(struct netlink *netlink, netlink_take *take, void *context)
{
	bool interrupted = false;
	size_t length = 0;
	int r = 0;

	while (r == 0) {
		r = receive(netlink, &length);
		if (r == 0)
			r = netlink_take_datagram(netlink, length, take, context, &interrupted);
	}
	if (r < 0)
		return r;
	return interrupted ? -EAGAIN : 0;
}

int netlink_ask(struct netlink *netlink, struct netlink_question *question, netlink_take *take, void *context)
{
	int r = send_question(netlink, question, 0);

	return r < 0 ? r : take_answer(netlink, take, context);
}

int netlink_dump(struct netlink *netlink, struct netlink_question *question, netlink_take *take, void *context)
{
	int r = send_question(netlink, question, NLM_F_DUMP);

	return r < 0 ? r : take_answer(netlink, take, context);
}

/* Between the question and the yes nothing comes; a wish may echo what it made. */
static int take_nothing(const struct nlmsghdr *message, void *context)
{
	(void) message;
	(void) context;
	return 0;
}

int netlink_tell(struct netlink *netlink, struct netlink_question *question, uint16_t flags)
{
	int r = send_question(netlink, question, (uint16_t) (NLM_F_ACK | flags));

	return r < 0 ? r : take_answer(netlink, take_nothing, NULL);
}

int netlink_hear(struct netlink *netlink, uint32_t sequence, netlink_take *take, void *context)
{
	netlink->sequence = sequence;
	return take_answer(netlink, take, context);
}
