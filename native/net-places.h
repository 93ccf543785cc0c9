/* Every net namespace that can be found from here, each once, the likeliest first. */
#ifndef NSATLAS_NET_PLACES_H
#define NSATLAS_NET_PLACES_H

#include <stddef.h>

enum { NET_PLACES_ENOUGH = 1 };

/* ns_fd is closed afterwards. 0: go on; NET_PLACES_ENOUGH: stop; a negative value stops and is handed on. */
typedef int net_places_visit(int ns_fd, void *context);

/* Our own, those of processes, those bound to a path of our mount namespace, then of others'. What is gone meanwhile or
 * refuses is passed over; ret_unreadable counts the processes whose net namespace we may not see. */
int net_places_visit_all(net_places_visit *visit, void *context, size_t *ret_unreadable);

#endif
