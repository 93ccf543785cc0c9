/* Namespaces that are not ours, and where the other ends of their links are. */
#define _GNU_SOURCE
#include "net-inspected.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>

#include "fuse.h"
#include "helper.h"

/* `here` is our own net namespace, a host with a bridge; in `blue` and `green` no process lives.
 *
 *   here:  br0 ── h-blue ═ e0 :blue      blue: pair-a ═ pair-b, br1 ── pair-a, macvlan m0 on pair-b
 *          br0 ── h-green ═ e0 :green    blue: direct ═ direct :green, both with the same ifindex */
static void make_world(void)
{
	enter_world();
	sh("ip link add br0 type bridge && ip link set br0 up && ip netns add blue && ip netns add green");
	sh("ip link add h-blue type veth peer name e0 netns blue && ip link set h-blue master br0");
	sh("ip link add h-green type veth peer name e0 netns green && ip link set h-green master br0");
	sh("ip -n blue link add br1 type bridge && ip -n blue link add pair-a type veth peer name pair-b");
	sh("ip -n blue link set pair-a master br1 && ip -n blue link add m0 link pair-b type macvlan mode bridge");
	sh("ip -n blue link add direct index 77 type veth peer name direct index 77 netns green && ip -n blue link add fb type ifb");
}

static void our_own_namespace_is_read_without_a_child(void)
{
	json_t *net = inspect_path("/proc/self/ns/net");

	is_number(json_integer_value(get(net, "ino")), ino_of_path("/proc/self/ns/net"));
	is_json(get(link_named(net, "br0"), "kind"), json_string("bridge"));
	is_number(json_array_size(get(net, "gaps")), 0);
	json_decref(net);
}

static void reading_another_namespace_leaves_ours_as_it_was(void)
{
	uint64_t before = ino_of_path("/proc/self/ns/net");
	json_t *net = inspect_named("blue");

	is_number(json_integer_value(get(net, "ino")), ino_of_named("blue"));
	ok(ino_of_named("blue") != before);
	is_number(ino_of_path("/proc/self/ns/net"), before);
	json_decref(net);
}

static void a_veth_names_its_peer_in_our_namespace_and_the_bridge_it_is_in(void)
{
	json_t *net = inspect_named("blue"), *here = json_of("ip -j link");
	const json_t *peer = get(link_named(net, "e0"), "peer");

	is_number(json_integer_value(get(peer, "namespace")), ino_of_path("/proc/self/ns/net"));
	is_json(get(peer, "name"), json_string("h-blue"));
	is_json(get(peer, "ifindex"), or_null(ifindex_of(here, get(row_with(here, "ifname", "h-blue"), "ifname"))));
	is_json(get(peer, "master"), json_pack("{s:O, s:s, s:s}", "ifindex", get(row_with(here, "ifname", "br0"), "ifindex"),
		"name", "br0", "kind", "bridge"));
	json_decref(here);
	json_decref(net);
}

static void a_host_veth_names_its_peer_in_a_namespace_without_a_process(void)
{
	json_t *net = inspect_path("/proc/self/ns/net");
	const json_t *peer = get(link_named(net, "h-green"), "peer");

	is_number(json_integer_value(get(peer, "namespace")), ino_of_named("green"));
	is_json(get(peer, "name"), json_string("e0"));
	is_json(get(peer, "master"), json_null());
	json_decref(net);
}

static void both_ends_of_a_veth_may_have_the_same_ifindex(void)
{
	json_t *net = inspect_named("blue");
	const json_t *link = link_named(net, "direct");

	is_json(get(link, "ifindex"), json_integer(77));
	is_json(get(get(link, "peer"), "ifindex"), json_integer(77));
	is_number(json_integer_value(get(get(link, "peer"), "namespace")), ino_of_named("green"));
	is_json(get(get(link, "peer"), "name"), json_string("direct"));
	json_decref(net);
}

static void a_pair_inside_one_namespace_has_its_peer_there(void)
{
	json_t *net = inspect_named("blue");
	const json_t *link = link_named(net, "pair-b"), *other = link_named(net, "pair-a");

	is_json(get(link, "linkNetnsid"), json_null());
	is_json(get(link, "peer"), json_pack("{s:O, s:I, s:s, s:{s:O, s:s, s:s}}", "ifindex", get(other, "ifindex"),
		"namespace", (json_int_t) ino_of_named("blue"), "name", "pair-a",
		"master", "ifindex", get(link_named(net, "br1"), "ifindex"), "name", "br1", "kind", "bridge"));
	json_decref(net);
}

static void a_macvlan_names_its_lower_device(void)
{
	json_t *net = inspect_named("blue");
	const json_t *link = link_named(net, "m0");

	is_json(get(link, "kind"), json_string("macvlan"));
	is_json(get(get(link, "peer"), "name"), json_string("pair-b"));
	json_decref(net);
}

static void a_macvlan_in_another_namespace_names_its_lower_device_here(void)
{
	json_t *net;
	const json_t *peer;

	sh("ip link add lower type veth peer name lower-peer && ip link add mv link lower netns green type macvlan");
	net = inspect_named("green");
	peer = get(link_named(net, "mv"), "peer");
	is_json(get(peer, "name"), json_string("lower"));
	is_number(json_integer_value(get(peer, "namespace")), ino_of_path("/proc/self/ns/net"));
	json_decref(net);
	sh("ip link del lower");
}

static void a_link_with_neither_peer_nor_lower_device_has_none(void)
{
	json_t *net = inspect_named("blue");

	is_json(get(link_named(net, "lo"), "peer"), json_null());
	is_json(get(link_named(net, "fb"), "peer"), json_null());
	json_decref(net);
}

static void a_peer_in_a_namespace_that_nobody_can_find_is_hidden_and_a_gap(void)
{
	int fd = make_secret_namespace();
	json_t *net = inspect_path("/proc/self/ns/net");
	const json_t *peer = get(link_named(net, "to-secret"), "peer");

	is_json(get(peer, "namespace"), json_string("hidden"));
	is_json(get(peer, "name"), json_null());
	is_json(get(json_array_get(get(net, "gaps"), 0), "what"), json_string("peers"));
	is_number(json_array_size(get(net, "gaps")), 1);
	/* The others are found all the same. */
	is_number(json_integer_value(get(get(link_named(net, "h-blue"), "peer"), "namespace")), ino_of_named("blue"));
	json_decref(net);
	(void) close(fd);
	must(comes_true(system("ip link show to-secret >/dev/null 2>&1") != 0));
}

/* Not among our mounts: a process with a mount namespace of its own has bound it. */
static void a_peer_whose_namespace_only_another_mount_namespace_shows_is_found(void)
{
	static const char script[] = "mount -t tmpfs far /mnt && touch '/mnt/far away' && mount --bind /proc/$1/ns/net '/mnt/far away' && "
		READY;
	struct target_child inside = start_target(TARGET("unshare", "-n"), 0), keeper;
	uint64_t ino = ino_of(inside.pid, "net");
	char pid[16];
	json_t *net;

	(void) snprintf(pid, sizeof(pid), "%d", (int) inside.pid);
	sh("ip link add to-far type veth peer name far netns %s", pid);
	keeper = start_target((const char *const []) { "unshare", "-m", "sh", "-c", script, "sh", pid, NULL }, 0);
	end_target(&inside);
	net = inspect_path("/proc/self/ns/net");
	is_number(json_integer_value(get(get(link_named(net, "to-far"), "peer"), "namespace")), ino);
	is_json(get(get(link_named(net, "to-far"), "peer"), "name"), json_string("far"));
	json_decref(net);
	end_target(&keeper);
	must(comes_true(system("ip link show to-far >/dev/null 2>&1") != 0));
}

/* Binds the net namespace of a process to a file of a file system that then never answers again. */
static void bind_in_silence(void *context)
{
	char path[64];
	pid_t server;

	must(unshare(CLONE_NEWNS) == 0);
	(void) snprintf(path, sizeof(path), "/proc/%d/ns/net", *(pid_t *) context);
	server = fuse_start("/mnt");
	must(mount(path, "/mnt/f", NULL, MS_BIND, NULL) == 0);
	must(kill(server, SIGSTOP) == 0);
}

static void a_file_system_that_never_answers_keeps_nobody_waiting(void)
{
	struct target_child inside = start_target(TARGET("unshare", "-n"), 0);
	pid_t keeper;
	json_t *net;

	sh("ip link add to-silence type veth peer name silence netns %d", (int) inside.pid);
	keeper = start_child(bind_in_silence, &inside.pid);
	end_target(&inside);
	net = inspect_path("/proc/self/ns/net");
	is_json(get(get(link_named(net, "to-silence"), "peer"), "namespace"), json_string("hidden"));
	is_number(json_array_size(get(net, "gaps")), 1);
	json_decref(net);
	end_child(keeper);
	must(comes_true(system("ip link show to-silence >/dev/null 2>&1") != 0));
}

int main(void)
{
	make_world();
	TEST(our_own_namespace_is_read_without_a_child);
	TEST(reading_another_namespace_leaves_ours_as_it_was);
	TEST(a_veth_names_its_peer_in_our_namespace_and_the_bridge_it_is_in);
	TEST(a_host_veth_names_its_peer_in_a_namespace_without_a_process);
	TEST(both_ends_of_a_veth_may_have_the_same_ifindex);
	TEST(a_pair_inside_one_namespace_has_its_peer_there);
	TEST(a_macvlan_names_its_lower_device);
	TEST(a_macvlan_in_another_namespace_names_its_lower_device_here);
	TEST(a_link_with_neither_peer_nor_lower_device_has_none);
	TEST(a_peer_in_a_namespace_that_nobody_can_find_is_hidden_and_a_gap);
	TEST(a_peer_whose_namespace_only_another_mount_namespace_shows_is_found);
	TEST(a_file_system_that_never_answers_keeps_nobody_waiting);
	return tap_done();
}
