/* One conversation with netlink(7): a question, and the messages of its answer, or a wish and a yes. Knows no table. */
#ifndef NSATLAS_NETLINK_H
#define NSATLAS_NETLINK_H

#include <libmnl/libmnl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NETLINK_QUESTION_ROOM = 512,
	NETLINK_ANSWER_ROOM = 64 * 1024,	/* the kernel fills up to 32 KiB at once when there is room */
	NETLINK_TIMEOUT_S = 2,
	NETLINK_WHOLE = 1,
};

/* Starts as {0}; free with netlink_close. */
struct netlink {
	int fd;
	uint32_t sequence;
	char *answer;
};

/* A question under way; mnl_nlmsg_put_extra_header and mnl_attr_put add to header. */
struct netlink_question {
	_Alignas(struct nlmsghdr) char bytes[NETLINK_QUESTION_ROOM];
	struct nlmsghdr *header;
};

/* Takes one message of an answer. A negative value ends the conversation and is what the caller gets. */
typedef int netlink_take(const struct nlmsghdr *message, void *context);

/* A socket of the caller's own net namespace. protocol: NETLINK_ROUTE, NETLINK_SOCK_DIAG … */
int netlink_socket(int protocol, int *ret_fd);

/* Takes fd over, also on failure. */
int netlink_open(int fd, struct netlink *ret_netlink);
/* For rtnetlink(7). */
int netlink_open_own(struct netlink *ret_netlink);
void netlink_close(struct netlink *netlink);
/* Ends the conversation without its socket, which another netlink_open may take over. */
int netlink_leave(struct netlink *netlink);
#define CLEANUP_NETLINK __attribute__((cleanup(netlink_close)))

/* Begins a question; returns its family's header, header_size bytes of zero. */
void *netlink_begin(struct netlink_question *question, uint16_t type, size_t header_size);

/* Asks for one thing, or for a whole table.
 * -EAGAIN     only of a dump: the table changed while the kernel wrote it (NLM_F_DUMP_INTR); all messages were taken
 * -ETIMEDOUT  no answer
 * -EBADMSG    an answer that is none
 * else what the kernel says, such as -ENODEV */
int netlink_ask(struct netlink *netlink, struct netlink_question *question, netlink_take *take, void *context);
int netlink_dump(struct netlink *netlink, struct netlink_question *question, netlink_take *take, void *context);

/* Says what shall be done and waits for the kernel's yes. flags: NLM_F_CREATE … What the kernel says no with, such as -EEXIST. */
int netlink_tell(struct netlink *netlink, struct netlink_question *question, uint16_t flags);

/* The answer to a question that another process sent through this socket, with that number. */
int netlink_hear(struct netlink *netlink, uint32_t sequence, netlink_take *take, void *context);

/* A part of the above, for tests: hands on what the first length bytes of the answer hold.
 * 0 more datagrams follow; NETLINK_WHOLE; or negative. *interrupted is set where the kernel says so. */
int netlink_take_datagram(struct netlink *netlink, size_t length, netlink_take *take, void *context, bool *interrupted);

#endif
