#define _GNU_SOURCE
#include "net-details.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "net-kinds.h"

static const size_t sizes[NET_FORM_COUNT] = {
	[NET_FORM_U8] = 1, [NET_FORM_U16] = 2, [NET_FORM_U32] = 4, [NET_FORM_PORT] = 2, [NET_FORM_HEX] = 4, [NET_FORM_SWITCH] = 1,
	[NET_FORM_HOPS] = 1, [NET_FORM_IP4] = 4, [NET_FORM_IP6] = 16, [NET_FORM_KEY] = 4, [NET_FORM_LINK] = 4, [NET_FORM_WORD8] = 1,
	[NET_FORM_WORD16] = 2, [NET_FORM_BIT] = 4, [NET_FORM_ETHERTYPE] = 2,
};

struct wanted {
	uint16_t type;
	const struct nlattr *found;
};

static int take_wanted(const struct nlattr *attribute, void *context)
{
	struct wanted *wanted = context;

	if (mnl_attr_get_type(attribute) == wanted->type)
		wanted->found = attribute;
	return MNL_CB_OK;
}

static const struct nlattr *find_attribute(const struct nlattr *data, uint16_t type)
{
	struct wanted wanted = { .type = type };

	if (data)
		(void) mnl_attr_parse_nested(data, take_wanted, &wanted);
	return wanted.found;
}

static bool has_key(const struct nlattr *data, const struct net_kind_attribute *known, const struct nlattr *key)
{
	const struct nlattr *flags = known->flags != 0 ? find_attribute(data, known->flags) : NULL;

	if (flags && mnl_attr_get_payload_len(flags) == sizeof(uint16_t))
		return (mnl_attr_get_u16(flags) & GRE_KEY) != 0;
	return mnl_attr_get_u32(key) != 0;
}

/* False: the attribute is there to say that there is nothing. */
static bool says_something(const struct nlattr *data, const struct net_kind_attribute *known, const struct nlattr *attribute)
{
	switch (known->form) {
	case NET_FORM_KEY:
		return has_key(data, known, attribute);
	case NET_FORM_LINK:
		return mnl_attr_get_u32(attribute) != 0;
	default:
		return true;
	}
}

__attribute__((format(printf, 2, 3)))
static void write_value(struct net_detail *detail, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void) vsnprintf(detail->value, sizeof(detail->value), format, arguments);
	va_end(arguments);
}

static void write_word(struct net_detail *detail, const char *const words[], unsigned int number)
{
	unsigned int count = 0;

	while (words[count])
		count++;
	if (number < count)
		write_value(detail, "%s", words[number]);
	else
		write_value(detail, "%u", number);
}

static void write_bit(struct net_detail *detail, const char *const words[], uint32_t bits)
{
	for (unsigned int bit = 0; words[bit]; bit++) {
		if (bits == UINT32_C(1) << bit) {
			write_value(detail, "%s", words[bit]);
			return;
		}
	}
	write_value(detail, "0x%x", bits);
}

/* ip-link(8): an address that is none is any. */
static void write_ip(struct net_detail *detail, int family, const void *address, size_t length)
{
	static const char none[16];

	if (memcmp(address, none, length) == 0)
		write_value(detail, "any");
	else
		(void) inet_ntop(family, address, detail->value, sizeof(detail->value));
}

static void write_ethertype(struct net_detail *detail, uint16_t ethertype)
{
	if (ethertype == 0x8100)
		write_value(detail, "802.1Q");
	else if (ethertype == 0x88a8)
		write_value(detail, "802.1ad");
	else
		write_value(detail, "0x%x", ethertype);
}

static void write_hops(struct net_detail *detail, uint8_t hops)
{
	if (hops == 0)
		write_value(detail, "inherit");
	else
		write_value(detail, "%u", hops);
}

static void write_bytes(struct net_detail *detail, const struct nlattr *attribute)
{
	const uint8_t *bytes = mnl_attr_get_payload(attribute);
	size_t length = mnl_attr_get_payload_len(attribute);

	(void) snprintf(detail->value, sizeof(detail->value), "0x");
	for (size_t i = 0; i < length && i * 2 + 5 <= sizeof(detail->value); i++)
		(void) snprintf(detail->value + 2 + i * 2, 3, "%02x", bytes[i]);
}

/* ip-link(8): who is asked by the whole world is a group. */
static const char *name_of(const struct net_kind_attribute *known, const struct nlattr *attribute)
{
	const uint8_t *address = mnl_attr_get_payload(attribute);
	bool is_group = (known->form == NET_FORM_IP4 && (address[0] & 0xf0) == 0xe0) || (known->form == NET_FORM_IP6 && address[0] == 0xff);

	return is_group && strcmp(known->name, "remote") == 0 ? "group" : known->name;
}

static void write_detail(struct net_detail *detail, const struct net_kind_attribute *known, const struct nlattr *attribute)
{
	const void *payload = mnl_attr_get_payload(attribute);

	switch (known->form) {
	case NET_FORM_U8:
		write_value(detail, "%u", mnl_attr_get_u8(attribute));
		break;
	case NET_FORM_U16:
		write_value(detail, "%u", mnl_attr_get_u16(attribute));
		break;
	case NET_FORM_U32:
		write_value(detail, "%u", mnl_attr_get_u32(attribute));
		break;
	case NET_FORM_PORT:
		write_value(detail, "%u", ntohs(mnl_attr_get_u16(attribute)));
		break;
	case NET_FORM_HEX:
		write_value(detail, "0x%x", mnl_attr_get_u32(attribute));
		break;
	case NET_FORM_SWITCH:
		write_value(detail, "%s", mnl_attr_get_u8(attribute) != 0 ? "on" : "off");
		break;
	case NET_FORM_HOPS:
		write_hops(detail, mnl_attr_get_u8(attribute));
		break;
	case NET_FORM_IP4:
		write_ip(detail, AF_INET, payload, 4);
		break;
	case NET_FORM_IP6:
		write_ip(detail, AF_INET6, payload, 16);
		break;
	case NET_FORM_KEY:
		(void) inet_ntop(AF_INET, payload, detail->value, sizeof(detail->value));
		break;
	case NET_FORM_LINK:
		detail->link = mnl_attr_get_u32(attribute);
		break;
	case NET_FORM_WORD8:
		write_word(detail, known->words, mnl_attr_get_u8(attribute));
		break;
	case NET_FORM_WORD16:
		write_word(detail, known->words, mnl_attr_get_u16(attribute));
		break;
	case NET_FORM_BIT:
		write_bit(detail, known->words, mnl_attr_get_u32(attribute));
		break;
	case NET_FORM_ETHERTYPE:
		write_ethertype(detail, ntohs(mnl_attr_get_u16(attribute)));
		break;
	case NET_FORM_COUNT:
		break;
	}
}

struct reading {
	struct net *net;
	const struct net_link *link;
	const struct net_kind *kind;
	const struct nlattr *data;
	int error;
};

static int take_detail(const struct nlattr *attribute, void *context)
{
	struct reading *reading = context;
	const struct net_kind_attribute *known = net_find_kind_attribute(reading->kind, mnl_attr_get_type(attribute));
	struct net_detail detail = { .ifindex = reading->link->ifindex, .order = (uint32_t) reading->net->tables[NET_DETAILS].count };

	if (!known)
		return MNL_CB_OK;
	detail.name = known->name;
	if (mnl_attr_get_payload_len(attribute) != sizes[known->form]) {
		write_bytes(&detail, attribute);
	} else {
		if (!says_something(reading->data, known, attribute))
			return MNL_CB_OK;
		detail.name = name_of(known, attribute);
		write_detail(&detail, known, attribute);
	}
	reading->error = net_add(reading->net, NET_DETAILS, &detail);
	return reading->error < 0 ? MNL_CB_ERROR : MNL_CB_OK;
}

int net_add_details(struct net *net, const struct net_link *link, const struct nlattr *data)
{
	const struct net_kind *kind = net_find_kind(link->kind);
	struct reading reading = { .net = net, .link = link, .data = data };

	if (!data || !kind || !kind->attributes)
		return 0;
	reading.kind = kind;
	(void) mnl_attr_parse_nested(data, take_detail, &reading);
	return reading.error;
}

uint32_t net_lower_of(const struct net_link *link, const struct nlattr *data)
{
	const struct net_kind *kind = net_find_kind(link->kind);
	const struct nlattr *attribute;

	if (link->has_link && link->link != link->ifindex)
		return link->link;
	if (kind && (kind->link_is == NET_LINK_IS_DEVICE || kind->link_is == NET_LINK_IS_PEER))
		return link->has_netnsid ? link->ifindex : 0;
	attribute = kind && kind->link_is == NET_LINK_IS_IN_DATA ? find_attribute(data, kind->link) : NULL;
	return attribute && mnl_attr_get_payload_len(attribute) == sizeof(uint32_t) ? mnl_attr_get_u32(attribute) : 0;
}
