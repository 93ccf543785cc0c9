#define _GNU_SOURCE
#include "net-forwards.h"

#include <netinet/in.h>
#include <linux/netfilter.h>
#include <stdio.h>
#include <string.h>

static const char *protocol_name(uint8_t protocol, char scratch[8])
{
	switch (protocol) {
	case IPPROTO_TCP:
		return "tcp";
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_UDPLITE:
		return "udplite";
	case IPPROTO_SCTP:
		return "sctp";
	case IPPROTO_DCCP:
		return "dccp";
	default:
		(void) snprintf(scratch, 8, "%u", protocol);
		return scratch;
	}
}

static void write_evidence(const struct net_chain *chain, struct jsonout *json)
{
	static const char *const families[] = { [NFPROTO_INET] = "inet", [NFPROTO_IPV4] = "ip", [NFPROTO_IPV6] = "ip6" };
	char evidence[NET_EVIDENCE_ROOM];

	(void) snprintf(evidence, sizeof(evidence), "%s %s %s", families[chain->family], chain->table, chain->name);
	jsonout_foreign(json, "evidence", evidence);
}

static void write_conditions(const struct net_match *match, struct jsonout *json)
{
	jsonout_array_begin(json, "conditions");
	if (match->is_output)
		jsonout_string(json, NULL, "sent by this namespace itself");
	for (size_t i = 0; i < match->condition_count; i++)
		jsonout_string(json, NULL, match->conditions[i]);
	jsonout_array_end(json);
}

static const char *address_text(const uint8_t address[NET_KEY_ROOM], size_t length, char scratch[NET_ADDRESSES_ROOM])
{
	const struct net_spans spans = net_spans_of(address, address, length);

	return net_addresses_text(&spans.of[0], length, scratch);
}

static void write_to_address(const struct net_forward_to *to, struct jsonout *json)
{
	const size_t length = to->family == NFPROTO_IPV4 ? 4 : 16;
	char first[NET_ADDRESSES_ROOM], last[NET_ADDRESSES_ROOM], both[2 * NET_ADDRESSES_ROOM];
	bool is_one = memcmp(to->first_address, to->last_address, length) == 0;

	(void) snprintf(both, sizeof(both), "%s-%s", address_text(to->first_address, length, first), address_text(to->last_address, length, last));
	jsonout_string(json, "toAddress", is_one ? first : both);
}

static void write_to(const struct net_forward_to *to, struct jsonout *json)
{
	write_to_address(to, json);
	if (to->has_ports) {
		jsonout_unsigned(json, "toFirstPort", to->first_port);
		jsonout_unsigned(json, "toLastPort", to->last_port);
	} else {
		jsonout_null(json, "toFirstPort");
		jsonout_null(json, "toLastPort");
	}
}

static unsigned int port_of(const uint8_t key[NET_KEY_ROOM])
{
	return (unsigned int) (key[0] << 8 | key[1]);
}

/* address: NULL: any. */
static void write_row(const struct net_forward *forward, const char *protocol, const struct net_span *address, const struct net_span *ports,
	struct jsonout *json)
{
	char text[NET_ADDRESSES_ROOM];

	jsonout_object_begin(json, NULL);
	jsonout_string(json, "family", forward->to.family == NFPROTO_IPV4 ? "inet" : "inet6");
	jsonout_string(json, "protocol", protocol);
	jsonout_string(json, "address", address ? net_addresses_text(address, forward->match.addresses.key_length, text) : NULL);
	jsonout_unsigned(json, "firstPort", port_of(ports->first));
	jsonout_unsigned(json, "lastPort", port_of(ports->last));
	write_to(&forward->to, json);
	write_evidence(forward->chain, json);
	write_conditions(&forward->match, json);
	jsonout_object_end(json);
}

static void write_of_protocol(const struct net_forward *forward, const char *protocol, struct jsonout *json)
{
	const struct net_match *match = &forward->match;
	size_t addresses = match->has_addresses ? match->addresses.count : 1;

	for (size_t i = 0; i < addresses; i++)
		for (size_t j = 0; j < match->ports.count; j++)
			write_row(forward, protocol, match->has_addresses ? &match->addresses.of[i] : NULL, &match->ports.of[j], json);
}

static void write_forward(const struct net_forward *forward, struct jsonout *json)
{
	char scratch[8];

	if (net_match_is_any_protocol(&forward->match)) {
		write_of_protocol(forward, "any", json);
		return;
	}
	for (unsigned int protocol = 0; protocol <= UINT8_MAX; protocol++)
		if (net_match_has_protocol(&forward->match, (uint8_t) protocol))
			write_of_protocol(forward, protocol_name((uint8_t) protocol, scratch), json);
}

void net_forwards_write(const struct net_forwards *forwards, struct jsonout *json)
{
	jsonout_array_begin(json, "forwards");
	for (size_t i = 0; i < forwards->count; i++)
		write_forward(&forwards->rows[i], json);
	jsonout_array_end(json);
}
