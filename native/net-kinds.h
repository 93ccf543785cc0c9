/* What each kind of link (IFLA_INFO_KIND) puts into IFLA_INFO_DATA, as far as it is told here. Tables, and nothing else. */
#ifndef NSATLAS_NET_KINDS_H
#define NSATLAS_NET_KINDS_H

#include <stdint.h>

/* How an attribute is written. */
enum net_form {
	NET_FORM_U8,
	NET_FORM_U16,
	NET_FORM_U32,
	NET_FORM_PORT,	/* big endian */
	NET_FORM_HEX,	/* u32 */
	NET_FORM_SWITCH,	/* u8: on, off */
	NET_FORM_HOPS,	/* u8: 0 is inherit */
	NET_FORM_IP4,
	NET_FORM_IP6,
	NET_FORM_KEY,	/* written as an IPv4 address; there only if the flags beside it say so */
	NET_FORM_LINK,	/* ifindex; 0 is none */
	NET_FORM_WORD8,	/* an index into words */
	NET_FORM_WORD16,
	NET_FORM_BIT,	/* u32: words by the number of the bit */
	NET_FORM_ETHERTYPE,
	NET_FORM_COUNT
};

struct net_kind_attribute {
	uint16_t number;
	enum net_form form;
	const char *name;
	const char *const *words;	/* ends with NULL */
	uint16_t flags;			/* NET_FORM_KEY: the attribute that has them; 0: a key that is not 0 is there */
};

/* What IFLA_LINK means where it is the link's own ifindex and a netnsid stands beside it: two numbers that happen to be
 * equal, of a kind that always names another device; or no device. */
enum net_link_is {
	NET_LINK_IS_NONE,
	NET_LINK_IS_DEVICE,
	NET_LINK_IS_PEER,	/* a device that names this one in turn */
	NET_LINK_IS_IN_DATA,
};

struct net_kind {
	const char *name;
	const struct net_kind_attribute *attributes;	/* ends with one without a name; NULL: it has none to tell */
	enum net_link_is link_is;
	uint16_t link;				/* the attribute, of NET_LINK_IS_IN_DATA */
};

/* NULL: a kind that is not known here. */
const struct net_kind *net_find_kind(const char *name);

/* NULL: one that is not told. */
const struct net_kind_attribute *net_find_kind_attribute(const struct net_kind *kind, uint16_t number);

#endif
