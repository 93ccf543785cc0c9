/* Matches and targets of iptables, as iptables-nft hands them to nftables. Their layouts are those of linux/netfilter. */
#define _GNU_SOURCE
#include "net-ruleset-rule.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/xt_addrtype.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_sctp.h>
#include <linux/netfilter/xt_tcpudp.h>
#include <stdbool.h>
#include <string.h>

#include "count.h"

static int match_ports(const uint16_t range[2], bool is_inverted, struct net_match *match)
{
	const struct net_spans spans = net_spans_of_ports(range[0], range[1]);

	return net_match_ports(match, &spans, is_inverted);
}

static int match_source_ports(const uint16_t range[2], bool is_inverted, struct net_match *match)
{
	return net_match_source_ports(match, range[0], range[1], is_inverted);
}

static int match_tcp(const void *info, struct net_match *match)
{
	struct xt_tcp tcp;
	int r;

	memcpy(&tcp, info, sizeof(tcp));
	if (tcp.option != 0 || tcp.flg_mask != 0)
		return -EOPNOTSUPP;
	r = match_ports(tcp.dpts, (tcp.invflags & XT_TCP_INV_DSTPT) != 0, match);
	return r < 0 ? r : match_source_ports(tcp.spts, (tcp.invflags & XT_TCP_INV_SRCPT) != 0, match);
}

static int match_udp(const void *info, struct net_match *match)
{
	struct xt_udp udp;
	int r;

	memcpy(&udp, info, sizeof(udp));
	r = match_ports(udp.dpts, (udp.invflags & XT_UDP_INV_DSTPT) != 0, match);
	return r < 0 ? r : match_source_ports(udp.spts, (udp.invflags & XT_UDP_INV_SRCPT) != 0, match);
}

static int match_sctp(const void *info, struct net_match *match)
{
	struct xt_sctp_info sctp;
	int r = 0;

	memcpy(&sctp, info, sizeof(sctp));
	if (sctp.flags & (uint32_t) ~(XT_SCTP_SRC_PORTS | XT_SCTP_DEST_PORTS))
		return -EOPNOTSUPP;
	if (sctp.flags & XT_SCTP_DEST_PORTS)
		r = match_ports(sctp.dpts, (sctp.invflags & XT_SCTP_DEST_PORTS) != 0, match);
	if (r == 0 && (sctp.flags & XT_SCTP_SRC_PORTS))
		r = match_source_ports(sctp.spts, (sctp.invflags & XT_SCTP_SRC_PORTS) != 0, match);
	return r;
}

/* The first port not below from that the rule names, and the end of what begins there. False: none. */
static bool next_ports(const struct xt_multiport_v1 *multi, uint32_t from, uint32_t *ret_first, uint32_t *ret_last)
{
	*ret_first = UINT32_MAX;
	for (size_t i = 0; i < multi->count; i++) {
		/* A flag says that the port is the first of a range, and the next one its last. */
		bool is_range = multi->pflags[i] != 0 && i + 1 < multi->count;
		uint32_t last = multi->ports[is_range ? i + 1 : i];
		uint32_t first = multi->ports[i] < from ? from : multi->ports[i];

		if (first <= last && first < *ret_first) {
			*ret_first = first;
			*ret_last = last;
		}
		i += is_range;
	}
	return *ret_first != UINT32_MAX;
}

/* In ascending order, whatever the order of the rule. */
static int spans_of_multiport(const struct xt_multiport_v1 *multi, struct net_spans *spans)
{
	uint32_t from = 0, first, last;
	int r = 0;

	for (; r == 0 && next_ports(multi, from, &first, &last); from = last + 1) {
		const struct net_spans one = net_spans_of_ports((uint16_t) first, (uint16_t) last);

		r = net_spans_append(spans, one.of[0].first, one.of[0].last);
	}
	return r;
}

static int match_multiport(const void *info, struct net_match *match)
{
	struct net_spans spans = { .key_length = 2 };
	struct xt_multiport_v1 multi;
	int r;

	memcpy(&multi, info, sizeof(multi));
	if (multi.flags != XT_MULTIPORT_DESTINATION || multi.count > XT_MULTI_PORTS)
		return -EOPNOTSUPP;
	r = spans_of_multiport(&multi, &spans);
	return r < 0 ? r : net_match_ports(match, &spans, multi.invert != 0);
}

static int match_addrtype(const void *info, struct net_match *match)
{
	struct xt_addrtype_info_v1 type;

	memcpy(&type, info, sizeof(type));
	if (type.source != 0 || type.flags & ~(uint32_t) XT_ADDRTYPE_INVERT_DEST)
		return -EOPNOTSUPP;
	if (type.dest == XT_ADDRTYPE_LOCAL && type.flags == 0) {
		match->is_local = true;
		return 0;
	}
	if (type.dest == XT_ADDRTYPE_LOCAL)
		return net_match_condition(match, "fib daddr type != local");
	return -EOPNOTSUPP;
}

/* What is said to people only. */
static int match_comment(const void *info, struct net_match *match)
{
	(void) info;
	(void) match;
	return 0;
}

static const struct {
	const char *name;
	uint32_t revision;
	size_t size;
	int (*take)(const void *info, struct net_match *match);
} matches[] = {
	{ "tcp", 0, sizeof(struct xt_tcp), match_tcp },
	{ "udp", 0, sizeof(struct xt_udp), match_udp },
	{ "sctp", 0, sizeof(struct xt_sctp_info), match_sctp },
	{ "multiport", 1, sizeof(struct xt_multiport_v1), match_multiport },
	{ "addrtype", 1, sizeof(struct xt_addrtype_info_v1), match_addrtype },
	{ "comment", 0, 0, match_comment },
};

int net_xt_match(const char *name, uint32_t revision, const void *info, size_t length, struct net_match *match)
{
	for (size_t i = 0; i < COUNT(matches); i++)
		if (strcmp(matches[i].name, name) == 0 && matches[i].revision == revision && length >= matches[i].size)
			return matches[i].take(info, match);
	return -EOPNOTSUPP;
}

/* Without an address it is a port of the same one. */
static void set_forward(struct net_verdict *verdict, const struct nf_nat_range2 *range, uint8_t family)
{
	struct net_forward_to *to = &verdict->to;
	size_t length = family == NFPROTO_IPV4 ? 4 : 16;

	verdict->kind = range->flags & NF_NAT_RANGE_MAP_IPS ? NET_VERDICT_FORWARD : NET_VERDICT_END;
	to->family = family;
	memcpy(to->first_address, &range->min_addr, length);
	memcpy(to->last_address, &range->max_addr, length);
	to->has_ports = (range->flags & NF_NAT_RANGE_PROTO_SPECIFIED) != 0;
	to->first_port = ntohs(range->min_proto.all);
	to->last_port = ntohs(range->max_proto.all);
}

static int target_dnat_of_ipv4(const void *info, size_t length, struct net_verdict *verdict)
{
	struct nf_nat_ipv4_multi_range_compat old;
	struct nf_nat_range2 range = { 0 };

	if (length < sizeof(old))
		return -EOPNOTSUPP;
	memcpy(&old, info, sizeof(old));
	if (old.rangesize != 1)
		return -EOPNOTSUPP;
	range.flags = old.range[0].flags;
	memcpy(&range.min_addr, &old.range[0].min_ip, sizeof(old.range[0].min_ip));
	memcpy(&range.max_addr, &old.range[0].max_ip, sizeof(old.range[0].max_ip));
	range.min_proto = old.range[0].min;
	range.max_proto = old.range[0].max;
	set_forward(verdict, &range, NFPROTO_IPV4);
	return 0;
}

/* Revision 0 is of IPv4 only; 1 lacks base_proto at its end. */
static int target_dnat(uint32_t revision, const void *info, size_t length, uint8_t family, struct net_verdict *verdict)
{
	struct nf_nat_range2 range = { 0 };
	size_t size = revision == 1 ? sizeof(struct nf_nat_range) : sizeof(range);

	if (revision == 0)
		return target_dnat_of_ipv4(info, length, verdict);
	if (revision > 2 || length < size || (family != NFPROTO_IPV4 && family != NFPROTO_IPV6))
		return -EOPNOTSUPP;
	memcpy(&range, info, size);
	if (range.flags & NF_NAT_RANGE_NETMAP)
		return -EOPNOTSUPP;
	set_forward(verdict, &range, family);
	return 0;
}

int net_xt_target(const char *name, uint32_t revision, const void *info, size_t length, uint8_t family, struct net_verdict *verdict)
{
	static const char *const without_end[] = { "MARK", "CONNMARK", "LOG", "NFLOG", "TRACE" };
	static const char *const to_ourselves[] = { "REDIRECT", "SNAT", "MASQUERADE" };

	if (strcmp(name, "DNAT") == 0)
		return target_dnat(revision, info, length, family, verdict);
	for (size_t i = 0; i < COUNT(without_end); i++)
		if (strcmp(name, without_end[i]) == 0)
			return 0;
	for (size_t i = 0; i < COUNT(to_ourselves); i++) {
		if (strcmp(name, to_ourselves[i]) != 0)
			continue;
		verdict->kind = NET_VERDICT_END;
		return 0;
	}
	return -EOPNOTSUPP;
}
