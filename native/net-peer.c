#define _GNU_SOURCE
#include "net-peer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "failure.h"
#include "net-places.h"
#include "net-read.h"
#include "netnsid.h"

/* One other net namespace, as the inspected one numbers it, and its links with their peers there. */
struct home {
	int32_t netnsid;
	bool found;
	size_t first;
	size_t count;
};

struct search {
	struct net *net;
	struct netlink *netlink;
	struct net_joiner *joiner;
	struct net_link **links;	/* those with a peer elsewhere, by netnsid */
	size_t link_count;
	struct home *homes;		/* by netnsid */
	size_t home_count;
	size_t missing;
};

static int compare_by_netnsid(const void *left, const void *right)
{
	const struct net_link *a = *(struct net_link *const *) left, *b = *(struct net_link *const *) right;

	return (a->netnsid > b->netnsid) - (a->netnsid < b->netnsid);
}

static int compare_homes(const void *left, const void *right)
{
	const struct home *a = left, *b = right;

	return (a->netnsid > b->netnsid) - (a->netnsid < b->netnsid);
}

static void copy_name(char ret_name[NET_NAME_ROOM], const char *name)
{
	memcpy(ret_name, name, NET_NAME_ROOM);
}

static struct net_master master_of(const struct net_link *master)
{
	struct net_master row = { .ifindex = master->ifindex };

	memcpy(row.name, master->name, sizeof(row.name));
	memcpy(row.kind, master->kind, sizeof(row.kind));
	return row;
}

/* Both ends are here: everything is known already. */
static void fill_local_peer(const struct net *net, struct net_link *link)
{
	const struct net_link *peer = net_find_link(net, link->lower);
	const struct net_link *master = peer && peer->master != 0 ? net_find_link(net, peer->master) : NULL;

	link->peer.ino = net->identity.ino;
	if (!peer)
		return;
	copy_name(link->peer.name, peer->name);
	link->peer.master.ifindex = peer->master;
	if (master)
		link->peer.master = master_of(master);
}

/* Local peers are done here; the others are what the search is for. */
static int collect_links(struct search *search)
{
	size_t count = search->net->tables[NET_LINKS].count;

	search->links = calloc(count + 1, sizeof(*search->links));
	if (!search->links)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		struct net_link *link = &net_links(search->net)[i];

		link->peer.exists = link->lower != 0;
		if (link->peer.exists && link->has_netnsid)
			search->links[search->link_count++] = link;
		else if (link->peer.exists)
			fill_local_peer(search->net, link);
	}
	qsort(search->links, search->link_count, sizeof(*search->links), compare_by_netnsid);
	return 0;
}

static int collect_homes(struct search *search)
{
	search->homes = calloc(search->link_count + 1, sizeof(*search->homes));
	if (!search->homes)
		return -ENOMEM;
	for (size_t i = 0; i < search->link_count; i++) {
		int32_t netnsid = search->links[i]->netnsid;

		if (i == 0 || netnsid != search->links[i - 1]->netnsid)
			search->homes[search->home_count++] = (struct home) { .netnsid = netnsid, .first = i };
		search->homes[search->home_count - 1].count++;
	}
	/* A negative one is the kernel's word for having no number: it cannot be looked for. */
	for (size_t i = 0; i < search->home_count; i++)
		search->missing += search->homes[i].netnsid >= 0;
	return 0;
}

static struct home *find_home(struct search *search, int32_t netnsid)
{
	const struct home wanted = { .netnsid = netnsid };

	return bsearch(&wanted, search->homes, search->home_count, sizeof(wanted), compare_homes);
}

static int fill_peer(struct netlink *there, struct net_link *link)
{
	struct net_link peer, master;
	int r = net_read_link(there, link->lower, &peer);

	if (r < 0)
		return r;
	copy_name(link->peer.name, peer.name);
	if (peer.master == 0)
		return 0;
	link->peer.master.ifindex = peer.master;
	r = net_read_link(there, peer.master, &master);
	if (r == 0)
		link->peer.master = master_of(&master);
	return r;
}

static int fill_peers(struct search *search, const struct home *home, int ns_fd)
{
	CLEANUP_NETLINK struct netlink there = { 0 };
	size_t failed = 0;
	int fd, r, error = 0;

	r = net_joiner_open(search->joiner, ns_fd, NETLINK_ROUTE, &fd);
	if (r == 0)
		r = netlink_open(fd, &there);
	if (r < 0)
		return r;
	for (size_t i = home->first; i < home->first + home->count; i++) {
		r = fill_peer(&there, search->links[i]);
		if (r == 0)
			continue;
		failed++;
		error = r;
	}
	if (failed > 0)
		net_add_gap(search->net, "peers", "other ends that could not be read whole: %zu (%s)", failed, failure_errno_name(error));
	return 0;
}

static int visit_home(struct search *search, struct home *home, int ns_fd)
{
	struct ns_identity identity;
	int r = nsfs_identify(ns_fd, &identity);

	if (r < 0)
		return r;
	for (size_t i = home->first; i < home->first + home->count; i++)
		search->links[i]->peer.ino = identity.ino;
	home->found = true;
	search->missing--;
	r = fill_peers(search, home, ns_fd);
	if (r == -ENOMEM)
		return r;
	if (r < 0)
		net_add_gap(search->net, "peers", "net namespace %llu cannot be joined (%s); other ends that are there: %zu",
			(unsigned long long) identity.ino, failure_errno_name(r), home->count);
	return 0;
}

/* A net_places_visit. */
static int consider(int ns_fd, void *context)
{
	struct search *search = context;
	struct home *home;
	bool assigned;
	int netnsid;
	int r = netnsid_get(search->netlink, ns_fd, &assigned, &netnsid);

	if (r == -ENOMEM || r == -ETIMEDOUT)
		return r;
	home = r < 0 || !assigned ? NULL : find_home(search, netnsid);
	if (home && !home->found)
		r = visit_home(search, home, ns_fd);
	if (r == -ENOMEM)
		return r;
	return search->missing == 0 ? NET_PLACES_ENOUGH : 0;
}

static void report_hidden(struct search *search, size_t unreadable)
{
	size_t hidden = 0;

	for (size_t i = 0; i < search->link_count; i++)
		hidden += search->links[i]->peer.ino == 0;
	if (hidden == 0)
		return;
	if (unreadable > 0)
		net_add_gap(search->net, "peers", "other ends in a net namespace that nobody we can look at is in: %zu; processes whose net namespace we may not see: %zu",
			hidden, unreadable);
	else
		net_add_gap(search->net, "peers", "other ends in a net namespace that no process and no mount we can see keeps: %zu", hidden);
}

int net_find_peers(struct net *net, struct netlink *netlink, struct net_joiner *joiner)
{
	struct search search = { .net = net, .netlink = netlink, .joiner = joiner };
	CLEANUP_PLACES_REST struct net_places_rest rest = { 0 };
	int r;

	r = collect_links(&search);
	if (r == 0)
		r = collect_homes(&search);
	if (r == 0 && search.missing > 0)
		r = net_places_visit_all(consider, &search, &rest);
	/* A kernel that falls silent leaves peers hidden; what was read before still counts. */
	if (r == -ETIMEDOUT)
		r = 0;
	if (r == 0)
		report_hidden(&search, rest.unreadable);
	free(search.homes);
	free(search.links);
	return r;
}
