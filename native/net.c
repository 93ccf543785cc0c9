#define _GNU_SOURCE
#include "net.h"

#include <errno.h>
#include <net/if.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	size_t row_size;
} tables[NET_TABLE_COUNT] = {
	[NET_LINKS] = { "links", sizeof(struct net_link) },
	[NET_ADDRESSES] = { "addresses", sizeof(struct net_address) },
	[NET_ROUTES] = { "routes", sizeof(struct net_route) },
	[NET_NEIGHBOURS] = { "neighbours", sizeof(struct net_neighbour) },
	[NET_DETAILS] = { "details", sizeof(struct net_detail) },
	[NET_RULES] = { "rules", sizeof(struct net_rule) },
};

void net_free(struct net *net)
{
	for (int table = 0; table < NET_TABLE_COUNT; table++)
		free(net->tables[table].rows);
	free(net->gaps);
	*net = (struct net) { 0 };
}

static int make_room(struct net_rows *rows, size_t row_size)
{
	size_t room = rows->room == 0 ? 16 : rows->room * 2;
	void *larger = reallocarray(rows->rows, room, row_size);

	if (!larger)
		return -ENOMEM;
	rows->rows = larger;
	rows->room = room;
	return 0;
}

static size_t limit_of(const struct net *net, enum net_table table)
{
	return table == NET_LINKS && net->link_limit != 0 ? net->link_limit : NET_ROW_LIMIT;
}

int net_add(struct net *net, enum net_table table, const void *row)
{
	struct net_rows *rows = &net->tables[table];
	size_t size = tables[table].row_size;
	int r = 0;

	if (rows->count == limit_of(net, table)) {
		rows->left_out++;
		return 0;
	}
	if (rows->count == rows->room)
		r = make_room(rows, size);
	if (r < 0)
		return r;
	memcpy((char *) rows->rows + rows->count * size, row, size);
	rows->count++;
	return 0;
}

void net_clear(struct net *net, enum net_table table)
{
	net->tables[table].count = 0;
	net->tables[table].left_out = 0;
	if (table == NET_ROUTES)
		net->routes_without_way = 0;
	/* They come with them. */
	if (table == NET_LINKS)
		net_clear(net, NET_DETAILS);
}

void net_add_gap(struct net *net, const char *what, const char *why, ...)
{
	struct net_gap *gap;
	va_list arguments;

	if (!net->gaps)
		net->gaps = calloc(NET_GAP_LIMIT, sizeof(*net->gaps));
	if (!net->gaps || net->gap_count == NET_GAP_LIMIT) {
		net->gaps_left_out++;
		return;
	}
	gap = &net->gaps[net->gap_count++];
	(void) snprintf(gap->what, sizeof(gap->what), "%s", what);
	va_start(arguments, why);
	(void) vsnprintf(gap->why, sizeof(gap->why), why, arguments);
	va_end(arguments);
}

static int compare_numbers(uint32_t left, uint32_t right)
{
	return (left > right) - (left < right);
}

static int compare_links(const void *left, const void *right)
{
	return compare_numbers(((const struct net_link *) left)->ifindex, ((const struct net_link *) right)->ifindex);
}

/* What belongs to a link begins with its ifindex and the kernel's order. */
struct belonging {
	uint32_t ifindex;
	uint32_t order;
};

_Static_assert(offsetof(struct net_address, order) == offsetof(struct belonging, order), "an address is a belonging");
_Static_assert(offsetof(struct net_detail, order) == offsetof(struct belonging, order), "a detail is a belonging");

static struct belonging belonging_of(const void *row)
{
	struct belonging belonging;

	memcpy(&belonging, row, sizeof(belonging));
	return belonging;
}

static int compare_belongings(const void *left, const void *right)
{
	struct belonging a = belonging_of(left), b = belonging_of(right);
	int by_link = compare_numbers(a.ifindex, b.ifindex);

	return by_link != 0 ? by_link : compare_numbers(a.order, b.order);
}

static void sort(struct net *net, enum net_table table, int (*compare)(const void *, const void *))
{
	struct net_rows *rows = &net->tables[table];

	/* qsort(NULL, 0) would be undefined. */
	if (rows->count > 1)
		qsort(rows->rows, rows->count, tables[table].row_size, compare);
}

/* What ip-link(8) calls M-DOWN. */
static void find_lower_down(struct net *net)
{
	for (size_t i = 0; i < net->tables[NET_LINKS].count; i++) {
		struct net_link *link = &net_links(net)[i];
		const struct net_link *lower = link->has_link && !link->has_netnsid ? net_find_link(net, link->link) : NULL;

		link->lower_down = lower && (lower->flags & IFF_UP) == 0;
	}
}

/* A link may come between the dump of links and that of addresses. */
static void find_homeless_addresses(struct net *net)
{
	size_t homeless = 0;

	for (size_t i = 0; i < net->tables[NET_ADDRESSES].count; i++)
		if (!net_find_link(net, net_addresses(net)[i].ifindex))
			homeless++;
	if (homeless > 0)
		net_add_gap(net, "addresses", "those of a link that is not among the links read: %zu", homeless);
}

void net_order(struct net *net)
{
	sort(net, NET_LINKS, compare_links);
	sort(net, NET_ADDRESSES, compare_belongings);
	sort(net, NET_DETAILS, compare_belongings);
	find_lower_down(net);
}

void net_settle(struct net *net)
{
	net_order(net);
	find_homeless_addresses(net);
	if (net->routes_without_way > 0)
		net_add_gap(net, "routes", "those of which the kernel tells only the number of a nexthop object: %zu", net->routes_without_way);
	for (int table = 0; table < NET_TABLE_COUNT; table++) {
		const struct net_rows *rows = &net->tables[table];

		if (rows->left_out > 0)
			net_add_gap(net, tables[table].name, "%zu more than the %d that are given", rows->left_out, NET_ROW_LIMIT);
	}
}

const struct net_link *net_find_link(const struct net *net, uint32_t ifindex)
{
	const struct net_rows *links = &net->tables[NET_LINKS];
	const struct net_link wanted = { .ifindex = ifindex };

	return links->count == 0 ? NULL : bsearch(&wanted, links->rows, links->count, sizeof(wanted), compare_links);
}

/* Where the rows of a link begin, and how many there are. */
static const void *belongings_of(const struct net *net, enum net_table table, uint32_t ifindex, size_t *ret_count)
{
	const char *rows = net->tables[table].rows;
	size_t size = tables[table].row_size, count = net->tables[table].count, low = 0, high = count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (belonging_of(rows + middle * size).ifindex < ifindex)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < count && belonging_of(rows + end * size).ifindex == ifindex; end++)
		;
	*ret_count = end - low;
	return end > low ? rows + low * size : NULL;
}

const struct net_address *net_addresses_of(const struct net *net, uint32_t ifindex, size_t *ret_count)
{
	return belongings_of(net, NET_ADDRESSES, ifindex, ret_count);
}

const struct net_detail *net_details_of(const struct net *net, uint32_t ifindex, size_t *ret_count)
{
	return belongings_of(net, NET_DETAILS, ifindex, ret_count);
}
