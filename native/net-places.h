/* Every net namespace that can be found from here, each once, the likeliest first. */
#ifndef NSATLAS_NET_PLACES_H
#define NSATLAS_NET_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NET_PLACES_ENOUGH = 1,
	NET_PLACES_CLOSED_MAX = 1024,
};

/* ns_fd is closed afterwards. 0: go on; NET_PLACES_ENOUGH: stop; a negative value stops and is handed on. */
typedef int net_places_visit(int ns_fd, void *context);

/* What the visit could not show. Starts as {0}; free with net_places_rest_free. */
struct net_places_rest {
	size_t unreadable;	/* processes whose net namespace we may not see */
	/* Those that are somewhere and could be opened nowhere. Only of a visit that nobody stopped. */
	struct net_places_closed {
		uint64_t ino;
		int error;	/* -errno, of where it was last tried */
	} *closed;
	size_t closed_count;
	bool closed_is_cut;	/* there were more than NET_PLACES_CLOSED_MAX */
};

void net_places_rest_free(struct net_places_rest *rest);
#define CLEANUP_PLACES_REST __attribute__((cleanup(net_places_rest_free)))

/* Our own, those of processes, those bound to a path of our mount namespace, then of others'. What is gone meanwhile is
 * passed over. */
int net_places_visit_all(net_places_visit *visit, void *context, struct net_places_rest *ret_rest);

#endif
