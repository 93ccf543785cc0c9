/* The kernel's numbers by the names that ip(8) prints. A number without a name is its digits. */
#ifndef NSATLAS_NET_TABLE_H
#define NSATLAS_NET_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "net.h"

enum {
	NET_WORD_ROOM = 3 * NET_HARDWARE_LIMIT,	/* the longest: a hardware address with colons */
	NET_FLAGS_LIMIT = 24,
};

/* Where a name without a place of its own is written. */
struct net_word {
	char text[NET_WORD_ROOM];
};

const char *net_link_type(uint16_t type, struct net_word *scratch);		/* ARPHRD_*: ether, loopback */
const char *net_operstate(uint8_t operstate, struct net_word *scratch);
const char *net_scope(uint8_t scope, struct net_word *scratch);
const char *net_route_type(uint8_t type, struct net_word *scratch);
const char *net_route_protocol(uint8_t protocol, struct net_word *scratch);
const char *net_neighbour_state(uint16_t state, struct net_word *scratch);
const char *net_family(uint8_t family);		/* inet, inet6, other */

/* In the order of ip-link(8) and ip-address(8). Bits without a name come last, together, as one hexadecimal number.
 * names has room for NET_FLAGS_LIMIT; returns how many there are. */
size_t net_link_flags(const struct net_link *link, const char *names[], struct net_word *scratch);
size_t net_address_flags(const struct net_address *address, const char *names[], struct net_word *scratch);

/* NULL: none. */
const char *net_ip_text(const struct net_ip *ip, struct net_word *scratch);

/* Bytes with colons; that of a tunnel is the IP address it is. NULL: none. */
const char *net_hardware_text(const struct net_hardware *hardware, uint16_t link_type, struct net_word *scratch);

#endif
