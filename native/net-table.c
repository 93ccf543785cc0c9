#define _GNU_SOURCE
#include "net-table.h"

#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "count.h"

struct name {
	uint32_t value;
	const char *text;
};

/* Ends with a NULL text. */
static const struct name link_types[] = {
	{ ARPHRD_ETHER, "ether" }, { ARPHRD_LOOPBACK, "loopback" }, { ARPHRD_NONE, "none" }, { ARPHRD_PPP, "ppp" },
	{ ARPHRD_TUNNEL, "ipip" }, { ARPHRD_TUNNEL6, "tunnel6" }, { ARPHRD_SIT, "sit" }, { ARPHRD_IPGRE, "gre" },
	{ ARPHRD_IP6GRE, "gre6" }, { ARPHRD_PIMREG, "pimreg" }, { ARPHRD_RAWIP, "rawip" }, { ARPHRD_VOID, "void" },
	{ ARPHRD_INFINIBAND, "infiniband" }, { ARPHRD_IEEE80211, "ieee802.11" }, { ARPHRD_IEEE80211_PRISM, "ieee802.11/prism" },
	{ ARPHRD_IEEE80211_RADIOTAP, "ieee802.11/radiotap" }, { ARPHRD_IEEE802154, "ieee802.15.4" },
	{ ARPHRD_IEEE802154_MONITOR, "ieee802.15.4/monitor" }, { ARPHRD_6LOWPAN, "6lowpan" }, { ARPHRD_NETLINK, "netlink" },
	{ ARPHRD_CAN, "can" }, { ARPHRD_CAIF, "caif" }, { ARPHRD_PHONET, "phonet" }, { ARPHRD_PHONET_PIPE, "phonet_pipe" },
	{ ARPHRD_IEEE1394, "ieee1394" }, { ARPHRD_FDDI, "fddi" }, { ARPHRD_HIPPI, "hippi" }, { ARPHRD_IEEE802_TR, "tr" },
	{ ARPHRD_FCPP, "fcpp" }, { ARPHRD_FCAL, "fcal" }, { ARPHRD_FCPL, "fcpl" }, { ARPHRD_IRDA, "irda" },
	{ ARPHRD_SLIP, "slip" }, { ARPHRD_CSLIP, "cslip" }, { ARPHRD_SLIP6, "slip6" }, { ARPHRD_CSLIP6, "cslip6" },
	{ ARPHRD_HDLC, "hdlc" }, { ARPHRD_RAWHDLC, "rawhdlc" }, { ARPHRD_LAPB, "lapb" }, { ARPHRD_DDCMP, "ddcmp" },
	{ ARPHRD_X25, "x25" }, { ARPHRD_HWX25, "hwx25" }, { ARPHRD_DLCI, "dlci" }, { ARPHRD_FRAD, "frad" },
	{ ARPHRD_ATM, "atm" }, { ARPHRD_AX25, "ax25" }, { ARPHRD_NETROM, "netrom" }, { ARPHRD_ROSE, "rose" },
	{ ARPHRD_ARCNET, "arcnet" }, { ARPHRD_APPLETLK, "atalk" }, { ARPHRD_LOCALTLK, "ltalk" }, { ARPHRD_IPDDP, "ip/ddp" },
	{ ARPHRD_EETHER, "eether" }, { ARPHRD_PRONET, "pronet" }, { ARPHRD_CHAOS, "chaos" }, { ARPHRD_IEEE802, "ieee802" },
	{ ARPHRD_METRICOM, "metricom" }, { ARPHRD_RSRVD, "rsrvd" }, { ARPHRD_ADAPT, "adapt" }, { ARPHRD_SKIP, "skip" },
	{ ARPHRD_BIF, "bif" }, { ARPHRD_ASH, "ash" }, { ARPHRD_ECONET, "econet" }, { 0, NULL },
};

static const struct name operstates[] = {
	{ IF_OPER_UNKNOWN, "UNKNOWN" }, { IF_OPER_NOTPRESENT, "NOTPRESENT" }, { IF_OPER_DOWN, "DOWN" },
	{ IF_OPER_LOWERLAYERDOWN, "LOWERLAYERDOWN" }, { IF_OPER_TESTING, "TESTING" }, { IF_OPER_DORMANT, "DORMANT" },
	{ IF_OPER_UP, "UP" }, { 0, NULL },
};

static const struct name scopes[] = {
	{ RT_SCOPE_UNIVERSE, "global" }, { RT_SCOPE_SITE, "site" }, { RT_SCOPE_LINK, "link" },
	{ RT_SCOPE_HOST, "host" }, { RT_SCOPE_NOWHERE, "nowhere" }, { 0, NULL },
};

static const struct name route_types[] = {
	{ RTN_UNSPEC, "none" }, { RTN_UNICAST, "unicast" }, { RTN_LOCAL, "local" }, { RTN_BROADCAST, "broadcast" },
	{ RTN_ANYCAST, "anycast" }, { RTN_MULTICAST, "multicast" }, { RTN_BLACKHOLE, "blackhole" },
	{ RTN_UNREACHABLE, "unreachable" }, { RTN_PROHIBIT, "prohibit" }, { RTN_THROW, "throw" },
	{ RTN_NAT, "nat" }, { RTN_XRESOLVE, "xresolve" }, { 0, NULL },
};

static const struct name route_protocols[] = {
	{ RTPROT_UNSPEC, "unspec" }, { RTPROT_REDIRECT, "redirect" }, { RTPROT_KERNEL, "kernel" }, { RTPROT_BOOT, "boot" },
	{ RTPROT_STATIC, "static" }, { RTPROT_GATED, "gated" }, { RTPROT_RA, "ra" }, { RTPROT_MRT, "mrt" },
	{ RTPROT_ZEBRA, "zebra" }, { RTPROT_BIRD, "bird" }, { RTPROT_DNROUTED, "dnrouted" }, { RTPROT_XORP, "xorp" },
	{ RTPROT_NTK, "ntk" }, { RTPROT_DHCP, "dhcp" }, { RTPROT_KEEPALIVED, "keepalived" }, { RTPROT_BABEL, "babel" },
	{ RTPROT_OPENR, "openr" }, { RTPROT_BGP, "bgp" }, { RTPROT_ISIS, "isis" }, { RTPROT_OSPF, "ospf" },
	{ RTPROT_RIP, "rip" }, { RTPROT_EIGRP, "eigrp" }, { 0, NULL },
};

static const struct name neighbour_states[] = {
	{ NUD_NONE, "NONE" }, { NUD_INCOMPLETE, "INCOMPLETE" }, { NUD_REACHABLE, "REACHABLE" }, { NUD_STALE, "STALE" },
	{ NUD_DELAY, "DELAY" }, { NUD_PROBE, "PROBE" }, { NUD_FAILED, "FAILED" }, { NUD_NOARP, "NOARP" },
	{ NUD_PERMANENT, "PERMANENT" }, { 0, NULL },
};

static const struct name link_flags[] = {
	{ IFF_LOOPBACK, "LOOPBACK" }, { IFF_BROADCAST, "BROADCAST" }, { IFF_POINTOPOINT, "POINTOPOINT" },
	{ IFF_MULTICAST, "MULTICAST" }, { IFF_NOARP, "NOARP" }, { IFF_ALLMULTI, "ALLMULTI" }, { IFF_PROMISC, "PROMISC" },
	{ IFF_MASTER, "MASTER" }, { IFF_SLAVE, "SLAVE" }, { IFF_DEBUG, "DEBUG" }, { IFF_DYNAMIC, "DYNAMIC" },
	{ IFF_AUTOMEDIA, "AUTOMEDIA" }, { IFF_PORTSEL, "PORTSEL" }, { IFF_NOTRAILERS, "NOTRAILERS" }, { IFF_UP, "UP" },
	{ IFF_LOWER_UP, "LOWER_UP" }, { IFF_DORMANT, "DORMANT" }, { IFF_ECHO, "ECHO" }, { 0, NULL },
};

static const struct name address_flags[] = {
	{ IFA_F_NODAD, "nodad" }, { IFA_F_OPTIMISTIC, "optimistic" }, { IFA_F_DADFAILED, "dadfailed" },
	{ IFA_F_HOMEADDRESS, "home" }, { IFA_F_DEPRECATED, "deprecated" }, { IFA_F_TENTATIVE, "tentative" },
	{ IFA_F_PERMANENT, "permanent" }, { IFA_F_MANAGETEMPADDR, "mngtmpaddr" }, { IFA_F_NOPREFIXROUTE, "noprefixroute" },
	{ IFA_F_MCAUTOJOIN, "autojoin" }, { IFA_F_STABLE_PRIVACY, "stable-privacy" }, { 0, NULL },
};

_Static_assert(COUNT(link_flags) + 2 <= NET_FLAGS_LIMIT, "NO-CARRIER, M-DOWN and the rest fit");
_Static_assert(COUNT(address_flags) + 2 <= NET_FLAGS_LIMIT, "secondary, dynamic and the rest fit");

static const char *find_name(const struct name *names, uint32_t value, struct net_word *scratch)
{
	for (; names->text; names++)
		if (names->value == value)
			return names->text;
	(void) snprintf(scratch->text, sizeof(scratch->text), "%u", value);
	return scratch->text;
}

const char *net_link_type(uint16_t type, struct net_word *scratch)
{
	return find_name(link_types, type, scratch);
}

const char *net_operstate(uint8_t operstate, struct net_word *scratch)
{
	return find_name(operstates, operstate, scratch);
}

const char *net_scope(uint8_t scope, struct net_word *scratch)
{
	return find_name(scopes, scope, scratch);
}

const char *net_route_type(uint8_t type, struct net_word *scratch)
{
	return find_name(route_types, type, scratch);
}

const char *net_route_protocol(uint8_t protocol, struct net_word *scratch)
{
	return find_name(route_protocols, protocol, scratch);
}

const char *net_neighbour_state(uint16_t state, struct net_word *scratch)
{
	return find_name(neighbour_states, state, scratch);
}

const char *net_family(uint8_t family)
{
	switch (family) {
	case AF_INET:
		return "inet";
	case AF_INET6:
		return "inet6";
	default:
		return "other";
	}
}

/* The names of the set bits, from names[count] on; returns the new count. */
static size_t name_bits(const struct name *table, uint32_t bits, const char *names[], size_t count, struct net_word *scratch)
{
	for (; table->text; table++) {
		if (bits & table->value)
			names[count++] = table->text;
		bits &= ~table->value;
	}
	if (bits) {
		(void) snprintf(scratch->text, sizeof(scratch->text), "0x%x", bits);
		names[count++] = scratch->text;
	}
	return count;
}

size_t net_link_flags(const struct net_link *link, const char *names[], struct net_word *scratch)
{
	size_t count = 0;

	if ((link->flags & IFF_UP) && !(link->flags & IFF_RUNNING))
		names[count++] = "NO-CARRIER";
	count = name_bits(link_flags, link->flags & ~(uint32_t) IFF_RUNNING, names, count, scratch);
	if (link->lower_down)
		names[count++] = "M-DOWN";
	return count;
}

size_t net_address_flags(const struct net_address *address, const char *names[], struct net_word *scratch)
{
	size_t count = 0;

	if (address->flags & IFA_F_SECONDARY)
		names[count++] = address->local.family == AF_INET6 ? "temporary" : "secondary";
	if (!(address->flags & IFA_F_PERMANENT))
		names[count++] = "dynamic";
	return name_bits(address_flags, address->flags & ~(uint32_t) IFA_F_SECONDARY, names, count, scratch);
}

static const char *hexadecimal(const uint8_t *bytes, size_t length, struct net_word *scratch)
{
	size_t limit = sizeof(scratch->text) / 3;

	scratch->text[0] = '\0';
	for (size_t i = 0; i < length && i < limit; i++)
		(void) snprintf(scratch->text + (i == 0 ? 0 : i * 3 - 1), 4, i == 0 ? "%02x" : ":%02x", bytes[i]);
	return scratch->text;
}

const char *net_ip_text(const struct net_ip *ip, struct net_word *scratch)
{
	if (ip->family == AF_UNSPEC)
		return NULL;
	if (ip->family != AF_INET && ip->family != AF_INET6)
		return hexadecimal(ip->bytes, ip->length, scratch);
	return inet_ntop(ip->family, ip->bytes, scratch->text, sizeof(scratch->text));
}

const char *net_hardware_text(const struct net_hardware *hardware, uint16_t link_type, struct net_word *scratch)
{
	bool is_ip4 = link_type == ARPHRD_TUNNEL || link_type == ARPHRD_SIT || link_type == ARPHRD_IPGRE;
	bool is_ip6 = link_type == ARPHRD_TUNNEL6 || link_type == ARPHRD_IP6GRE;

	if (hardware->length == 0)
		return NULL;
	if (is_ip4 && hardware->length == 4)
		return inet_ntop(AF_INET, hardware->bytes, scratch->text, sizeof(scratch->text));
	if (is_ip6 && hardware->length == 16)
		return inet_ntop(AF_INET6, hardware->bytes, scratch->text, sizeof(scratch->text));
	return hexadecimal(hardware->bytes, hardware->length, scratch);
}
