#define _GNU_SOURCE
#include "netnsid.h"

#include <errno.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>

static int take_attribute(const struct nlattr *attribute, void *data)
{
	int32_t *netnsid = data;

	if (mnl_attr_get_type(attribute) != NETNSA_NSID)
		return MNL_CB_OK;
	if (mnl_attr_validate(attribute, MNL_TYPE_U32) < 0)
		return MNL_CB_ERROR;
	*netnsid = (int32_t) mnl_attr_get_u32(attribute);
	return MNL_CB_OK;
}

static int take_message(const struct nlmsghdr *message, void *context)
{
	if (message->nlmsg_type != RTM_NEWNSID || mnl_nlmsg_get_payload_len(message) < sizeof(struct rtgenmsg))
		return -EBADMSG;
	return mnl_attr_parse(message, sizeof(struct rtgenmsg), take_attribute, context) < 0 ? -EBADMSG : 0;
}

int netnsid_get(struct netlink *netlink, int ns_fd, bool *ret_assigned, int *ret_netnsid)
{
	int32_t netnsid = NETNSA_NSID_NOT_ASSIGNED;
	struct netlink_question question;
	int r;

	(void) netlink_begin(&question, RTM_GETNSID, sizeof(struct rtgenmsg));
	mnl_attr_put_u32(question.header, NETNSA_FD, (uint32_t) ns_fd);
	r = netlink_ask(netlink, &question, take_message, &netnsid);
	if (r < 0)
		return r;
	*ret_assigned = netnsid != NETNSA_NSID_NOT_ASSIGNED;
	*ret_netnsid = netnsid;
	return 0;
}
