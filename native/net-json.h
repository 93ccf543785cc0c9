/* A settled net as the document `scanNet` of lib/net-schema.ts. */
#ifndef NSATLAS_NET_JSON_H
#define NSATLAS_NET_JSON_H

#include "jsonout.h"
#include "net.h"

void net_write(const struct net *net, struct jsonout *json);

#endif
