#define _GNU_SOURCE
#include "net-json.h"

#include <stdio.h>
#include <string.h>

#include "namespace-json.h"
#include "net-dns.h"
#include "net-forwards.h"
#include "net-rules.h"
#include "net-sockets-json.h"
#include "net-table.h"

static void write_unless_zero(struct jsonout *json, const char *name, uint32_t value)
{
	if (value == 0)
		jsonout_null(json, name);
	else
		jsonout_unsigned(json, name, value);
}

/* A name that any root of a user namespace may have chosen. */
static void write_name(struct jsonout *json, const char *name, const char *value)
{
	jsonout_foreign(json, name, value[0] == '\0' ? NULL : value);
}

/* Of ours, or of a module's author. */
static void write_kind(struct jsonout *json, const char *kind)
{
	jsonout_string(json, "kind", kind[0] == '\0' ? NULL : kind);
}

static void write_seconds(struct jsonout *json, const char *name, uint32_t seconds)
{
	if (seconds == UINT32_MAX)
		jsonout_null(json, name);
	else
		jsonout_unsigned(json, name, seconds);
}

static void write_words(struct jsonout *json, const char *name, const char *const words[], size_t count)
{
	jsonout_array_begin(json, name);
	for (size_t i = 0; i < count; i++)
		jsonout_string(json, NULL, words[i]);
	jsonout_array_end(json);
}

void net_write_address_begin(const struct net_address *address, struct jsonout *json)
{
	struct net_word word;

	jsonout_object_begin(json, NULL);
	jsonout_string(json, "family", net_family(address->local.family));
	jsonout_string(json, "address", net_ip_text(&address->local, &word));
	jsonout_unsigned(json, "prefixLength", address->prefix_length);
	jsonout_string(json, "scope", net_scope(address->scope, &word));
}

static void write_address(const struct net_address *address, struct jsonout *json)
{
	const char *flags[NET_FLAGS_LIMIT];
	struct net_word word;

	net_write_address_begin(address, json);
	jsonout_string(json, "peer", net_ip_text(&address->peer, &word));
	jsonout_string(json, "broadcast", net_ip_text(&address->broadcast, &word));
	write_name(json, "label", address->label);
	write_words(json, "flags", flags, net_address_flags(address, flags, &word));
	write_seconds(json, "validSeconds", address->valid_seconds);
	write_seconds(json, "preferredSeconds", address->preferred_seconds);
	jsonout_object_end(json);
}

static void write_addresses(const struct net *net, uint32_t ifindex, struct jsonout *json)
{
	size_t count;
	const struct net_address *addresses = net_addresses_of(net, ifindex, &count);

	jsonout_array_begin(json, "addresses");
	for (size_t i = 0; i < count; i++)
		write_address(&addresses[i], json);
	jsonout_array_end(json);
}

static void write_master(const struct net_master *master, struct jsonout *json)
{
	if (master->ifindex == 0) {
		jsonout_null(json, "master");
		return;
	}
	jsonout_object_begin(json, "master");
	jsonout_unsigned(json, "ifindex", master->ifindex);
	write_name(json, "name", master->name);
	write_kind(json, master->kind);
	jsonout_object_end(json);
}

bool net_write_peer_begin(const struct net_link *link, struct jsonout *json)
{
	if (!link->peer.exists) {
		jsonout_null(json, "peer");
		return false;
	}
	jsonout_object_begin(json, "peer");
	jsonout_unsigned(json, "ifindex", link->lower);
	if (link->peer.ino == 0)
		jsonout_string(json, "namespace", "hidden");
	else
		jsonout_unsigned(json, "namespace", link->peer.ino);
	return true;
}

static void write_peer(const struct net_link *link, struct jsonout *json)
{
	if (!net_write_peer_begin(link, json))
		return;
	write_name(json, "name", link->peer.name);
	write_master(&link->peer.master, json);
	jsonout_object_end(json);
}

static void write_lower(const struct net_link *link, struct jsonout *json)
{
	if (link->has_link)
		jsonout_unsigned(json, "link", link->link);
	else
		jsonout_null(json, "link");
	if (link->has_netnsid)
		jsonout_number(json, "linkNetnsid", link->netnsid);
	else
		jsonout_null(json, "linkNetnsid");
}

/* A link that is not here is called by its ifindex, as ip-link(8) does. */
static void write_detail_link(const struct net *net, const struct net_link *of, uint32_t ifindex, struct jsonout *json)
{
	const struct net_link *link = of->has_netnsid ? NULL : net_find_link(net, ifindex);
	char name[NET_NAME_ROOM];

	(void) snprintf(name, sizeof(name), "if%u", ifindex);
	jsonout_foreign(json, "value", link ? link->name : name);
}

static void write_details(const struct net *net, const struct net_link *link, struct jsonout *json)
{
	size_t count;
	const struct net_detail *details = net_details_of(net, link->ifindex, &count);

	jsonout_array_begin(json, "details");
	for (size_t i = 0; i < count; i++) {
		jsonout_object_begin(json, NULL);
		jsonout_string(json, "name", details[i].name);
		if (details[i].link == 0)
			jsonout_string(json, "value", details[i].value);
		else
			write_detail_link(net, link, details[i].link, json);
		jsonout_object_end(json);
	}
	jsonout_array_end(json);
}

void net_write_link_begin(const struct net_link *link, struct jsonout *json)
{
	const char *flags[NET_FLAGS_LIMIT];
	struct net_word word;

	jsonout_unsigned(json, "ifindex", link->ifindex);
	jsonout_foreign(json, "name", link->name);
	write_kind(json, link->kind);
	jsonout_string(json, "linkType", net_link_type(link->type, &word));
	write_words(json, "flags", flags, net_link_flags(link, flags, &word));
	jsonout_string(json, "operstate", net_operstate(link->operstate, &word));
	jsonout_unsigned(json, "mtu", link->mtu);
	jsonout_string(json, "mac", net_hardware_text(&link->hardware, link->type, &word));
	write_unless_zero(json, "master", link->master);
}

static void write_link(const struct net *net, const struct net_link *link, struct jsonout *json)
{
	jsonout_object_begin(json, NULL);
	net_write_link_begin(link, json);
	write_lower(link, json);
	write_peer(link, json);
	write_details(net, link, json);
	if (net->holders)
		net_holders_write(net->holders, link, json);
	write_addresses(net, link->ifindex, json);
	jsonout_object_end(json);
}

static void write_destination(const struct net_route *route, struct jsonout *json)
{
	char destination[NET_WORD_ROOM + sizeof("/255")];
	struct net_word word;

	if (route->prefix_length == 0) {
		jsonout_string(json, "destination", "default");
		return;
	}
	(void) snprintf(destination, sizeof(destination), "%s/%u", net_ip_text(&route->destination, &word), route->prefix_length);
	jsonout_string(json, "destination", destination);
}

static void write_route(const struct net_route *route, struct jsonout *json)
{
	struct net_word word;

	jsonout_object_begin(json, NULL);
	jsonout_string(json, "family", net_family(route->family));
	jsonout_string(json, "type", net_route_type(route->type, &word));
	write_destination(route, json);
	jsonout_string(json, "gateway", net_ip_text(&route->gateway, &word));
	write_unless_zero(json, "ifindex", route->ifindex);
	jsonout_string(json, "source", net_ip_text(&route->source, &word));
	if (route->has_metric)
		jsonout_unsigned(json, "metric", route->metric);
	else
		jsonout_null(json, "metric");
	jsonout_unsigned(json, "table", route->table);
	jsonout_string(json, "protocol", net_route_protocol(route->protocol, &word));
	jsonout_string(json, "scope", net_scope(route->scope, &word));
	jsonout_object_end(json);
}

static void write_neighbour(const struct net *net, const struct net_neighbour *neighbour, struct jsonout *json)
{
	const struct net_link *link = net_find_link(net, neighbour->ifindex);
	struct net_word word;

	jsonout_object_begin(json, NULL);
	jsonout_string(json, "family", net_family(neighbour->family));
	jsonout_string(json, "address", net_ip_text(&neighbour->address, &word));
	jsonout_string(json, "mac", net_hardware_text(&neighbour->hardware, link ? link->type : 0, &word));
	jsonout_unsigned(json, "ifindex", neighbour->ifindex);
	jsonout_string(json, "state", net_neighbour_state(neighbour->state, &word));
	jsonout_object_end(json);
}

void net_write_gap(struct jsonout *json, const char *what, const char *why)
{
	jsonout_object_begin(json, NULL);
	jsonout_string(json, "what", what);
	jsonout_string(json, "why", why);
	jsonout_object_end(json);
}

static void write_gaps(const struct net *net, struct jsonout *json)
{
	char why[NET_GAP_ROOM];

	jsonout_array_begin(json, "gaps");
	for (size_t i = 0; i < net->gap_count; i++)
		net_write_gap(json, net->gaps[i].what, net->gaps[i].why);
	if (net->gaps_left_out > 0) {
		(void) snprintf(why, sizeof(why), "%zu more than the %d that are given", net->gaps_left_out, NET_GAP_LIMIT);
		net_write_gap(json, "gaps", why);
	}
	jsonout_array_end(json);
}

void net_write(const struct net *net, struct jsonout *json)
{
	jsonout_object_begin(json, NULL);
	jsonout_unsigned(json, "schema", 1);
	namespace_write_identity(&net->identity, json);
	jsonout_array_begin(json, "links");
	for (size_t i = 0; i < net->tables[NET_LINKS].count; i++)
		write_link(net, &net_links(net)[i], json);
	jsonout_array_end(json);
	jsonout_array_begin(json, "routes");
	for (size_t i = 0; i < net->tables[NET_ROUTES].count; i++)
		write_route(&net_routes(net)[i], json);
	jsonout_array_end(json);
	jsonout_array_begin(json, "neighbours");
	for (size_t i = 0; i < net->tables[NET_NEIGHBOURS].count; i++)
		write_neighbour(net, &net_neighbours(net)[i], json);
	jsonout_array_end(json);
	net_write_rules(net, json);
	if (net->sockets)
		net_sockets_write(net->sockets, json);
	if (net->forwards)
		net_forwards_write(net->forwards, json);
	if (net->dns)
		net_dns_write(net->dns, "dns", json);
	write_gaps(net, json);
	jsonout_object_end(json);
}
