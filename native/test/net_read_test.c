/* The tables of a net namespace, against what ip(8) says of the same namespace. */
#define _GNU_SOURCE
#include "net-inspected.h"

/* --- ip(8)'s JSON in our words */

/* "link": null stands for IFLA_LINK 0, its absence for none; a name for an ifindex of the same namespace. */
static json_t *lower_of(const json_t *links, const json_t *link)
{
	if (get(link, "link_index"))
		return or_null(get(link, "link_index"));
	if (json_is_null(get(link, "link")))
		return json_integer(0);
	return or_null(ifindex_of(links, get(link, "link")));
}

static json_t *link_in_our_words(const json_t *links, const json_t *link)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "ifindex", or_null(get(link, "ifindex")),
		"name", or_null(get(link, "ifname")), "kind", or_null(get(get(link, "linkinfo"), "info_kind")),
		"linkType", or_null(get(link, "link_type")), "flags", or_null(get(link, "flags")),
		"operstate", or_null(get(link, "operstate")), "mtu", or_null(get(link, "mtu")), "mac", or_null(get(link, "address")),
		"master", or_null(ifindex_of(links, get(link, "master"))), "link", lower_of(links, link),
		"linkNetnsid", or_null(get(link, "link_netnsid")));
}

/* What ip(8) does not say of a link is left out. */
static json_t *without(const json_t *object, const char *const names[])
{
	json_t *copy = json_copy((json_t *) (uintptr_t) object);

	for (; *names; names++)
		(void) json_object_del(copy, *names);
	return copy;
}

static void compare_links(const char *name)
{
	static const char *const more[] = { "peer", "addresses", "details", "holders", NULL };
	json_t *net = inspect_named(name), *links = json_of("ip -n %s -j -d addr", name);
	size_t index;
	json_t *row;

	ok(json_array_size(links) > 0);
	is_number(json_array_size(get(net, "links")), json_array_size(links));
	json_array_foreach(get(net, "links"), index, row) {
		json_t *ours = without(row, more);

		is_json(ours, link_in_our_words(links, row_with(links, "ifname", json_string_value(get(row, "name")))));
		json_decref(ours);
	}
	json_decref(links);
	json_decref(net);
}

/* ip(8) writes each flag as a field, and "permanent" as the absence of "dynamic". */
static json_t *flags_in_our_words(const json_t *address)
{
	static const char *const names[] = { "secondary", "temporary", "dynamic", "nodad", "optimistic", "dadfailed", "home",
		"deprecated", "tentative", "permanent", "mngtmpaddr", "noprefixroute", "autojoin", "stable-privacy", NULL };
	json_t *flags = json_array();

	for (const char *const *name = names; *name; name++) {
		bool set = strcmp(*name, "permanent") == 0 ? !get(address, "dynamic") : json_is_true(get(address, *name));

		if (set)
			(void) json_array_append_new(flags, json_string(*name));
	}
	return flags;
}

static json_t *address_in_our_words(const json_t *address)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "family", or_null(get(address, "family")),
		"address", or_null(get(address, "local")), "prefixLength", or_null(get(address, "prefixlen")),
		"scope", or_null(get(address, "scope")), "peer", or_null(get(address, "address")),
		"broadcast", or_null(get(address, "broadcast")), "label", or_null(get(address, "label")),
		"flags", flags_in_our_words(address));
}

/* For ever, or between what ip(8) read before and after us: a lifetime only shrinks. */
static void compare_seconds(const json_t *ours, const json_t *before, const json_t *after)
{
	if (json_integer_value(before) == UINT32_MAX) {
		ok(json_is_null(ours));
		return;
	}
	ok(json_is_integer(ours));
	ok(json_integer_value(ours) <= json_integer_value(before));
	ok(json_integer_value(ours) >= json_integer_value(after));
}

static void compare_address(const json_t *ours, const json_t *before, const json_t *after)
{
	static const char *const lifetimes[] = { "validSeconds", "preferredSeconds", NULL };
	json_t *rest = without(ours, lifetimes);

	is_json(rest, address_in_our_words(before));
	compare_seconds(get(ours, "validSeconds"), get(before, "valid_life_time"), get(after, "valid_life_time"));
	compare_seconds(get(ours, "preferredSeconds"), get(before, "preferred_life_time"), get(after, "preferred_life_time"));
	json_decref(rest);
}

static size_t compare_addresses(const char *name)
{
	json_t *before = json_of("ip -n %s -j -d addr", name), *net = inspect_named(name), *after = json_of("ip -n %s -j -d addr", name);
	size_t index, count = 0;
	json_t *link;

	json_array_foreach(get(net, "links"), index, link) {
		const char *ifname = json_string_value(get(link, "name"));
		const json_t *ours = get(link, "addresses");
		const json_t *first = get(row_with(before, "ifname", ifname), "addr_info");
		const json_t *last = get(row_with(after, "ifname", ifname), "addr_info");

		is_number(json_array_size(ours), json_array_size(first));
		for (size_t i = 0; i < json_array_size(ours); i++, count++)
			compare_address(json_array_get(ours, i), json_array_get(first, i), json_array_get(last, i));
	}
	json_decref(after);
	json_decref(net);
	json_decref(before);
	return count;
}

static json_t *table_in_our_words(const json_t *table)
{
	const char *name = json_string_value(table);

	if (!name || strcmp(name, "main") == 0)
		return json_integer(254);
	if (strcmp(name, "local") == 0)
		return json_integer(255);
	return json_integer(strcmp(name, "default") == 0 ? 253 : atoll(name));
}

static json_t *destination_in_our_words(const json_t *destination, const char *family)
{
	const char *text = json_string_value(destination);

	if (strcmp(text, "default") == 0 || strchr(text, '/'))
		return json_string(text);
	return json_sprintf("%s/%d", text, strcmp(family, "inet") == 0 ? 32 : 128);
}

static json_t *gateway_in_our_words(const json_t *way)
{
	const json_t *via = get(get(way, "via"), "host");

	return or_null(via ? via : get(way, "gateway"));
}

static json_t *route_in_our_words(const json_t *route, const json_t *way, const char *family, const json_t *links)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "family", family, "type", or_null(get(route, "type")),
		"destination", destination_in_our_words(get(route, "dst"), family), "gateway", gateway_in_our_words(way),
		"ifindex", or_null(ifindex_of(links, get(way, "dev"))), "source", or_null(get(route, "prefsrc")),
		"metric", or_null(get(route, "metric")), "table", table_in_our_words(get(route, "table")),
		"protocol", or_null(get(route, "protocol")), "scope", or_null(get(route, "scope")));
}

/* One row for each way, in the kernel's order. */
static json_t *routes_in_our_words(const char *name, const char *family)
{
	json_t *links = json_of("ip -n %s -j -d addr", name), *rows = json_array();
	json_t *routes = json_of("ip -n %s -f %s -j -d route show table all", name, family);
	size_t index, hop;
	json_t *route, *way;

	json_array_foreach(routes, index, route) {
		if (!get(route, "nexthops"))
			(void) json_array_append_new(rows, route_in_our_words(route, route, family, links));
		json_array_foreach(get(route, "nexthops"), hop, way)
			(void) json_array_append_new(rows, route_in_our_words(route, way, family, links));
	}
	json_decref(routes);
	json_decref(links);
	return rows;
}

static json_t *rows_of_family(const json_t *rows, const char *family)
{
	json_t *found = json_array();
	size_t index;
	json_t *row;

	json_array_foreach(rows, index, row)
		if (strcmp(json_string_value(get(row, "family")), family) == 0)
			(void) json_array_append(found, row);
	return found;
}

static void compare_rows(const json_t *ours, json_t *theirs)
{
	is_number(json_array_size(ours), json_array_size(theirs));
	for (size_t i = 0; i < json_array_size(ours); i++)
		is_json(json_array_get(ours, i), or_null(json_array_get(theirs, i)));
	json_decref(theirs);
}

static size_t compare_routes(const char *name)
{
	json_t *net = inspect_named(name);
	json_t *four = rows_of_family(get(net, "routes"), "inet"), *six = rows_of_family(get(net, "routes"), "inet6");
	size_t count = json_array_size(get(net, "routes"));

	is_number(json_array_size(four) + json_array_size(six), count);
	compare_rows(four, routes_in_our_words(name, "inet"));
	compare_rows(six, routes_in_our_words(name, "inet6"));
	json_decref(six);
	json_decref(four);
	json_decref(net);
	return count;
}

static json_t *neighbours_in_our_words(const char *name, const char *family)
{
	json_t *links = json_of("ip -n %s -j -d addr", name), *neighbours = json_of("ip -n %s -f %s -j neigh", name, family);
	json_t *rows = json_array(), *row;
	size_t index;

	json_array_foreach(neighbours, index, row)
		(void) json_array_append_new(rows, json_pack("{s:s, s:o, s:o, s:o, s:o}", "family", family,
			"address", or_null(get(row, "dst")), "mac", or_null(get(row, "lladdr")),
			"ifindex", or_null(ifindex_of(links, get(row, "dev"))), "state", or_null(json_array_get(get(row, "state"), 0))));
	json_decref(neighbours);
	json_decref(links);
	return rows;
}

static size_t compare_neighbours(const char *name)
{
	json_t *net = inspect_named(name);
	json_t *four = rows_of_family(get(net, "neighbours"), "inet"), *six = rows_of_family(get(net, "neighbours"), "inet6");
	size_t count = json_array_size(get(net, "neighbours"));

	is_number(json_array_size(four) + json_array_size(six), count);
	compare_rows(four, neighbours_in_our_words(name, "inet"));
	compare_rows(six, neighbours_in_our_words(name, "inet6"));
	json_decref(six);
	json_decref(four);
	json_decref(net);
	return count;
}

/* --- the world: `blue` has no process, and of every kind of row some */

static void make_links(void)
{
	sh("ip netns add blue && ip -n blue link set lo up");
	sh("ip link add h-blue type veth peer name e0 netns blue && ip link set h-blue up && ip -n blue link set e0 up");
	sh("ip -n blue link add br1 type bridge && ip -n blue link set br1 up");
	sh("ip -n blue link add pair-a type veth peer name pair-b");
	sh("ip -n blue link set pair-a master br1 up && ip -n blue link set pair-b up");
	sh("ip -n blue link add m0 link pair-b type macvlan mode bridge && ip -n blue link set m0 up");
	sh("ip -n blue link add lonely type veth peer name lonely-peer && ip -n blue link set lonely up");
	sh("ip -n blue link add vx type vxlan id 7 dev e0 dstport 4789 && ip -n blue link add fb type ifb");
}

static void make_addresses(void)
{
	sh("ip -n blue addr add 10.9.0.2/16 brd + dev e0 && ip -n blue addr add 10.9.0.3/16 dev e0");
	sh("ip -n blue addr add 10.8.0.1 peer 10.8.0.2/32 dev br1 && ip -n blue addr add 10.7.0.1/24 label e0:one dev e0");
	sh("ip -n blue addr add 10.6.0.1/24 dev e0 valid_lft 5000 preferred_lft 3000 noprefixroute");
	sh("ip -n blue addr add 10.5.0.1/24 dev e0 scope link && ip -n blue addr add 10.5.1.1/24 dev e0 scope 42");
	sh("ip -n blue addr add fd00:9::2/64 dev e0 nodad && ip -n blue addr add fd00:8::1 peer fd00:8::2/128 dev br1 nodad");
	sh("ip -n blue addr add fd00:7::1/64 dev e0 nodad valid_lft 5000 preferred_lft 0");
	sh("ip -n blue addr add fd00:6::1/64 dev e0 nodad valid_lft 5000 preferred_lft 3000 mngtmpaddr noprefixroute");
	sh("ip -n blue addr add fd00:5::1/64 dev lonely");
}

static void make_routes(void)
{
	sh("ip -n blue route add default via 10.9.0.1 dev e0 metric 100");
	sh("ip -n blue route add 10.20.0.0/16 via 10.9.0.7 src 10.9.0.3 proto static");
	sh("ip -n blue route add 10.21.0.0/16 nexthop via 10.9.0.8 dev e0 nexthop dev br1 weight 3");
	sh("ip -n blue route add 10.22.0.0/16 via inet6 fe80::1 dev e0 proto bgp");
	sh("ip -n blue route add blackhole 10.23.0.0/16 && ip -n blue route add unreachable 10.24.0.0/16 metric 9");
	sh("ip -n blue route add 10.25.0.1/32 dev e0 table 100 proto 77 scope link");
	sh("ip -n blue route add 10.26.0.0/16 via 10.9.0.9 dev e0 table 70000");
	sh("ip -n blue -6 route add default via fd00:9::1 dev e0 && ip -n blue -6 route add prohibit fd00:99::/64");
	sh("ip -n blue -6 route add fd00:20::/48 nexthop via fd00:9::8 dev e0 nexthop via fd00:9::9 dev e0");
	sh("ip -n blue -6 route add fd00:21::1 dev e0 table 100 metric 5");
	sh("ip -n blue nexthop add id 1 via 10.9.0.8 dev e0 && ip -n blue nexthop add id 2 via 10.9.0.9 dev e0");
	sh("ip -n blue nexthop add id 3 group 1/2,5 && ip -n blue nexthop add id 4 blackhole && ip -n blue nexthop add id 5 via fd00:9::7 dev e0");
	sh("ip -n blue route add 10.27.0.0/16 nhid 1 && ip -n blue route add 10.28.0.0/16 nhid 3 metric 7 table 300");
	sh("ip -n blue route add 10.29.0.0/16 nhid 4 && ip -n blue -6 route add fd00:22::/48 nhid 5");
	sh("ip -n blue route add throw 10.30.0.0/16 table 300 && ip -n blue route add 10.31.0.0/16 via 192.0.2.1 dev e0 onlink");
}

static void make_neighbours(void)
{
	sh("ip -n blue neigh add 10.9.0.50 lladdr 02:00:00:00:00:50 dev e0 nud permanent");
	sh("ip -n blue neigh add 10.9.0.51 lladdr 02:00:00:00:00:51 dev e0 nud stale");
	sh("ip -n blue neigh add 10.9.0.52 lladdr 02:00:00:00:00:52 dev e0 nud noarp");
	sh("ip -n blue neigh add 10.9.0.53 dev e0 nud failed");
	sh("ip -n blue neigh add fd00:9::50 lladdr 02:00:00:00:06:50 dev e0 nud permanent router");
}

/* The kernel gives each link that is up an address of its own and some routes, in its own time: e0, br1, pair-a, pair-b
 * and m0. Nobody answers lonely, so its address stays tentative. */
static bool has_settled(void)
{
	json_t *links = json_of("ip -n blue -6 -j addr show scope link -tentative"), *link, *address;
	size_t index, place, count = 0;

	/* ip(8) leaves an empty object for an address that its filter leaves out. */
	json_array_foreach(links, index, link)
		json_array_foreach(get(link, "addr_info"), place, address)
			count += get(address, "local") != NULL;
	json_decref(links);
	return count == 5;
}

static void make_world(void)
{
	enter_world();
	make_links();
	make_addresses();
	make_routes();
	make_neighbours();
	must(comes_true(has_settled()));
}

/* --- facts */

static void links_are_those_that_ip_prints(void)
{
	compare_links("blue");
}

static void addresses_are_those_that_ip_prints(void)
{
	ok(compare_addresses("blue") > 15);
}

static void routes_of_all_tables_are_those_that_ip_prints(void)
{
	ok(compare_routes("blue") > 30);
}

static void neighbours_are_those_that_ip_prints(void)
{
	is_number(compare_neighbours("blue"), 4);
}

static void a_table_that_takes_many_datagrams_is_read_whole(void)
{
	sh("ip netns add crowd && ip -n crowd link add d0 type ifb && ip -n crowd link set d0 up");
	sh("i=0; while [ $i -lt 1500 ]; do echo \"addr add 10.$((i / 250)).$((i %% 250)).1/32 dev d0\"; "
	   "echo \"route add 11.$((i / 250)).$((i %% 250)).0/24 dev d0\"; i=$((i + 1)); done | ip -n crowd -batch -");
	ok(compare_addresses("crowd") >= 1500);
	ok(compare_routes("crowd") >= 3000);
	sh("ip netns del crowd");
}

static void a_name_that_is_not_UTF8_keeps_its_bytes(void)
{
	json_t *net;

	sh("ip -n blue link add \"$(printf '\\377x\\001')\" type ifb");
	net = inspect_named("blue");
	is_json(name_in_base64(net), json_pack("{s:s}", "b64", "/3gB"));
	json_decref(net);
	sh("ip -n blue link del \"$(printf '\\377x\\001')\"");
}

int main(void)
{
	make_world();
	TEST(links_are_those_that_ip_prints);
	TEST(addresses_are_those_that_ip_prints);
	TEST(routes_of_all_tables_are_those_that_ip_prints);
	TEST(neighbours_are_those_that_ip_prints);
	TEST(a_table_that_takes_many_datagrams_is_read_whole);
	TEST(a_name_that_is_not_UTF8_keeps_its_bytes);
	return tap_done();
}
