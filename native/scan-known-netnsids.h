/* The ids by which the observer's net namespace knows others, kept for the next looks as long as the kernel tells of no change
 * (RTNLGRP_NSID of rtnetlink(7)). */
#ifndef NSATLAS_SCAN_KNOWN_NETNSIDS_H
#define NSATLAS_SCAN_KNOWN_NETNSIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "netlink.h"

enum { SCAN_KNOWN_NETNSIDS_MAX = 1 << 16 };

struct scan_netnsid {
	uint64_t id;		/* of the net namespace, never used again */
	bool has_netnsid;
	int netnsid;
};

/* Starts as {0}; free with scan_known_netnsids_free. */
struct scan_known_netnsids {
	struct netlink changes;	/* fd 0: nobody tells us */
	struct scan_netnsid *all;	/* by id */
	size_t count;
	size_t room;
};

void scan_known_netnsids_free(struct scan_known_netnsids *known);

/* Before anything is asked in a look: listens, and forgets all where something has changed since. */
void scan_known_netnsids_begin_look(struct scan_known_netnsids *known);

/* NULL: it has to be asked. */
const struct scan_netnsid *scan_known_netnsids_find(const struct scan_known_netnsids *known, uint64_t id);

/* What was asked or found in this look takes the place of what was known: first empty, then add each. */
void scan_known_netnsids_empty(struct scan_known_netnsids *known);
void scan_known_netnsids_add(struct scan_known_netnsids *known, const struct scan_netnsid *found);
void scan_known_netnsids_end_look(struct scan_known_netnsids *known);

#endif
