/* What one net namespace holds: rows in the kernel's own numbers, before anybody names them. Knows no netlink and no JSON. */
#ifndef NSATLAS_NET_H
#define NSATLAS_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nsfs.h"

enum {
	NET_NAME_ROOM = 16,		/* IFNAMSIZ, its NUL included */
	NET_KIND_ROOM = 64,
	NET_HARDWARE_LIMIT = 32,	/* MAX_ADDR_LEN */
	NET_ROW_LIMIT = 64 * 1024,	/* of each table; what is more is counted, and a gap */
	NET_DETAIL_ROOM = 48,		/* an IPv6 address fits */
	NET_RULE_DETAIL_LIMIT = 20,
	NET_RULE_VALUE_ROOM = 24,	/* a range of numbers, or 64 bits */
	NET_GAP_LIMIT = 64,
	NET_GAP_ROOM = 192,
};

/* family AF_UNSPEC: none. Of a family that is not IP: its bytes, as many as fit. */
struct net_ip {
	uint8_t family;
	uint8_t length;
	uint8_t bytes[16];
};

struct net_hardware {
	uint8_t length;		/* 0: none */
	uint8_t bytes[NET_HARDWARE_LIMIT];
};

struct net_master {
	uint32_t ifindex;	/* 0: none */
	char name[NET_NAME_ROOM];	/* empty: not known */
	char kind[NET_KIND_ROOM];	/* empty: it names none */
};

struct net_peer {
	bool exists;
	uint64_t ino;		/* of the net namespace it lives in; 0: hidden */
	char name[NET_NAME_ROOM];
	struct net_master master;
};

struct net_link {
	uint32_t ifindex;
	char name[NET_NAME_ROOM];
	char kind[NET_KIND_ROOM];
	uint16_t type;		/* ARPHRD_* */
	uint32_t flags;		/* IFF_* */
	uint8_t operstate;	/* IF_OPER_* */
	uint32_t mtu;
	struct net_hardware hardware;
	uint32_t master;	/* ifindex, 0: none */
	bool has_link;
	uint32_t link;		/* ifindex, there where it lives; 0: that device is gone */
	bool has_netnsid;
	int32_t netnsid;	/* of link, as this namespace numbers others; negative: the kernel has no number */
	uint32_t lower;		/* ifindex of the other end or of the device below, there where it lives; 0: none, or it is gone */
	bool lower_down;	/* link lives here and is not up */
	bool carries_default;	/* only of a topology: a default route leaves by it */
	struct net_peer peer;
};

/* What its kind adds to a link, in the words of ip-link(8). */
struct net_detail {
	uint32_t ifindex;
	uint32_t order;		/* of the kernel */
	const char *name;	/* static */
	uint32_t link;		/* the value is the name of this link; 0: it is the text below */
	char value[NET_DETAIL_ROOM];
};

struct net_address {
	uint32_t ifindex;
	uint32_t order;		/* of the kernel */
	uint8_t prefix_length;
	uint8_t scope;		/* RT_SCOPE_* */
	uint32_t flags;		/* IFA_F_* */
	struct net_ip local;
	struct net_ip peer;
	struct net_ip broadcast;
	char label[NET_NAME_ROOM];	/* empty: none */
	uint32_t valid_seconds;		/* UINT32_MAX: for ever */
	uint32_t preferred_seconds;
};

struct net_route {
	uint8_t family;
	uint8_t type;		/* RTN_* */
	uint8_t protocol;	/* RTPROT_* */
	uint8_t scope;
	uint8_t prefix_length;
	uint32_t table;
	uint32_t ifindex;	/* 0: none */
	bool has_metric;
	uint32_t metric;
	struct net_ip destination;
	struct net_ip gateway;
	struct net_ip source;
};

struct net_neighbour {
	uint8_t family;
	uint16_t state;		/* NUD_* */
	uint32_t ifindex;
	struct net_ip address;
	struct net_hardware hardware;
};

/* A routing rule, ip-rule(8). */
struct net_rule {
	uint8_t family;
	uint8_t action;		/* FR_ACT_* */
	uint32_t flags;		/* FIB_RULE_* */
	uint32_t priority;
	uint32_t table;		/* 0: none */
	uint8_t source_length;
	uint8_t destination_length;
	struct net_ip source;
	struct net_ip destination;
	char incoming[NET_NAME_ROOM];	/* empty: any */
	char outgoing[NET_NAME_ROOM];
	uint32_t mark;
	uint32_t mark_mask;	/* 0: any mark */
	size_t detail_count;
	struct net_rule_detail {
		const char *name;	/* static */
		char value[NET_RULE_VALUE_ROOM];
	} details[NET_RULE_DETAIL_LIMIT];
};

/* Something that could not be read, and why. */
struct net_gap {
	char what[NET_GAP_ROOM];
	char why[NET_GAP_ROOM];
};

enum net_table {
	NET_LINKS,
	NET_ADDRESSES,
	NET_ROUTES,
	NET_NEIGHBOURS,
	NET_DETAILS,
	NET_RULES,
	NET_TABLE_COUNT
};

struct net_rows {
	void *rows;
	size_t count;
	size_t room;
	size_t left_out;	/* beyond the limit */
};

/* Starts as {0}; free with net_free. */
struct net {
	struct ns_identity identity;
	struct net_rows tables[NET_TABLE_COUNT];
	size_t link_limit;	/* 0: NET_ROW_LIMIT */
	bool bare;		/* links are to have no details */
	size_t routes_without_way;	/* they name a nexthop object, which is not read */
	struct net_gap *gaps;
	size_t gap_count;
	size_t gaps_left_out;
	/* Parts that have a header of their own, and an owner; NULL: not asked for. */
	const struct net_sockets *sockets;
	const struct net_holders *holders;
	const struct net_dns *dns;
	const struct net_forwards *forwards;
};

void net_free(struct net *net);
#define CLEANUP_NET __attribute__((cleanup(net_free)))

static inline struct net_link *net_links(const struct net *net)
{
	return net->tables[NET_LINKS].rows;
}

static inline struct net_address *net_addresses(const struct net *net)
{
	return net->tables[NET_ADDRESSES].rows;
}

static inline struct net_route *net_routes(const struct net *net)
{
	return net->tables[NET_ROUTES].rows;
}

static inline struct net_neighbour *net_neighbours(const struct net *net)
{
	return net->tables[NET_NEIGHBOURS].rows;
}

static inline struct net_detail *net_details(const struct net *net)
{
	return net->tables[NET_DETAILS].rows;
}

static inline struct net_rule *net_rules(const struct net *net)
{
	return net->tables[NET_RULES].rows;
}

/* Appends a copy of the row; beyond the limit it is only counted. -ENOMEM. */
int net_add(struct net *net, enum net_table table, const void *row);

/* Forgets the rows of one table. */
void net_clear(struct net *net, enum net_table table);

__attribute__((format(printf, 3, 4)))
void net_add_gap(struct net *net, const char *what, const char *why, ...);

/* Brings links, their details and addresses into the order of ifindex, and says what the links say of each other. */
void net_order(struct net *net);

/* After all tables are filled: orders them, and makes gaps of what was left out. */
void net_settle(struct net *net);

/* Only of an ordered net. NULL: no such link. */
const struct net_link *net_find_link(const struct net *net, uint32_t ifindex);

/* Only of an ordered net: the addresses of one link, in the kernel's order. */
const struct net_address *net_addresses_of(const struct net *net, uint32_t ifindex, size_t *ret_count);

/* The same of its details. */
const struct net_detail *net_details_of(const struct net *net, uint32_t ifindex, size_t *ret_count);

#endif
