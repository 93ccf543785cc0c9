/* RTM_GETNSID of rtnetlink(7): the id by which one net namespace knows another. */
#ifndef NSATLAS_NETNSID_H
#define NSATLAS_NETNSID_H

#include <stdbool.h>

#include "netlink.h"

/* As the namespace that netlink is of numbers ns_fd. *ret_assigned false: not at all (lsns: "unassigned"). */
int netnsid_get(struct netlink *netlink, int ns_fd, bool *ret_assigned, int *ret_netnsid);

#endif
