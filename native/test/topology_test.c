/* All net namespaces and their wires, against ip(8) in each. */
#define _GNU_SOURCE
#include "inspect-client.h"
#include "net-inspected.h"
#include "topology.h"

#include <sys/resource.h>

#define TOPOLOGY_REQUEST "{\"protocol\":1,\"verb\":\"inspect\",\"topology\":{}}"

static json_t *topology_as(void (*become)(void))
{
	struct answer answer = ask_as("nsatlas-inspect", TOPOLOGY_REQUEST, become);
	json_t *document = json_incref(answer.document);

	ok(answer.whole);
	is_number(answer.status, 0);
	must(document);
	free_answer(&answer);
	return document;
}

static const json_t *find_net(const json_t *topology, uint64_t ino)
{
	size_t index;
	json_t *net;

	json_array_foreach(get(topology, "nets"), index, net)
		if ((uint64_t) json_integer_value(get(net, "ino")) == ino)
			return net;
	return NULL;
}

static const json_t *net_named(const json_t *topology, const char *name)
{
	const json_t *net = find_net(topology, ino_of_named(name));

	if (!net)
		printf("# no namespace %s\n", name);
	must(net);
	return net;
}

static const json_t *net_here(const json_t *topology)
{
	const json_t *net = find_net(topology, ino_of_path("/proc/self/ns/net"));

	must(net);
	return net;
}

static bool has_gap(const json_t *topology, const char *what)
{
	return has_row(get(topology, "gaps"), "what", what);
}

/* `here` is our own net namespace, a host with a bridge.
 *
 *   here:  br0 ── h-blue ═ e0 :blue      blue: pair-a ═ pair-b, macvlan m0 on pair-b
 *          br0 ── h-green ═ e0 :green    blue: direct ═ direct :green, both with the same ifindex
 *          lower ── macvlan mv :green */
static void make_world(void)
{
	enter_world();
	sh("ip link add br0 type bridge && ip link set br0 up && ip netns add blue && ip netns add green");
	sh("ip link add h-blue type veth peer name e0 netns blue && ip link set h-blue master br0 up");
	sh("ip link add h-green type veth peer name e0 netns green && ip link set h-green master br0");
	sh("ip -n blue link add pair-a type veth peer name pair-b && ip -n blue link add m0 link pair-b type macvlan mode bridge");
	sh("ip -n blue link add direct index 77 type veth peer name direct index 77 netns green");
	sh("ip link add lower type veth peer name lower-peer && ip link add mv link lower netns green type macvlan");
	sh("ip -n blue addr add 10.9.0.2/16 dev e0 && ip -n blue addr add fd00:9::2/64 dev e0 nodad && ip -n blue link set e0 up");
	sh("ip -n blue addr add 10.8.0.2/24 dev direct scope link && ip -n blue link set direct up");
}

/* --- what there is, as ip(8) says it */

static json_t *addresses_in_our_words(const json_t *rows)
{
	json_t *addresses = json_array(), *row;
	size_t index;

	json_array_foreach(rows, index, row)
		(void) json_array_append_new(addresses, json_pack("{s:O, s:O, s:O, s:O}", "family", get(row, "family"),
			"address", get(row, "local"), "prefixLength", get(row, "prefixlen"), "scope", get(row, "scope")));
	return addresses;
}

static json_t *link_in_our_words(const json_t *links, const json_t *link)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "ifindex", or_null(get(link, "ifindex")),
		"name", or_null(get(link, "ifname")), "kind", or_null(get(get(link, "linkinfo"), "info_kind")),
		"linkType", or_null(get(link, "link_type")), "flags", or_null(get(link, "flags")),
		"operstate", or_null(get(link, "operstate")), "mtu", or_null(get(link, "mtu")), "mac", or_null(get(link, "address")),
		"master", or_null(ifindex_of(links, get(link, "master"))), "addresses", addresses_in_our_words(get(link, "addr_info")));
}

static void compare_links(const json_t *net, json_t *links)
{
	size_t index;
	json_t *row;

	is_json(get(net, "trouble"), json_null());
	is_json(get(net, "linksLeftOut"), json_integer(0));
	is_number(json_array_size(get(net, "links")), json_array_size(links));
	json_array_foreach(get(net, "links"), index, row) {
		json_t *ours = json_copy(row);

		(void) json_object_del(ours, "peer");
		(void) json_object_del(ours, "carriesDefault");
		is_json(ours, link_in_our_words(links, row_with(links, "ifname", json_string_value(get(row, "name")))));
		json_decref(ours);
	}
	json_decref(links);
}

/* A link-local address of IPv6 comes of itself, in its own time. */
static bool has_settled(void)
{
	return system("ip -n blue -6 -o addr show dev e0 scope link -tentative | grep -q inet6 && "
		"ip -6 -o addr show dev br0 scope link -tentative | grep -q inet6 && "
		"ip -6 -o addr show dev h-blue scope link -tentative | grep -q inet6") == 0;
}

static void links_and_addresses_are_those_that_ip_prints(void)
{
	json_t *topology;

	must(comes_true(has_settled()));
	topology = topology_as(NULL);
	compare_links(net_here(topology), json_of("ip -j -d addr"));
	compare_links(net_named(topology, "blue"), json_of("ip -n blue -j -d addr"));
	compare_links(net_named(topology, "green"), json_of("ip -n green -j -d addr"));
	json_decref(topology);
}

static void each_namespace_stands_there_once_and_in_order(void)
{
	json_t *topology = topology_as(NULL), *net;
	json_int_t before = 0;
	size_t index;

	json_array_foreach(get(topology, "nets"), index, net) {
		ok(json_integer_value(get(net, "ino")) > before);
		before = json_integer_value(get(net, "ino"));
	}
	ok(index >= 3);
	json_decref(topology);
}

static void the_way_out_is_the_link_of_a_default_route(void)
{
	json_t *topology;

	sh("ip -n blue route add default via 10.9.0.1 dev e0 && ip -n blue route add default dev direct table 100");
	sh("ip -n green link set e0 up && ip -n green -6 route add default dev e0 && ip -n green route add unreachable default");
	topology = topology_as(NULL);
	is_json(get(link_named(net_named(topology, "blue"), "e0"), "carriesDefault"), json_true());
	is_json(get(link_named(net_named(topology, "blue"), "direct"), "carriesDefault"), json_false());
	is_json(get(link_named(net_named(topology, "green"), "e0"), "carriesDefault"), json_true());
	is_json(get(link_named(net_named(topology, "green"), "lo"), "carriesDefault"), json_false());
	is_json(get(link_named(net_here(topology), "br0"), "carriesDefault"), json_false());
	json_decref(topology);
}

/* --- where the other ends are */

static void is_peer(const json_t *net, const char *link, const json_t *other_net, const char *other)
{
	is_json(get(link_named(net, link), "peer"), json_pack("{s:O, s:O}", "ifindex", get(link_named(other_net, other), "ifindex"),
		"namespace", get(other_net, "ino")));
}

static void are_peers(const json_t *net, const char *link, const json_t *other_net, const char *other)
{
	is_peer(net, link, other_net, other);
	is_peer(other_net, other, net, link);
}

static void the_ends_of_each_veth_name_each_other(void)
{
	json_t *topology = topology_as(NULL);
	const json_t *here = net_here(topology), *blue = net_named(topology, "blue"), *green = net_named(topology, "green");

	are_peers(here, "h-blue", blue, "e0");
	are_peers(here, "h-green", green, "e0");
	are_peers(blue, "pair-a", blue, "pair-b");
	are_peers(blue, "direct", green, "direct");
	is_json(get(link_named(blue, "direct"), "ifindex"), json_integer(77));
	is_json(get(link_named(green, "direct"), "ifindex"), json_integer(77));
	json_decref(topology);
}

static void a_macvlan_names_its_lower_device_wherever_it_is(void)
{
	json_t *topology = topology_as(NULL);

	is_peer(net_named(topology, "blue"), "m0", net_named(topology, "blue"), "pair-b");
	is_peer(net_named(topology, "green"), "mv", net_here(topology), "lower");
	json_decref(topology);
}

static void a_link_with_neither_has_none(void)
{
	json_t *topology = topology_as(NULL);

	is_json(get(link_named(net_here(topology), "br0"), "peer"), json_null());
	is_json(get(link_named(net_named(topology, "blue"), "lo"), "peer"), json_null());
	json_decref(topology);
}

static void a_moved_vxlan_names_its_device_or_none_and_never_a_stranger(void)
{
	json_t *topology;

	sh("ip link add vx type vxlan id 7 dev br0 dstport 4789 && ip link set vx netns green");
	sh("ip link add alone type vxlan id 8 dstport 4790 && ip link set alone netns green");
	topology = topology_as(NULL);
	is_peer(net_named(topology, "green"), "vx", net_here(topology), "br0");
	is_json(get(link_named(net_named(topology, "green"), "alone"), "peer"), json_null());
	json_decref(topology);
	sh("ip -n green link del vx && ip -n green link del alone");
}

static void a_peer_in_a_namespace_that_nobody_can_find_is_hidden_and_a_gap(void)
{
	int fd = make_secret_namespace();
	json_t *topology = topology_as(NULL);

	is_json(get(get(link_named(net_here(topology), "to-secret"), "peer"), "namespace"), json_string("hidden"));
	ok(has_gap(topology, "peers"));
	are_peers(net_here(topology), "h-blue", net_named(topology, "blue"), "e0");
	json_decref(topology);
	(void) close(fd);
	must(comes_true(system("ip link show to-secret >/dev/null 2>&1") != 0));
}

static void a_namespace_that_only_another_mount_namespace_shows_is_found(void)
{
	static const char script[] = "mount -t tmpfs far /mnt && touch '/mnt/far away' && mount --bind /proc/$1/ns/net '/mnt/far away' && "
		READY;
	struct target_child inside = start_target(TARGET("unshare", "-n"), 0), keeper;
	uint64_t ino = ino_of(inside.pid, "net");
	json_t *topology;
	char pid[16];

	(void) snprintf(pid, sizeof(pid), "%d", (int) inside.pid);
	sh("ip link add to-far type veth peer name far netns %s", pid);
	keeper = start_target((const char *const []) { "unshare", "-m", "sh", "-c", script, "sh", pid, NULL }, 0);
	end_target(&inside);
	topology = topology_as(NULL);
	must(find_net(topology, ino));
	are_peers(net_here(topology), "to-far", find_net(topology, ino), "far");
	json_decref(topology);
	end_target(&keeper);
	must(comes_true(system("ip link show to-far >/dev/null 2>&1") != 0));
}

/* --- what cannot be read */

static void a_namespace_below_another_mount_has_a_row_that_says_so(void)
{
	json_t *topology;
	uint64_t ino;

	sh("ip netns add covered && ip link add to-covered type veth peer name e0 netns covered");
	ino = ino_of_named("covered");
	sh("mkdir -p /run/netns/lid && mount --bind /dev/null /run/netns/covered");
	topology = topology_as(NULL);
	must(find_net(topology, ino));
	is_number(json_array_size(get(find_net(topology, ino), "links")), 0);
	ok(json_is_string(get(find_net(topology, ino), "trouble")));
	is_json(get(get(link_named(net_here(topology), "to-covered"), "peer"), "namespace"), json_string("hidden"));
	json_decref(topology);
	sh("umount /run/netns/covered && ip netns del covered && rmdir /run/netns/lid");
}

static void become_short_of_descriptors(void)
{
	const struct rlimit limit = { 65, 65 };

	(void) setrlimit(RLIMIT_NOFILE, &limit);
}

static void a_namespace_for_which_no_descriptor_is_left_has_a_row_that_says_so(void)
{
	json_t *topology = topology_as(become_short_of_descriptors);

	is_number(json_array_size(get(net_named(topology, "blue"), "links")), 0);
	is_json(get(net_named(topology, "blue"), "trouble"), json_string("as many files are open as this process may have"));
	json_decref(topology);
}

static void an_ordinary_user_sees_their_own_namespace_and_what_is_missing(void)
{
	json_t *topology = topology_as(become_nobody);
	const json_t *here = net_here(topology);

	ok(json_array_size(get(here, "links")) > 3);
	is_json(get(get(link_named(here, "lower"), "peer"), "namespace"), or_null(get(here, "ino")));
	ok(has_gap(topology, "namespaces"));
	/* The names of ip(8) can be opened by anybody, but not joined: of those all is known but what is inside. */
	is_json(get(net_named(topology, "blue"), "trouble"), json_string("it cannot be joined: EPERM"));
	is_json(get(get(link_named(here, "h-blue"), "peer"), "namespace"), json_integer((json_int_t) ino_of_named("blue")));
	json_decref(topology);
}

static void the_inspectors_few_capabilities_are_enough(void)
{
	json_t *topology = topology_as(become_inspector);

	are_peers(net_here(topology), "h-blue", net_named(topology, "blue"), "e0");
	json_decref(topology);
}

static void namespaces_that_come_and_go_meanwhile_do_no_harm(void)
{
	struct target_child churn = start_target((const char *const []) { "sh", "-c",
		"echo ready; while :; do unshare -n true; unshare -n ip link add a type veth peer name b; done", NULL }, 0);

	for (int i = 0; i < 20; i++) {
		json_t *topology = topology_as(NULL);

		are_peers(net_here(topology), "h-blue", net_named(topology, "blue"), "e0");
		json_decref(topology);
	}
	end_target(&churn);
}

static void a_name_that_is_not_UTF8_keeps_its_bytes(void)
{
	json_t *topology;

	sh("ip -n green link add \"$(printf '\\377x\\001')\" type ifb");
	topology = topology_as(NULL);
	is_json(name_in_base64(net_named(topology, "green")), json_pack("{s:s}", "b64", "/3gB"));
	json_decref(topology);
	sh("ip -n green link del \"$(printf '\\377x\\001')\"");
}

static void a_wish_in_the_question_is_refused(void)
{
	is_refused(ask_as("nsatlas-inspect", "{\"protocol\":1,\"verb\":\"inspect\",\"topology\":{\"deep\":true}}", NULL), "usage", "request");
	is_refused(ask_as("nsatlas-inspect", "{\"protocol\":1,\"verb\":\"inspect\",\"topology\":1}", NULL), "usage", "request");
}

/* --- crowds */

static void make_crowd(void)
{
	sh("(i=0; while [ $i -lt 300 ]; do echo \"netns add c$i\"; echo \"link add v$i type veth peer name eth0 netns c$i\"; "
	   "i=$((i + 1)); done) | ip -batch -");
	sh("ip netns add wide; (i=0; while [ $i -lt 500 ]; do echo \"link add a$i type veth peer name b$i\"; i=$((i + 1)); done) | ip -n wide -batch -");
	sh("ip -n wide link set lo up; (i=0; while [ $i -lt 5000 ]; do echo \"route add 10.$((i / 250)).$((i %% 250)).0/24 dev lo\"; "
	   "i=$((i + 1)); done) | ip -n wide -batch -");
}

static void each_end_of_a_crowd_is_found(void)
{
	json_t *topology = topology_as(NULL);
	char link[16], net[16];

	for (int i = 0; i < 300; i++) {
		(void) snprintf(link, sizeof(link), "v%d", i);
		(void) snprintf(net, sizeof(net), "c%d", i);
		are_peers(net_here(topology), link, net_named(topology, net), "eth0");
	}
	is_number(json_array_size(get(net_named(topology, "wide"), "links")), 1001);
	json_decref(topology);
}

/* Namespaces made alike, each with a veth to the next, have links with the same numbers all over. */
static void make_chain(void)
{
	sh("(echo netns add k0; i=1; while [ $i -lt 100 ]; do echo \"netns add k$i\"; i=$((i + 1)); done) | ip -batch -");
	sh("i=1; while [ $i -lt 100 ]; do ip -n k$((i - 1)) link add next type veth peer name prev netns k$i; i=$((i + 1)); done");
}

static size_t count_ends_elsewhere(const struct topology *topology)
{
	size_t count = 0;

	for (size_t i = 0; i < topology->count; i++)
		for (size_t k = 0; k < topology->nets[i].net.tables[NET_LINKS].count; k++)
			count += net_links(&topology->nets[i].net)[k].has_netnsid;
	return count;
}

static void there_are_no_more_questions_than_a_few_for_each_end(void)
{
	CLEANUP_TOPOLOGY struct topology topology = { 0 };

	must(topology_read(&topology) == 0);
	ok(count_ends_elsewhere(&topology) > 600);
	ok(topology.questions > 300);
	ok(topology.questions < 2 * count_ends_elsewhere(&topology));
	printf("# %zu questions for %zu ends\n", topology.questions, count_ends_elsewhere(&topology));
}

/* Of which only this is known: a link whose other end is in a namespace that ours does not number so. */
static struct topology_net made_net(uint64_t ino)
{
	struct topology_net row = { .net = { .identity = { .type = NSTYPE_NET, .ino = ino } }, .ns_fd = open("/proc/self/ns/net", O_RDONLY) };
	const struct net_link link = { .ifindex = 1, .name = "a", .kind = "macvlan", .lower = 1, .has_netnsid = true, .netnsid = 12345 };

	must(row.ns_fd >= 0 && netlink_socket(NETLINK_ROUTE, &row.route_fd) == 0 && net_add(&row.net, NET_LINKS, &link) == 0);
	return row;
}

static json_t *written(const struct topology *topology)
{
	struct jsonout json;
	json_t *document;

	must(jsonout_init(&json, -1) == 0);
	topology_write(topology, &json);
	must(json.error == 0);
	document = json_loadb(json.buffer, json.length, 0, NULL);
	must(document);
	jsonout_free(&json);
	return document;
}

static void what_time_does_not_allow_is_hidden_and_a_gap_that_says_so(void)
{
	CLEANUP_TOPOLOGY struct topology topology = { .nets = calloc(2, sizeof(*topology.nets)), .count = 2, .link_count = 2 };
	json_t *document;

	must(topology.nets);
	topology.nets[0] = made_net(1);
	topology.nets[1] = made_net(2);
	topology.nets[1].net.tables[NET_LINKS].left_out = 3;
	must(topology_match(&topology, 0) == 0);
	is_number(topology.questions, 1);
	is_number(topology.gap_count, 1);
	ok(strstr(topology.gaps[0].why, "not looked for to the end") && strstr(topology.gaps[0].why, ": 2"));
	document = written(&topology);
	is_json(get(get(json_array_get(get(find_net(document, 1), "links"), 0), "peer"), "namespace"), json_string("hidden"));
	is_json(get(find_net(document, 1), "linksLeftOut"), json_integer(0));
	is_json(get(find_net(document, 2), "linksLeftOut"), json_integer(3));
	json_decref(document);
}

static void a_namespace_with_many_links_and_routes_is_inspected_whole(void)
{
	json_t *net = inspect_named("wide");

	is_number(json_array_size(get(net, "links")), 1001);
	ok(json_array_size(get(net, "routes")) > 5000);
	is_number(json_array_size(get(net, "gaps")), 0);
	json_decref(net);
}

int main(void)
{
	(void) signal(SIGCHLD, SIG_DFL);
	make_world();
	TEST(links_and_addresses_are_those_that_ip_prints);
	TEST(each_namespace_stands_there_once_and_in_order);
	TEST(the_way_out_is_the_link_of_a_default_route);
	TEST(the_ends_of_each_veth_name_each_other);
	TEST(a_macvlan_names_its_lower_device_wherever_it_is);
	TEST(a_link_with_neither_has_none);
	TEST(a_moved_vxlan_names_its_device_or_none_and_never_a_stranger);
	TEST(a_peer_in_a_namespace_that_nobody_can_find_is_hidden_and_a_gap);
	TEST(a_namespace_that_only_another_mount_namespace_shows_is_found);
	TEST(a_namespace_below_another_mount_has_a_row_that_says_so);
	TEST(a_namespace_for_which_no_descriptor_is_left_has_a_row_that_says_so);
	TEST(an_ordinary_user_sees_their_own_namespace_and_what_is_missing);
	TEST(the_inspectors_few_capabilities_are_enough);
	TEST(namespaces_that_come_and_go_meanwhile_do_no_harm);
	TEST(a_name_that_is_not_UTF8_keeps_its_bytes);
	TEST(a_wish_in_the_question_is_refused);
	TEST(what_time_does_not_allow_is_hidden_and_a_gap_that_says_so);
	make_crowd();
	TEST(each_end_of_a_crowd_is_found);
	TEST(a_namespace_with_many_links_and_routes_is_inspected_whole);
	make_chain();
	TEST(there_are_no_more_questions_than_a_few_for_each_end);
	return tap_done();
}
