/* Sandboxes with a cable: what ip(8) says on both sides, and what is left. In a net namespace of the test's own. */
#define _GNU_SOURCE
#include <net/if.h>

#include "cgroup.h"
#include "create-client.h"
#include "net-world.h"
#include "sandbox-registry.h"

static json_t *cabled(const char *name, const char *types, const char *address)
{
	json_t *network = json_pack("{s:s, s:s?}", "kind", "bridge", "address", address);

	return with(create_request(name, types), "network", network);
}

static bool link_exists(const char *name)
{
	return if_nametoindex(name) > 0;
}

static void enter_own_world(void)
{
	enter_world();
	must(mount("run", "/run", "tmpfs", 0, NULL) == 0);
}

static json_t *ip_inside(const struct exec_run *run, const char *words)
{
	return json_of("nsenter -n -t %d ip -j %s", (int) holder_of(run), words);
}

/* The kernel says so a moment after it is. */
static bool is_up(const struct exec_run *run)
{
	json_t *links = ip_inside(run, "link show eth0");
	bool up = strcmp(text_in(json_array_get(links, 0), "operstate"), "UP") == 0;

	json_decref(links);
	return up;
}

static void a_sandbox_has_an_address_a_way_out_and_lo(void)
{
	struct exec_run *run = start_create(NULL, cabled("create-net", "net", NULL));
	json_t *links = ip_inside(run, "-4 addr"), *routes = ip_inside(run, "-4 route show default");
	const json_t *lo = row_with(links, "ifname", "lo"), *eth0 = row_with(links, "ifname", "eth0");

	is_string(text_in(run->started, "address"), "10.213.0.2");
	ok(row_with(get(eth0, "addr_info"), "local", "10.213.0.2") != NULL);
	is_number(number_in(json_array_get(get(eth0, "addr_info"), 0), "prefixlen"), 24);
	ok(comes_true(is_up(run)));
	ok(row_with(get(lo, "addr_info"), "local", "127.0.0.1") != NULL);
	is_string(text_in(json_array_get(routes, 0), "gateway"), "10.213.0.1");
	is_string(text_in(json_array_get(routes, 0), "dev"), "eth0");
	json_decref(links);
	json_decref(routes);
	(void) close_run(run);
}

static void the_host_has_the_bridge_with_the_cable_in_it(void)
{
	struct exec_run *run = start_create(NULL, cabled("create-net", "net", NULL));
	json_t *links = json_of("ip -j -d addr");
	const json_t *bridge = row_with(links, "ifname", "nsatlas0"), *port = row_with(links, "master", "nsatlas0");

	is_string(text_in(get(bridge, "linkinfo"), "info_kind"), "bridge");
	is_string(text_in(bridge, "ifalias"), "nsatlas sandbox");
	ok(row_with(get(bridge, "addr_info"), "local", "10.213.0.1") != NULL);
	is_string(text_in(get(port, "linkinfo"), "info_kind"), "veth");
	is_string(text_in(port, "ifalias"), "nsatlas sandbox");
	json_decref(links);
	(void) close_run(run);
}

static void two_sandboxes_reach_each_other_and_the_bridge(void)
{
	struct exec_run *one = start_create(NULL, cabled("create-one", "net uts", "10.213.0.77"));
	struct exec_run *two = start_create(NULL, cabled("create-two", "net user mnt pid", NULL));

	is_string(text_in(one->started, "address"), "10.213.0.77");
	is_string(text_in(two->started, "address"), "10.213.0.2");
	sh("nsenter -n -t %d busybox ping -c1 -W5 10.213.0.77 >/dev/null", (int) holder_of(two));
	sh("nsenter -n -t %d busybox ping -c1 -W5 10.213.0.2 >/dev/null", (int) holder_of(one));
	sh("nsenter -n -t %d busybox ping -c1 -W5 10.213.0.1 >/dev/null", (int) holder_of(two));
	(void) close_run(one);
	(void) close_run(two);
}

static void the_bridge_goes_with_the_last_cable(void)
{
	struct exec_run *one = start_create(NULL, cabled("create-one", "net", NULL)), *two = start_create(NULL, cabled("create-two", "net", NULL));

	(void) close_run(one);
	ok(link_exists("nsatlas0"));
	ok(!link_exists("nsatlas-s0"));
	ok(link_exists("nsatlas-s1"));
	(void) close_run(two);
	ok(!link_exists("nsatlas0"));
	ok(!link_exists("nsatlas-s1"));
}

static void an_address_that_is_taken_is_refused(void)
{
	struct exec_run *one = start_create(NULL, cabled("create-one", "net", "10.213.0.9")), *two = run_exec(NULL, cabled("create-two", "net", "10.213.0.9"));

	is_failure(two, "usage", "request");
	is_string(text_in(two->failure, "errno"), "EADDRINUSE");
	(void) close_run(two);
	ok(access("/run/nsatlas/ns/create-two", F_OK) < 0);
	(void) close_run(one);
}

static void a_bridge_that_is_not_ours_stays_as_it_is(void)
{
	struct exec_run *run;

	sh("ip link add nsatlas0 type bridge");
	run = run_exec(NULL, cabled("create-foreign", "net", NULL));
	is_failure(run, "denied", "make");
	is_string(text_in(run->failure, "errno"), "EEXIST");
	(void) close_run(run);
	ok(link_exists("nsatlas0"));
	is_number(sandbox_registry_sweep(0), 0);
	ok(link_exists("nsatlas0"));
	sh("ip link del nsatlas0");
}

static void a_network_in_use_on_the_host_is_not_taken(void)
{
	static const char *const addresses[] = { "10.213.0.200/32", "10.1.2.3/8" };

	for (size_t i = 0; i < 2; i++) {
		struct exec_run *run;

		sh("ip link add create-other type bridge && ip addr add %s dev create-other", addresses[i]);
		run = run_exec(NULL, cabled("create-used", "net", NULL));
		is_failure(run, "denied", "make");
		is_string(text_in(run->failure, "errno"), "EADDRINUSE");
		(void) close_run(run);
		ok(!link_exists("nsatlas0"));
		sh("ip link del create-other");
	}
}

/* It has ended by the time its cable would be plugged in. */
static void what_fails_inside_is_told_also_with_a_cable(void)
{
	for (int round = 0; round < 5; round++) {
		json_t *request = cabled("create-failed", "mnt net pid", NULL);
		struct exec_run *run;

		run = run_exec(NULL, with(request, "root", json_pack("{s:s, s:s}", "kind", "directory", "path", "/no/such/directory")));
		is_failure(run, "usage", "make");
		is_string(text_in(run->failure, "errno"), "ENOENT");
		(void) close_run(run);
		ok(!link_exists("nsatlas0"));
	}
}

static void a_helper_that_is_killed_leaves_no_cable_once_somebody_looks(void)
{
	struct exec_run *run = start_create(NULL, cabled("create-killed", "net", NULL));
	pid_t helper = run->helper, holder = holder_of(run);

	(void) kill(helper, SIGKILL);
	(void) close_run(run);
	ok(comes_true(kill(holder, 0) < 0));
	is_number(cgroup_remove_leftover(helper), 0);
	is_number(sandbox_registry_sweep(helper), 0);
	ok(!link_exists("nsatlas0"));
	ok(!link_exists("nsatlas-s0"));
	ok(access("/run/nsatlas/ns/create-killed", F_OK) < 0);
}

/* In the middle of making it above all. The two calls are the listener's. */
static void a_helper_that_is_killed_at_any_moment_leaves_nothing(void)
{
	for (int round = 0; round < 40; round++) {
		struct exec_run *run = open_run(NULL);
		struct pollfd wait = { .fd = run->fd };
		pid_t helper = run->helper;

		send_request(run, cabled("create-moment", EVERY_TYPE, NULL));
		(void) poll(&wait, 1, round % 20);
		(void) kill(helper, SIGKILL);
		(void) close_run(run);
		is_number(cgroup_remove_leftover(helper), 0);
		is_number(sandbox_registry_sweep(helper), 0);
		ok(!link_exists("nsatlas0"));
		ok(!link_exists("nsatlas-s0"));
		if (!ok(access("/run/nsatlas/ns/create-moment", F_OK) < 0))
			return;
	}
}

int main(void)
{
	copy_programs();
	enter_own_world();
	TEST(a_sandbox_has_an_address_a_way_out_and_lo);
	TEST(the_host_has_the_bridge_with_the_cable_in_it);
	TEST(two_sandboxes_reach_each_other_and_the_bridge);
	TEST(the_bridge_goes_with_the_last_cable);
	TEST(an_address_that_is_taken_is_refused);
	TEST(a_bridge_that_is_not_ours_stays_as_it_is);
	TEST(a_network_in_use_on_the_host_is_not_taken);
	TEST(what_fails_inside_is_told_also_with_a_cable);
	TEST(a_helper_that_is_killed_leaves_no_cable_once_somebody_looks);
	TEST(a_helper_that_is_killed_at_any_moment_leaves_nothing);
	return tap_done();
}
