#define _GNU_SOURCE
#include "net-ruleset-asker.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cleanup.h"
#include "companion.h"
#include "filter.h"
#include "ns-join.h"
#include "netlink.h"
#include "passfd.h"
#include "privilege.h"

enum { ASKER_TIMEOUT_MS = 2000, SEQUENCE = 1 };

/* What the helper says to the asker, with the namespace. */
struct wish {
	enum net_ruleset_table table;
	uint8_t family;
	char table_name[NET_RULESET_NAME_ROOM];
	char set_name[NET_RULESET_NAME_ROOM];
};

static struct companion asker = COMPANION_NONE;

/* --- the asker */

static const uint16_t message_types[NET_RULESET_TABLE_COUNT] = {
	[NET_RULESET_CHAINS] = NFT_MSG_GETCHAIN,
	[NET_RULESET_SETS] = NFT_MSG_GETSET,
	[NET_RULESET_RULES] = NFT_MSG_GETRULE,
	[NET_RULESET_ELEMENTS] = NFT_MSG_GETSETELEM,
};

/* bytes: room for the message, of which this is the beginning. */
static struct nlmsghdr *begin_message(char *bytes, uint16_t type, uint16_t flags, uint32_t sequence, uint8_t family)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(bytes);
	struct nfgenmsg *netfilter;

	header->nlmsg_type = (uint16_t) (NFNL_SUBSYS_NFTABLES << 8 | type);
	header->nlmsg_flags = (uint16_t) (NLM_F_REQUEST | flags);
	header->nlmsg_seq = sequence;
	netfilter = mnl_nlmsg_put_extra_header(header, sizeof(*netfilter));
	netfilter->nfgen_family = family;
	return header;
}

static int send_message(int fd, const struct nlmsghdr *header)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	return sendto(fd, header, header->nlmsg_len, 0, (const struct sockaddr *) &kernel, sizeof(kernel)) < 0 ? -errno : 0;
}

/* The kernel begins a dump in a small buffer, unless somebody has once read from the socket with a large one; and it ends the
 * dump there, as if that were all, where the next rule does not fit. What is read is nothing. */
static int make_dumps_large(int fd)
{
	static _Alignas(struct nlmsghdr) char bytes[64], answer[NETLINK_ANSWER_ROOM];
	struct iovec part = { .iov_base = answer, .iov_len = sizeof(answer) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	int r;

	memset(bytes, 0, sizeof(bytes));
	r = send_message(fd, begin_message(bytes, NFT_MSG_GETGEN, 0, 0, 0));
	if (r < 0)
		return r;
	return recvmsg(fd, &message, MSG_DONTWAIT) < 0 ? -errno : 0;
}

static int send_question(int fd, const struct wish *wish)
{
	static _Alignas(struct nlmsghdr) char bytes[1024];
	struct nlmsghdr *header;

	memset(bytes, 0, sizeof(bytes));
	header = begin_message(bytes, message_types[wish->table], NLM_F_DUMP, SEQUENCE, wish->family);
	if (wish->table == NET_RULESET_ELEMENTS) {
		mnl_attr_put_strz(header, NFTA_SET_ELEM_LIST_TABLE, wish->table_name);
		mnl_attr_put_strz(header, NFTA_SET_ELEM_LIST_SET, wish->set_name);
	}
	return send_message(fd, header);
}

static int ask(struct wish *wish, int *ret_fd)
{
	CLEANUP_FD int fd = -1;
	int r;

	if ((unsigned int) wish->table >= NET_RULESET_TABLE_COUNT)
		return -EINVAL;
	wish->table_name[sizeof(wish->table_name) - 1] = '\0';
	wish->set_name[sizeof(wish->set_name) - 1] = '\0';
	r = netlink_socket(NETLINK_NETFILTER, &fd);
	if (r == 0)
		r = make_dumps_large(fd);
	if (r == 0)
		r = send_question(fd, wish);
	if (r == 0)
		*ret_fd = take_fd(&fd);
	return r;
}

/* It joins once: from a namespace that it could only reach through its owner nothing leads back. */
static bool answer(pid_t parent, bool *has_joined)
{
	CLEANUP_FD int ns_fd = -1;
	CLEANUP_FD int fd = -1;
	struct ns_journey journey = { 0 };
	struct wish wish;
	int r = 0;

	if (passfd_receive(NS_JOIN_CHANNEL, &wish, sizeof(wish), &ns_fd) != (ssize_t) sizeof(wish))
		return false;
	if (!*has_joined)
		r = ns_fd < 0 ? -EBADF : ns_join(ns_fd, parent, &journey);
	*has_joined |= r == 0;
	if (r == 0)
		r = ask(&wish, &fd);
	return passfd_send(NS_JOIN_CHANNEL, &r, sizeof(r), fd) == 0;
}

static int serve(pid_t parent)
{
	bool has_joined = false;
	int r = ns_join_follow(parent);

	if (r == 0)
		r = filter_install_for_asker();
	if (r == 0)
		while (answer(parent, &has_joined))
			;
	return r;
}

/* --- the helper */

int net_ruleset_asker_start(void)
{
	return companion_start(&asker, PRIVILEGE_RULESET, serve);
}

void net_ruleset_asker_end(void)
{
	companion_end(&asker);
}

static int get_socket(int ns_fd, const struct wish *wish, int *ret_fd)
{
	CLEANUP_FD int fd = -1;
	int error = 0, r;

	asker.may_be_stopped = true;
	r = companion_ask(&asker, wish, sizeof(*wish), ns_fd, ASKER_TIMEOUT_MS);
	if (r < 0)
		return r;
	if (passfd_receive(asker.socket, &error, sizeof(error), &fd) != (ssize_t) sizeof(error) || (error == 0 && fd < 0))
		return -EPIPE;
	if (error == 0)
		*ret_fd = take_fd(&fd);
	return error;
}

int net_ruleset_ask(int ns_fd, enum net_ruleset_table table, const struct net_set *set, netlink_take *take, void *context)
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	struct wish wish = { .table = table };
	int fd = -1, r;

	if (set) {
		if (strlen(set->table) >= sizeof(wish.table_name) || strlen(set->name) >= sizeof(wish.set_name))
			return -ENAMETOOLONG;
		wish.family = set->family;
		memcpy(wish.table_name, set->table, strlen(set->table));
		memcpy(wish.set_name, set->name, strlen(set->name));
	}
	r = get_socket(ns_fd, &wish, &fd);
	if (r == 0)
		r = netlink_open(fd, &netlink);
	return r < 0 ? r : netlink_hear(&netlink, SEQUENCE, take, context);
}
