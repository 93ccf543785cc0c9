/* The attributes of a message of rtnetlink(7), checked against a table before anybody reads one. */
#ifndef NSATLAS_NET_ATTRIBUTES_H
#define NSATLAS_NET_ATTRIBUTES_H

#include <libmnl/libmnl.h>

#include "net.h"

enum { NET_ATTRIBUTE_LIMIT = 64 };

/* What an attribute must be. For MNL_TYPE_BINARY size is the least number of bytes. */
struct net_attribute_rule {
	enum mnl_attr_data_type type;	/* MNL_TYPE_UNSPEC: not wanted */
	size_t size;
};

/* By its type; NULL: it is not there. Of one that comes twice the last counts. */
struct net_attributes {
	const struct net_attribute_rule *rules;
	size_t count;
	const struct nlattr *of[NET_ATTRIBUTE_LIMIT];
};

/* table: an array of rules by type, NET_ATTRIBUTE_LIMIT at most. */
#define NET_ATTRIBUTES(table) { .rules = (table), .count = sizeof(table) / sizeof((table)[0]) }

/* For mnl_attr_parse and its like; data is the struct net_attributes. */
int net_take_attribute(const struct nlattr *attribute, void *data);

/* The family's header and the attributes behind it. -EBADMSG. */
int net_open_message(const struct nlmsghdr *message, size_t header_size, struct net_attributes *attributes, const void **ret_header);

/* Of an attribute that may be absent. */
uint32_t net_number_or(const struct nlattr *attribute, uint32_t otherwise);
/* The same of netfilter, whose numbers are in network order; 0 where it is absent. */
uint32_t net_number_of(const struct nlattr *attribute);
/* What does not fit is cut; the kernel's names do fit. An absent one leaves the text as it is. */
void net_copy_text(const struct nlattr *attribute, char *ret_text, size_t room);
/* An absent one leaves the row as it is. -EBADMSG: not the length of this family. */
int net_read_ip(const struct nlattr *attribute, uint8_t family, struct net_ip *ret_ip);
int net_copy_ip(const void *bytes, size_t length, uint8_t family, struct net_ip *ret_ip);

#endif
