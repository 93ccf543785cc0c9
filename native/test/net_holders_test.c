/* Who holds a tun or tap device open: programs that do, in the device's net namespace and out of it. */
#define _GNU_SOURCE
#include "net-holders.h"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

#include "helper.h"
#include "net-joiner.h"
#include "net-json.h"
#include "net-read.h"
#include "net-sockets-read.h"
#include "net-world.h"

struct wish {
	const char *inside;	/* the net namespace in which the device is made */
	const char *afterwards;	/* the one in which the process then is; NULL: the same */
	const char *device;
	short flags;
};

static void enter(const char *name)
{
	CLEANUP_FD int fd = -1;
	char path[64];

	(void) snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0 && setns(fd, CLONE_NEWNET) == 0);
}

static void hold_device(void *context)
{
	const struct wish *wish = context;
	struct ifreq request = { .ifr_flags = (short) (wish->flags | IFF_NO_PI) };
	int fd;

	enter(wish->inside);
	fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	(void) snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", wish->device);
	must(fd >= 0 && ioctl(fd, TUNSETIFF, &request) == 0);
	if (wish->afterwards)
		enter(wish->afterwards);
}

static pid_t start_holder(const char *inside, const char *afterwards, const char *device, short flags)
{
	struct wish wish = { inside, afterwards, device, flags };

	return start_child(hold_device, &wish);
}

static json_t *look_at(const char *name)
{
	CLEANUP_JOINER struct net_joiner joiner = { 0 };
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	CLEANUP_NET struct net net = { 0 };
	CLEANUP_SOCKETS struct net_sockets sockets = { 0 };
	CLEANUP_HOLDERS struct net_holders holders = { 0 };
	CLEANUP_FD int ns_fd = -1;
	struct jsonout json;
	json_t *document;
	char path[64];
	int fd;

	(void) snprintf(path, sizeof(path), "/run/netns/%s", name);
	ns_fd = open(path, O_RDONLY | O_CLOEXEC);
	must(ns_fd >= 0 && nsfs_identify(ns_fd, &net.identity) == 0);
	must(net_joiner_open(&joiner, ns_fd, NETLINK_ROUTE, &fd) == 0 && netlink_open(fd, &netlink) == 0);
	must(net_read(&netlink, &net) == 0 && net_sockets_read(&joiner, ns_fd, &net, &sockets) == 0);
	must(net_holders_find(&net, &sockets, &holders) == 0);
	net.holders = &holders;
	must(jsonout_init(&json, -1) == 0);
	net_write(&net, &json);
	document = json.error == 0 ? json_loadb(json.buffer, json.length, 0, NULL) : NULL;
	must(document);
	jsonout_free(&json);
	return document;
}

static json_t *holder(pid_t pid, bool certain)
{
	return json_pack("{s:i, s:I, s:b}", "pid", (int) pid, "startTime", (json_int_t) start_time_of(pid), "certain", certain);
}

static void holders_are(const char *name, const char *device, json_t *want)
{
	json_t *document = look_at(name);

	is_json(get(row_with(get(document, "links"), "name", device), "holders"), want);
	json_decref(document);
}

static void a_holder_in_the_devices_namespace_is_certain(void)
{
	pid_t of_tap = start_holder("blue", NULL, "sk-tap0", IFF_TAP), of_tun = start_holder("blue", NULL, "sk-tun0", IFF_TUN);

	holders_are("blue", "sk-tap0", json_pack("[o]", holder(of_tap, true)));
	holders_are("blue", "sk-tun0", json_pack("[o]", holder(of_tun, true)));
	end_child(of_tap);
	end_child(of_tun);
}

static void a_holder_elsewhere_is_not_certain(void)
{
	pid_t pid = start_holder("blue", "green", "sk-tap0", IFF_TAP);

	holders_are("blue", "sk-tap0", json_pack("[o]", holder(pid, false)));
	end_child(pid);
}

static void of_two_devices_of_one_name_no_holder_is_certain_but_where_none_is_elsewhere(void)
{
	pid_t here = start_holder("blue", NULL, "sk-tap0", IFF_TAP), there = start_holder("green", NULL, "sk-tap0", IFF_TAP);
	json_t *want = json_pack("[o, o]", holder(here, false), holder(there, false));

	holders_are("blue", "sk-tap0", want);
	holders_are("green", "sk-tap0", json_pack("[o, o]", holder(there, false), holder(here, false)));
	end_child(there);
	holders_are("blue", "sk-tap0", json_pack("[o]", holder(here, true)));
	end_child(here);
}

static void a_device_that_nobody_holds_has_no_holder(void)
{
	sh("ip -n blue tuntap add sk-tap9 mode tap");
	holders_are("blue", "sk-tap9", json_array());
	holders_are("blue", "lo", json_array());
	sh("ip -n blue link del sk-tap9");
}

static void make_another_node(void *context)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd;

	enter("blue");
	fd = open(context, O_RDWR | O_CLOEXEC);
	(void) snprintf(request.ifr_name, sizeof(request.ifr_name), "sk-tap0");
	must(fd >= 0 && ioctl(fd, TUNSETIFF, &request) == 0);
}

static void the_node_may_have_another_name(void)
{
	char directory[] = "/tmp/sockets-test-XXXXXX", path[64];
	pid_t pid;

	must(mkdtemp(directory));
	(void) snprintf(path, sizeof(path), "%s/my-tun", directory);
	must(mknod(path, S_IFCHR | 0600, (10 << 8) | 200) == 0);
	pid = start_child(make_another_node, path);
	holders_are("blue", "sk-tap0", json_pack("[o]", holder(pid, true)));
	end_child(pid);
	(void) unlink(path);
	(void) rmdir(directory);
}

/* A process may have a million of them, and keep us busy. */
static void open_many_descriptors(void *context)
{
	const struct rlimit limit = { NET_DESCRIPTORS_OF_ONE_LIMIT + 200, NET_DESCRIPTORS_OF_ONE_LIMIT + 200 };
	int fd;

	must(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	do
		fd = dup(0);
	while (fd >= 0 && fd < NET_DESCRIPTORS_OF_ONE_LIMIT + 100);
	must(fd >= 0);
	hold_device(context);
}

static void of_a_process_with_very_many_descriptors_some_are_not_looked_at(void)
{
	struct wish wish = { "blue", NULL, "sk-tap0", IFF_TAP };
	pid_t pid = start_child(open_many_descriptors, &wish);
	json_t *document = look_at("blue");
	const json_t *gap = row_with(get(document, "gaps"), "what", "holders");

	is_json(get(row_with(get(document, "links"), "name", "sk-tap0"), "holders"), json_array());
	ok(gap != NULL);
	json_decref(document);
	end_child(pid);
}

static void fdinfo_that_names_no_device_is_none(void)
{
	char device[NET_NAME_ROOM] = "";

	ok(net_holders_parse("pos:\t0\niff:\tsk-tap0\n", 20, device));
	is_string(device, "sk-tap0");
	ok(!net_holders_parse("pos:\t0\niff:\t\n", 13, device));
	ok(!net_holders_parse("iff:\t0123456789abcdef\n", 22, device));
	ok(!net_holders_parse("", 0, device));
}

int main(void)
{
	enter_world();
	sh("ip netns add blue && ip netns add green");
	TEST(a_holder_in_the_devices_namespace_is_certain);
	TEST(a_holder_elsewhere_is_not_certain);
	TEST(of_two_devices_of_one_name_no_holder_is_certain_but_where_none_is_elsewhere);
	TEST(a_device_that_nobody_holds_has_no_holder);
	TEST(the_node_may_have_another_name);
	TEST(of_a_process_with_very_many_descriptors_some_are_not_looked_at);
	TEST(fdinfo_that_names_no_device_is_none);
	return tap_done();
}
