/* RTM_GETNSID of rtnetlink(7): the id by which the observer's net namespace knows another one. */
#ifndef NSATLAS_NETNSID_H
#define NSATLAS_NETNSID_H

#include <stdbool.h>

struct mnl_socket;

struct netnsid_asker {
	struct mnl_socket *socket;
	unsigned int sequence;
};

/* Close it with netnsid_close, also when it failed. */
int netnsid_open(struct netnsid_asker *ret_asker);
void netnsid_close(struct netnsid_asker *asker);

/* *ret_assigned false: it has none (lsns: "unassigned"). */
int netnsid_get(struct netnsid_asker *asker, int ns_fd, bool *ret_assigned, int *ret_netnsid);

#endif
