#define _GNU_SOURCE
#include "net-attributes.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

int net_take_attribute(const struct nlattr *attribute, void *data)
{
	struct net_attributes *attributes = data;
	uint16_t type = mnl_attr_get_type(attribute);
	const struct net_attribute_rule *rule;

	if (type >= attributes->count || attributes->rules[type].type == MNL_TYPE_UNSPEC)
		return MNL_CB_OK;
	rule = &attributes->rules[type];
	if (rule->type == MNL_TYPE_BINARY) {
		if (mnl_attr_get_payload_len(attribute) < rule->size)
			return MNL_CB_ERROR;
	} else if (mnl_attr_validate(attribute, rule->type) < 0) {
		return MNL_CB_ERROR;
	}
	attributes->of[type] = attribute;
	return MNL_CB_OK;
}

int net_open_message(const struct nlmsghdr *message, size_t header_size, struct net_attributes *attributes, const void **ret_header)
{
	if (mnl_nlmsg_get_payload_len(message) < header_size)
		return -EBADMSG;
	if (mnl_attr_parse(message, (unsigned int) header_size, net_take_attribute, attributes) < 0)
		return -EBADMSG;
	*ret_header = mnl_nlmsg_get_payload(message);
	return 0;
}

uint32_t net_number_or(const struct nlattr *attribute, uint32_t otherwise)
{
	return attribute ? mnl_attr_get_u32(attribute) : otherwise;
}

uint32_t net_number_of(const struct nlattr *attribute)
{
	return ntohl(net_number_or(attribute, 0));
}

void net_copy_text(const struct nlattr *attribute, char *ret_text, size_t room)
{
	size_t length;

	if (!attribute)
		return;
	length = strnlen(mnl_attr_get_str(attribute), mnl_attr_get_payload_len(attribute));
	if (length >= room)
		length = room - 1;
	memcpy(ret_text, mnl_attr_get_str(attribute), length);
	ret_text[length] = '\0';
}

int net_copy_ip(const void *bytes, size_t length, uint8_t family, struct net_ip *ret_ip)
{
	if ((family == AF_INET && length != 4) || (family == AF_INET6 && length != 16))
		return -EBADMSG;
	ret_ip->family = family;
	ret_ip->length = (uint8_t) (length < sizeof(ret_ip->bytes) ? length : sizeof(ret_ip->bytes));
	memcpy(ret_ip->bytes, bytes, ret_ip->length);
	return 0;
}

int net_read_ip(const struct nlattr *attribute, uint8_t family, struct net_ip *ret_ip)
{
	return attribute ? net_copy_ip(mnl_attr_get_payload(attribute), mnl_attr_get_payload_len(attribute), family, ret_ip) : 0;
}

