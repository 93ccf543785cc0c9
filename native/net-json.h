/* A settled net as the document `scanNet` of lib/net-schema.ts. */
#ifndef NSATLAS_NET_JSON_H
#define NSATLAS_NET_JSON_H

#include "jsonout.h"
#include "net.h"

void net_write(const struct net *net, struct jsonout *json);

/* Into an open object: what both `netLink` and `topologyLink` begin with, ifindex to master. */
void net_write_link_begin(const struct net_link *link, struct jsonout *json);

/* What both say of a link's peer. False: there is none, and null is written; else the object stays open. */
bool net_write_peer_begin(const struct net_link *link, struct jsonout *json);

/* What both say of an address, family to scope; the object stays open. */
void net_write_address_begin(const struct net_address *address, struct jsonout *json);

/* One of `gaps`. */
void net_write_gap(struct jsonout *json, const char *what, const char *why);

#endif
