#define _GNU_SOURCE
#include "netnsid.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

int netnsid_open(struct netnsid_asker *ret_asker)
{
	*ret_asker = (struct netnsid_asker) { .socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC) };
	if (!ret_asker->socket)
		return -errno;
	return mnl_socket_bind(ret_asker->socket, 0, MNL_SOCKET_AUTOPID) < 0 ? -errno : 0;
}

void netnsid_close(struct netnsid_asker *asker)
{
	if (asker->socket)
		(void) mnl_socket_close(asker->socket);
	asker->socket = NULL;
}

static int take_netnsid(const struct nlattr *attribute, void *data)
{
	int *netnsid = data;

	if (mnl_attr_get_type(attribute) == NETNSA_NSID && mnl_attr_validate(attribute, MNL_TYPE_U32) == 0)
		*netnsid = (int) mnl_attr_get_u32(attribute);
	return MNL_CB_OK;
}

static int take_message(const struct nlmsghdr *message, void *data)
{
	if (message->nlmsg_type != RTM_NEWNSID)
		return MNL_CB_OK;
	(void) mnl_attr_parse(message, sizeof(struct rtgenmsg), take_netnsid, data);
	return MNL_CB_STOP;
}

int netnsid_get(struct netnsid_asker *asker, int ns_fd, bool *ret_assigned, int *ret_netnsid)
{
	_Alignas(struct nlmsghdr) char buffer[1024];
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
	struct rtgenmsg *general;
	int netnsid = NETNSA_NSID_NOT_ASSIGNED;
	ssize_t n;

	if (!asker->socket)
		return -EOPNOTSUPP;
	message->nlmsg_type = RTM_GETNSID;
	message->nlmsg_flags = NLM_F_REQUEST;
	message->nlmsg_seq = ++asker->sequence;
	general = mnl_nlmsg_put_extra_header(message, sizeof(*general));
	general->rtgen_family = AF_UNSPEC;
	mnl_attr_put_u32(message, NETNSA_FD, (uint32_t) ns_fd);
	if (mnl_socket_sendto(asker->socket, message, message->nlmsg_len) < 0)
		return -errno;
	n = mnl_socket_recvfrom(asker->socket, buffer, sizeof(buffer));
	if (n < 0)
		return -errno;
	if (mnl_cb_run(buffer, (size_t) n, asker->sequence, mnl_socket_get_portid(asker->socket), take_message, &netnsid) < 0)
		return -errno;
	*ret_assigned = netnsid != NETNSA_NSID_NOT_ASSIGNED;
	*ret_netnsid = netnsid;
	return 0;
}
