#define _GNU_SOURCE
#include "topology.h"

#include "net-json.h"
#include "net-table.h"

static void write_peer(const struct net_link *link, struct jsonout *json)
{
	if (net_write_peer_begin(link, json))
		jsonout_object_end(json);
}

static void write_address(const struct net_address *address, struct jsonout *json)
{
	net_write_address_begin(address, json);
	jsonout_object_end(json);
}

static void write_link(const struct topology_net *row, const struct net_link *link, struct jsonout *json)
{
	size_t count;
	const struct net_address *addresses = net_addresses_of(&row->net, link->ifindex, &count);

	jsonout_object_begin(json, NULL);
	net_write_link_begin(link, json);
	write_peer(link, json);
	if (row->knows_default)
		jsonout_bool(json, "carriesDefault", link->carries_default);
	else
		jsonout_null(json, "carriesDefault");
	jsonout_array_begin(json, "addresses");
	for (size_t i = 0; i < count; i++)
		write_address(&addresses[i], json);
	jsonout_array_end(json);
	jsonout_object_end(json);
}

static void write_net(const struct topology_net *row, struct jsonout *json)
{
	const struct net_rows *links = &row->net.tables[NET_LINKS];

	jsonout_object_begin(json, NULL);
	jsonout_unsigned(json, "ino", row->net.identity.ino);
	if (row->net.identity.has_id)
		jsonout_u64_text(json, "id", row->net.identity.id);
	else
		jsonout_null(json, "id");
	jsonout_array_begin(json, "links");
	for (size_t i = 0; i < links->count; i++)
		write_link(row, &net_links(&row->net)[i], json);
	jsonout_array_end(json);
	jsonout_unsigned(json, "linksLeftOut", links->left_out);
	jsonout_string(json, "trouble", row->trouble[0] == '\0' ? NULL : row->trouble);
	jsonout_object_end(json);
}

void topology_write(const struct topology *topology, struct jsonout *json)
{
	jsonout_object_begin(json, NULL);
	jsonout_unsigned(json, "schema", 1);
	jsonout_array_begin(json, "nets");
	for (size_t i = 0; i < topology->count; i++)
		write_net(&topology->nets[i], json);
	jsonout_array_end(json);
	jsonout_array_begin(json, "gaps");
	for (size_t i = 0; i < topology->gap_count; i++)
		net_write_gap(json, topology->gaps[i].what, topology->gaps[i].why);
	jsonout_array_end(json);
	jsonout_object_end(json);
}
