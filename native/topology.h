/* How the net namespaces hang together: every one that can be found, its links, and where the other ends of these are. */
#ifndef NSATLAS_TOPOLOGY_H
#define NSATLAS_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jsonout.h"
#include "net.h"

enum {
	TOPOLOGY_NETS_MAX = 8192,
	TOPOLOGY_LINKS_OF_NET_MAX = 8192,
	TOPOLOGY_LINKS_MAX = 128 * 1024,
	TOPOLOGY_QUESTIONS_MAX = 1024 * 1024,	/* some 3 s */
	TOPOLOGY_TIME_MS = 20 * 1000,
	TOPOLOGY_GAPS_MAX = 8,
};

struct topology_net {
	struct net net;		/* only identity, links and addresses */
	bool knows_default;	/* carries_default of its links is known */
	int ns_fd;		/* -1: none */
	int route_fd;		/* a netlink socket of it, if a link of it leads elsewhere; -1 */
	char trouble[NET_GAP_ROOM];	/* empty: none */
};

/* Starts as {0}; free with topology_free. */
struct topology {
	struct topology_net *nets;
	size_t count;
	size_t room;
	size_t link_count;
	size_t left_out;	/* beyond TOPOLOGY_NETS_MAX */
	int64_t end_ms;		/* of clock.h: what is not read by then stays unread */
	size_t descriptors;	/* how many more may be held */
	size_t questions;	/* by which ends were matched */
	struct net_gap gaps[TOPOLOGY_GAPS_MAX];
	size_t gap_count;
};

void topology_free(struct topology *topology);
#define CLEANUP_TOPOLOGY __attribute__((cleanup(topology_free)))

/* Finds the namespaces and reads them, the caller's own first, then matches their ends and sorts them by ino. What could not
 * be read is the trouble of a namespace, or a gap. -ENOMEM. */
int topology_read(struct topology *topology);

/* A part of it: fills in the peers of all links. unreadable: of so many processes the namespace could not be seen. -ENOMEM. */
int topology_match(struct topology *topology, size_t unreadable);

/* A part of both. Gaps beyond TOPOLOGY_GAPS_MAX do not occur: each is said in one place. */
__attribute__((format(printf, 3, 4)))
void topology_add_gap(struct topology *topology, const char *what, const char *why, ...);

/* As the document `scanTopology` of lib/topology-schema.ts. */
void topology_write(const struct topology *topology, struct jsonout *json);

#endif
