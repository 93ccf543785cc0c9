/* Sockets, and holders of a link, as lib/net-schema.ts has them. Each writes fields of the object that is open. */
#ifndef NSATLAS_NET_SOCKETS_JSON_H
#define NSATLAS_NET_SOCKETS_JSON_H

#include "jsonout.h"
#include "net-holders.h"
#include "net-sockets.h"

/* Settled ones, with their pids. */
void net_sockets_write(const struct net_sockets *sockets, struct jsonout *json);

void net_holders_write(const struct net_holders *holders, const struct net_link *link, struct jsonout *json);

#endif
