#define _GNU_SOURCE
#include "net-sockets-parse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* Longer than any line up to the inode. */
enum { LINE_ROOM = 256, HEX_ADDRESS_ROOM = 33 };

static void copy_ip(const void *bytes, uint8_t family, struct net_ip *ret_ip)
{
	*ret_ip = (struct net_ip) { .family = family, .length = family == AF_INET ? 4 : 16 };
	memcpy(ret_ip->bytes, bytes, ret_ip->length);
}

static int take_v6_only(const struct nlattr *attribute, void *context)
{
	struct net_socket *socket = context;

	if (mnl_attr_get_type(attribute) != INET_DIAG_SKV6ONLY)
		return MNL_CB_OK;
	if (mnl_attr_validate(attribute, MNL_TYPE_U8) < 0)
		return MNL_CB_ERROR;
	socket->has_v6_only = true;
	socket->v6_only = mnl_attr_get_u8(attribute) != 0;
	return MNL_CB_OK;
}

int net_sockets_parse(const struct nlmsghdr *message, enum net_protocol protocol, struct net_socket *ret_socket)
{
	struct net_socket socket = { .protocol = protocol };
	struct inet_diag_msg header;

	if (message->nlmsg_type != SOCK_DIAG_BY_FAMILY || mnl_nlmsg_get_payload_len(message) < sizeof(header))
		return -EBADMSG;
	memcpy(&header, mnl_nlmsg_get_payload(message), sizeof(header));
	if (header.idiag_family != AF_INET && header.idiag_family != AF_INET6)
		return -EBADMSG;
	if (mnl_attr_parse(message, sizeof(header), take_v6_only, &socket) < 0)
		return -EBADMSG;
	socket.family = header.idiag_family;
	socket.has_v6_only = socket.has_v6_only && socket.family == AF_INET6;
	socket.state = header.idiag_state;
	copy_ip(header.id.idiag_src, socket.family, &socket.local.ip);
	copy_ip(header.id.idiag_dst, socket.family, &socket.remote.ip);
	socket.local.port = ntohs(header.id.idiag_sport);
	socket.remote.port = ntohs(header.id.idiag_dport);
	socket.ifindex = header.id.idiag_if;
	socket.uid = header.idiag_uid;
	socket.inode = header.idiag_inode;
	*ret_socket = socket;
	return 0;
}

/* Each four bytes of an address stand as one number of this machine. */
static int parse_ip(const char *hex, uint8_t family, struct net_ip *ret_ip)
{
	size_t words = family == AF_INET ? 1 : 4;
	uint32_t bytes[4];

	if (strlen(hex) != 8 * words)
		return -EBADMSG;
	for (size_t i = 0; i < words; i++)
		if (sscanf(hex + 8 * i, "%8" SCNx32, &bytes[i]) != 1)
			return -EBADMSG;
	copy_ip(bytes, family, ret_ip);
	return 0;
}

int net_sockets_parse_line(const char *line, size_t length, enum net_protocol protocol, uint8_t family, struct net_socket *ret_socket)
{
	struct net_socket socket = { .protocol = protocol, .family = family };
	char copy[LINE_ROOM], local[HEX_ADDRESS_ROOM], remote[HEX_ADDRESS_ROOM];
	unsigned int local_port, remote_port, state;
	uint64_t uid, inode;

	if (length >= sizeof(copy))
		length = sizeof(copy) - 1;
	memcpy(copy, line, length);
	copy[length] = '\0';
	if (sscanf(copy, " %*9[0-9]: %32[0-9A-F]:%4x %32[0-9A-F]:%4x %2x %*17s %*11s %*8s %10" SCNu64 " %*11s %10" SCNu64, local, &local_port,
		remote, &remote_port, &state, &uid, &inode) != 7)
		return -EBADMSG;
	if (parse_ip(local, family, &socket.local.ip) < 0 || parse_ip(remote, family, &socket.remote.ip) < 0)
		return -EBADMSG;
	socket.local.port = (uint16_t) local_port;
	socket.remote.port = (uint16_t) remote_port;
	socket.state = (uint8_t) state;
	socket.uid = (uint32_t) uid;
	socket.inode = (uint32_t) inode;
	*ret_socket = socket;
	return 0;
}
