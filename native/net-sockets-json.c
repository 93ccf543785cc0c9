#define _GNU_SOURCE
#include "net-sockets-json.h"

#include <stdio.h>
#include <string.h>

#include "net-table.h"

static void write_endpoint(const struct net_endpoint *endpoint, const char *name, struct jsonout *json)
{
	struct net_word word;

	jsonout_object_begin(json, name);
	jsonout_string(json, "address", net_ip_text(&endpoint->ip, &word));
	jsonout_unsigned(json, "port", endpoint->port);
	jsonout_object_end(json);
}

static void write_state(const struct net_socket *socket, struct jsonout *json)
{
	const char *state = net_socket_state(socket);
	char number[8];

	(void) snprintf(number, sizeof(number), "%u", socket->state);
	jsonout_string(json, "state", state ? state : number);
}

/* *pids are those of this row and of later ones; moves on to the next row's. */
static void write_pids(const struct net_socket_pid **pids, const struct net_socket_pid *end, size_t row, struct jsonout *json)
{
	jsonout_array_begin(json, "pids");
	for (; *pids < end && (*pids)->socket == row; (*pids)++)
		jsonout_number(json, NULL, (*pids)->pid);
	jsonout_array_end(json);
}

static void write_socket(const struct net_socket *socket, struct jsonout *json)
{
	jsonout_string(json, "protocol", net_protocol_names[socket->protocol]);
	jsonout_string(json, "family", net_family(socket->family));
	write_state(socket, json);
	write_endpoint(&socket->local, "local", json);
	if (net_socket_is_connected(socket))
		write_endpoint(&socket->remote, "remote", json);
	else
		jsonout_null(json, "remote");
	if (socket->has_v6_only)
		jsonout_bool(json, "v6Only", socket->v6_only);
	else
		jsonout_null(json, "v6Only");
	if (socket->ifindex != 0)
		jsonout_unsigned(json, "ifindex", socket->ifindex);
	else
		jsonout_null(json, "ifindex");
	jsonout_unsigned(json, "uid", socket->uid);
	jsonout_unsigned(json, "inode", socket->inode);
}

void net_sockets_write(const struct net_sockets *sockets, struct jsonout *json)
{
	const struct net_socket_pid *pids = sockets->pids;
	const struct net_socket_pid *end = pids ? pids + sockets->pid_count : NULL;

	jsonout_array_begin(json, "sockets");
	for (size_t i = 0; i < sockets->count; i++) {
		jsonout_object_begin(json, NULL);
		write_socket(&sockets->rows[i], json);
		write_pids(&pids, end, i, json);
		jsonout_object_end(json);
	}
	jsonout_array_end(json);
	jsonout_unsigned(json, "socketsLeftOut", sockets->left_out);
}

void net_holders_write(const struct net_holders *holders, const struct net_link *link, struct jsonout *json)
{
	jsonout_array_begin(json, "holders");
	for (size_t i = 0; i < holders->count; i++) {
		const struct net_holder *holder = &holders->rows[i];

		if (strcmp(link->kind, "tun") != 0 || strcmp(holder->device, link->name) != 0)
			continue;
		jsonout_object_begin(json, NULL);
		jsonout_number(json, "pid", holder->pid);
		jsonout_unsigned(json, "startTime", holder->start_time);
		jsonout_bool(json, "certain", holder->certain);
		jsonout_object_end(json);
	}
	jsonout_array_end(json);
}
