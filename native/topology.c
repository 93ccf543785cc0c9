#define _GNU_SOURCE
#include "topology.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "cleanup.h"
#include "clock.h"
#include "failure.h"
#include "net-joiner.h"
#include "net-places.h"
#include "net-read.h"

/* Of those the process may have open: for all else but the namespaces. */
enum { DESCRIPTORS_KEPT_FREE = 64 };

struct finding {
	struct topology *topology;
	struct net_joiner joiner;
};

void topology_free(struct topology *topology)
{
	for (size_t i = 0; i < topology->count; i++) {
		net_free(&topology->nets[i].net);
		cleanup_close(&topology->nets[i].ns_fd);
		cleanup_close(&topology->nets[i].route_fd);
	}
	free(topology->nets);
	*topology = (struct topology) { 0 };
}

void topology_add_gap(struct topology *topology, const char *what, const char *why, ...)
{
	struct net_gap *gap = &topology->gaps[topology->gap_count];
	va_list arguments;

	if (topology->gap_count == TOPOLOGY_GAPS_MAX)
		return;
	topology->gap_count++;
	(void) snprintf(gap->what, sizeof(gap->what), "%s", what);
	va_start(arguments, why);
	(void) vsnprintf(gap->why, sizeof(gap->why), why, arguments);
	va_end(arguments);
}

__attribute__((format(printf, 2, 3)))
static void set_trouble(struct topology_net *row, const char *format, ...)
{
	va_list arguments;

	if (row->trouble[0] != '\0')
		return;
	va_start(arguments, format);
	(void) vsnprintf(row->trouble, sizeof(row->trouble), format, arguments);
	va_end(arguments);
}

static bool is_there(const struct topology *topology, uint64_t ino)
{
	for (size_t i = 0; i < topology->count; i++)
		if (topology->nets[i].net.identity.ino == ino)
			return true;
	return false;
}

/* NULL with 0: there are too many. */
static int add_row(struct topology *topology, const struct ns_identity *identity, struct topology_net **ret_row)
{
	*ret_row = NULL;
	if (topology->count == TOPOLOGY_NETS_MAX) {
		topology->left_out++;
		return 0;
	}
	if (topology->count == topology->room) {
		size_t room = topology->room == 0 ? 64 : topology->room * 2;
		struct topology_net *larger = reallocarray(topology->nets, room, sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		topology->nets = larger;
		topology->room = room;
	}
	*ret_row = &topology->nets[topology->count++];
	**ret_row = (struct topology_net) { .net = { .identity = *identity, .bare = true }, .ns_fd = -1, .route_fd = -1 };
	return 0;
}

static bool leads_elsewhere(const struct net *net)
{
	for (size_t i = 0; i < net->tables[NET_LINKS].count; i++)
		if (net_links(net)[i].lower != 0 && net_links(net)[i].has_netnsid)
			return true;
	return false;
}

static size_t link_limit_of(const struct topology *topology)
{
	size_t left = TOPOLOGY_LINKS_MAX - topology->link_count;

	return left < TOPOLOGY_LINKS_OF_NET_MAX ? left : TOPOLOGY_LINKS_OF_NET_MAX;
}

/* A limit of 0 would be none. */
static int read_rows(struct topology *topology, struct topology_net *row, struct netlink *netlink)
{
	int r;

	row->net.link_limit = link_limit_of(topology);
	if (row->net.link_limit == 0) {
		set_trouble(row, "there are %d links already", TOPOLOGY_LINKS_MAX);
		return 0;
	}
	r = net_read_links(netlink, &row->net);
	if (r == 0)
		r = net_read_defaults(netlink, &row->net, &row->knows_default);
	topology->link_count += row->net.tables[NET_LINKS].count;
	if (row->net.tables[NET_ADDRESSES].left_out > 0)
		net_add_gap(&row->net, "addresses", "%zu more than the %d that are given", row->net.tables[NET_ADDRESSES].left_out, NET_ROW_LIMIT);
	if (row->net.gap_count > 0)
		set_trouble(row, "%s: %s", row->net.gaps[0].what, row->net.gaps[0].why);
	return r;
}

/* Keeps the socket where there is something to ask later. */
static int read_inside(struct topology *topology, struct topology_net *row, int route_fd)
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	int r = netlink_open(route_fd, &netlink);

	if (r == 0)
		r = read_rows(topology, row, &netlink);
	if (r == 0 && leads_elsewhere(&row->net))
		row->route_fd = netlink_leave(&netlink);
	topology->descriptors -= row->route_fd >= 0;
	return r;
}

static int read_net(struct finding *finding, struct topology_net *row)
{
	int route_fd, r;

	if (clock_now_ms() > finding->topology->end_ms) {
		set_trouble(row, "there was no time left to look into it");
		return 0;
	}
	r = net_joiner_open(&finding->joiner, row->ns_fd, NETLINK_ROUTE, &route_fd);
	if (r < 0) {
		set_trouble(row, "it cannot be joined: %s", failure_errno_name(r));
		return r == -ENOMEM ? r : 0;
	}
	r = read_inside(finding->topology, row, route_fd);
	if (r < 0)
		set_trouble(row, "it cannot be read: %s", failure_errno_name(r));
	return r == -ENOMEM ? r : 0;
}

/* A net_places_visit. Each namespace stays open until all is done: one that ends meanwhile would leave its number to another. */
static int find_net(int ns_fd, void *context)
{
	struct finding *finding = context;
	struct topology *topology = finding->topology;
	struct ns_identity identity;
	struct topology_net *row;
	int r = nsfs_identify(ns_fd, &identity);

	if (r < 0 || is_there(topology, identity.ino))
		return r == -ENOMEM ? r : 0;
	r = add_row(topology, &identity, &row);
	if (r < 0 || !row)
		return r;
	if (topology->descriptors < 2) {
		set_trouble(row, "as many files are open as this process may have");
		return 0;
	}
	row->ns_fd = fcntl(ns_fd, F_DUPFD_CLOEXEC, 0);
	if (row->ns_fd < 0) {
		set_trouble(row, "it cannot be kept open: %s", failure_errno_name(errno));
		return 0;
	}
	topology->descriptors--;
	return read_net(finding, row);
}

/* A mount that shows a namespace can be hidden itself: by another one above it, or below a root that is not ours. */
static int add_closed(struct topology *topology, const struct net_places_rest *rest)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < rest->closed_count; i++) {
		const struct ns_identity identity = { .type = NSTYPE_NET, .ino = rest->closed[i].ino };
		struct topology_net *row;

		r = add_row(topology, &identity, &row);
		if (r == 0 && row)
			set_trouble(row, "it is mounted where it cannot be opened: %s", failure_errno_name(rest->closed[i].error));
	}
	return r;
}

static void report_missing(struct topology *topology, const struct net_places_rest *rest)
{
	if (rest->unreadable > 0)
		topology_add_gap(topology, "namespaces", "processes whose net namespace we may not see: %zu", rest->unreadable);
	if (rest->closed_is_cut)
		topology_add_gap(topology, "namespaces", "more than %d are mounted where they cannot be opened", NET_PLACES_CLOSED_MAX);
	if (topology->left_out > 0)
		topology_add_gap(topology, "namespaces", "%zu more than the %d that are given", topology->left_out, TOPOLOGY_NETS_MAX);
}

static size_t count_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur <= DESCRIPTORS_KEPT_FREE)
		return 0;
	return limit.rlim_cur > SIZE_MAX / 2 ? SIZE_MAX / 2 : (size_t) limit.rlim_cur - DESCRIPTORS_KEPT_FREE;
}

static int compare_by_ino(const void *left, const void *right)
{
	const struct topology_net *a = left, *b = right;

	return (a->net.identity.ino > b->net.identity.ino) - (a->net.identity.ino < b->net.identity.ino);
}

int topology_read(struct topology *topology)
{
	CLEANUP_PLACES_REST struct net_places_rest rest = { 0 };
	struct finding finding = { .topology = topology };
	int r;

	topology->end_ms = clock_now_ms() + TOPOLOGY_TIME_MS;
	topology->descriptors = count_descriptors();
	r = net_places_visit_all(find_net, &finding, &rest);
	net_joiner_end(&finding.joiner);
	if (r == 0)
		r = add_closed(topology, &rest);
	report_missing(topology, &rest);
	if (r == 0)
		r = topology_match(topology, rest.unreadable);
	if (r == 0 && topology->count > 1)
		qsort(topology->nets, topology->count, sizeof(*topology->nets), compare_by_ino);
	return r;
}
