#define _GNU_SOURCE
#include "net-kinds.h"

#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <stddef.h>
#include <string.h>

#include "count.h"

static const char *const macvlan_modes[] = { "private", "vepa", "bridge", "passthru", "source", NULL };
static const char *const ipvlan_modes[] = { "l2", "l3", "l3s", NULL };
static const char *const ipvlan_flags[] = { "bridge", "private", "vepa", NULL };
static const char *const tun_types[] = { "0", "tun", "tap", NULL };
static const char *const bond_modes[] = { "balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb",
	"balance-alb", NULL };

static const struct net_kind_attribute bridge[] = {
	{ IFLA_BR_AGEING_TIME, NET_FORM_U32, "ageing_time", NULL, 0 },
	{ IFLA_BR_STP_STATE, NET_FORM_U32, "stp_state", NULL, 0 },
	{ IFLA_BR_PRIORITY, NET_FORM_U16, "priority", NULL, 0 },
	{ IFLA_BR_VLAN_FILTERING, NET_FORM_U8, "vlan_filtering", NULL, 0 },
	{ IFLA_BR_VLAN_DEFAULT_PVID, NET_FORM_U16, "vlan_default_pvid", NULL, 0 },
	{ IFLA_BR_MCAST_SNOOPING, NET_FORM_U8, "mcast_snooping", NULL, 0 },
	{ 0 },
};

static const struct net_kind_attribute macvlan[] = { { IFLA_MACVLAN_MODE, NET_FORM_BIT, "mode", macvlan_modes, 0 }, { 0 } };

static const struct net_kind_attribute ipvlan[] = {
	{ IFLA_IPVLAN_MODE, NET_FORM_WORD16, "mode", ipvlan_modes, 0 },
	{ IFLA_IPVLAN_FLAGS, NET_FORM_WORD16, "mode_flag", ipvlan_flags, 0 },
	{ 0 },
};

static const struct net_kind_attribute vlan[] = {
	{ IFLA_VLAN_ID, NET_FORM_U16, "id", NULL, 0 },
	{ IFLA_VLAN_PROTOCOL, NET_FORM_ETHERTYPE, "protocol", NULL, 0 },
	{ 0 },
};

static const struct net_kind_attribute vxlan[] = {
	{ IFLA_VXLAN_ID, NET_FORM_U32, "id", NULL, 0 },
	{ IFLA_VXLAN_GROUP, NET_FORM_IP4, "remote", NULL, 0 },
	{ IFLA_VXLAN_GROUP6, NET_FORM_IP6, "remote", NULL, 0 },
	{ IFLA_VXLAN_LOCAL, NET_FORM_IP4, "local", NULL, 0 },
	{ IFLA_VXLAN_LOCAL6, NET_FORM_IP6, "local", NULL, 0 },
	{ IFLA_VXLAN_LINK, NET_FORM_LINK, "link", NULL, 0 },
	{ IFLA_VXLAN_PORT, NET_FORM_PORT, "port", NULL, 0 },
	{ IFLA_VXLAN_LEARNING, NET_FORM_SWITCH, "learning", NULL, 0 },
	{ 0 },
};

static const struct net_kind_attribute geneve[] = {
	{ IFLA_GENEVE_ID, NET_FORM_U32, "id", NULL, 0 },
	{ IFLA_GENEVE_REMOTE, NET_FORM_IP4, "remote", NULL, 0 },
	{ IFLA_GENEVE_REMOTE6, NET_FORM_IP6, "remote", NULL, 0 },
	{ IFLA_GENEVE_PORT, NET_FORM_PORT, "port", NULL, 0 },
	{ 0 },
};

static const struct net_kind_attribute gre[] = {
	{ IFLA_GRE_LINK, NET_FORM_LINK, "link", NULL, 0 },
	{ IFLA_GRE_LOCAL, NET_FORM_IP4, "local", NULL, 0 },
	{ IFLA_GRE_REMOTE, NET_FORM_IP4, "remote", NULL, 0 },
	{ IFLA_GRE_TTL, NET_FORM_HOPS, "ttl", NULL, 0 },
	{ IFLA_GRE_IKEY, NET_FORM_KEY, "ikey", NULL, IFLA_GRE_IFLAGS },
	{ IFLA_GRE_OKEY, NET_FORM_KEY, "okey", NULL, IFLA_GRE_OFLAGS },
	{ 0 },
};

static const struct net_kind_attribute gre6[] = {
	{ IFLA_GRE_LINK, NET_FORM_LINK, "link", NULL, 0 },
	{ IFLA_GRE_LOCAL, NET_FORM_IP6, "local", NULL, 0 },
	{ IFLA_GRE_REMOTE, NET_FORM_IP6, "remote", NULL, 0 },
	{ IFLA_GRE_TTL, NET_FORM_HOPS, "ttl", NULL, 0 },
	{ IFLA_GRE_IKEY, NET_FORM_KEY, "ikey", NULL, IFLA_GRE_IFLAGS },
	{ IFLA_GRE_OKEY, NET_FORM_KEY, "okey", NULL, IFLA_GRE_OFLAGS },
	{ 0 },
};

static const struct net_kind_attribute iptunnel[] = {
	{ IFLA_IPTUN_LINK, NET_FORM_LINK, "link", NULL, 0 },
	{ IFLA_IPTUN_LOCAL, NET_FORM_IP4, "local", NULL, 0 },
	{ IFLA_IPTUN_REMOTE, NET_FORM_IP4, "remote", NULL, 0 },
	{ IFLA_IPTUN_TTL, NET_FORM_HOPS, "ttl", NULL, 0 },
	{ 0 },
};

static const struct net_kind_attribute ip6tunnel[] = {
	{ IFLA_IPTUN_LINK, NET_FORM_LINK, "link", NULL, 0 },
	{ IFLA_IPTUN_LOCAL, NET_FORM_IP6, "local", NULL, 0 },
	{ IFLA_IPTUN_REMOTE, NET_FORM_IP6, "remote", NULL, 0 },
	{ IFLA_IPTUN_TTL, NET_FORM_HOPS, "ttl", NULL, 0 },
	{ 0 },
};

static const struct net_kind_attribute vti[] = {
	{ IFLA_VTI_LINK, NET_FORM_LINK, "link", NULL, 0 },
	{ IFLA_VTI_LOCAL, NET_FORM_IP4, "local", NULL, 0 },
	{ IFLA_VTI_REMOTE, NET_FORM_IP4, "remote", NULL, 0 },
	{ IFLA_VTI_IKEY, NET_FORM_KEY, "ikey", NULL, 0 },
	{ IFLA_VTI_OKEY, NET_FORM_KEY, "okey", NULL, 0 },
	{ 0 },
};

static const struct net_kind_attribute vti6[] = {
	{ IFLA_VTI_LINK, NET_FORM_LINK, "link", NULL, 0 },
	{ IFLA_VTI_LOCAL, NET_FORM_IP6, "local", NULL, 0 },
	{ IFLA_VTI_REMOTE, NET_FORM_IP6, "remote", NULL, 0 },
	{ IFLA_VTI_IKEY, NET_FORM_KEY, "ikey", NULL, 0 },
	{ IFLA_VTI_OKEY, NET_FORM_KEY, "okey", NULL, 0 },
	{ 0 },
};

static const struct net_kind_attribute bond[] = {
	{ IFLA_BOND_MODE, NET_FORM_WORD8, "mode", bond_modes, 0 },
	{ IFLA_BOND_ACTIVE_SLAVE, NET_FORM_LINK, "active_slave", NULL, 0 },
	{ IFLA_BOND_MIIMON, NET_FORM_U32, "miimon", NULL, 0 },
	{ 0 },
};

static const struct net_kind_attribute vrf[] = { { IFLA_VRF_TABLE, NET_FORM_U32, "table", NULL, 0 }, { 0 } };

static const struct net_kind_attribute xfrm[] = {
	{ IFLA_XFRM_LINK, NET_FORM_LINK, "link", NULL, 0 },
	{ IFLA_XFRM_IF_ID, NET_FORM_HEX, "if_id", NULL, 0 },
	{ 0 },
};

static const struct net_kind_attribute tun[] = {
	{ IFLA_TUN_TYPE, NET_FORM_WORD8, "type", tun_types, 0 },
	{ IFLA_TUN_OWNER, NET_FORM_U32, "user", NULL, 0 },
	{ IFLA_TUN_GROUP, NET_FORM_U32, "group", NULL, 0 },
	{ IFLA_TUN_PI, NET_FORM_SWITCH, "pi", NULL, 0 },
	{ IFLA_TUN_VNET_HDR, NET_FORM_SWITCH, "vnet_hdr", NULL, 0 },
	{ IFLA_TUN_PERSIST, NET_FORM_SWITCH, "persist", NULL, 0 },
	{ IFLA_TUN_MULTI_QUEUE, NET_FORM_SWITCH, "multi_queue", NULL, 0 },
	{ 0 },
};

static const struct net_kind kinds[] = {
	{ "veth", NULL, NET_LINK_IS_PEER, 0 }, { "netkit", NULL, NET_LINK_IS_PEER, 0 }, { "vxcan", NULL, NET_LINK_IS_PEER, 0 },
	{ "macvlan", macvlan, NET_LINK_IS_DEVICE, 0 }, { "macvtap", macvlan, NET_LINK_IS_DEVICE, 0 },
	{ "ipvlan", ipvlan, NET_LINK_IS_DEVICE, 0 }, { "ipvtap", ipvlan, NET_LINK_IS_DEVICE, 0 }, { "vlan", vlan, NET_LINK_IS_DEVICE, 0 },
	{ "macsec", NULL, NET_LINK_IS_DEVICE, 0 },
	{ "vxlan", vxlan, NET_LINK_IS_IN_DATA, IFLA_VXLAN_LINK },
	{ "gre", gre, NET_LINK_IS_IN_DATA, IFLA_GRE_LINK }, { "gretap", gre, NET_LINK_IS_IN_DATA, IFLA_GRE_LINK },
	{ "erspan", gre, NET_LINK_IS_IN_DATA, IFLA_GRE_LINK }, { "ip6gre", gre6, NET_LINK_IS_IN_DATA, IFLA_GRE_LINK },
	{ "ip6gretap", gre6, NET_LINK_IS_IN_DATA, IFLA_GRE_LINK }, { "ip6erspan", gre6, NET_LINK_IS_IN_DATA, IFLA_GRE_LINK },
	{ "ipip", iptunnel, NET_LINK_IS_IN_DATA, IFLA_IPTUN_LINK }, { "sit", iptunnel, NET_LINK_IS_IN_DATA, IFLA_IPTUN_LINK },
	{ "ip6tnl", ip6tunnel, NET_LINK_IS_IN_DATA, IFLA_IPTUN_LINK },
	{ "vti", vti, NET_LINK_IS_IN_DATA, IFLA_VTI_LINK }, { "vti6", vti6, NET_LINK_IS_IN_DATA, IFLA_VTI_LINK },
	{ "xfrm", xfrm, NET_LINK_IS_IN_DATA, IFLA_XFRM_LINK },
	{ "geneve", geneve, NET_LINK_IS_NONE, 0 }, { "bridge", bridge, NET_LINK_IS_NONE, 0 }, { "bond", bond, NET_LINK_IS_NONE, 0 },
	{ "vrf", vrf, NET_LINK_IS_NONE, 0 }, { "tun", tun, NET_LINK_IS_NONE, 0 },
};

const struct net_kind *net_find_kind(const char *name)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const struct net_kind_attribute *net_find_kind_attribute(const struct net_kind *kind, uint16_t number)
{
	for (const struct net_kind_attribute *attribute = kind->attributes; attribute && attribute->name; attribute++)
		if (attribute->number == number)
			return attribute;
	return NULL;
}
