/* A whole net as net-*.c tells it: read, its peers found, written, and parsed again. */
#ifndef NSATLAS_TEST_NET_INSPECTED_H
#define NSATLAS_TEST_NET_INSPECTED_H

#include "net-joiner.h"
#include "net-json.h"
#include "net-peer.h"
#include "net-read.h"
#include "net-world.h"

static inline json_t *inspect_fd(int ns_fd)
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	CLEANUP_JOINER struct net_joiner joiner = { 0 };
	CLEANUP_NET struct net net = { 0 };
	struct jsonout json;
	json_t *document;
	int fd;

	must(net_joiner_open(&joiner, ns_fd, NETLINK_ROUTE, &fd) == 0 && netlink_open(fd, &netlink) == 0);
	must(nsfs_identify(ns_fd, &net.identity) == 0);
	must(net_read(&netlink, &net) == 0 && net_find_peers(&net, &netlink, &joiner) == 0);
	must(jsonout_init(&json, -1) == 0);
	net_write(&net, &json);
	must(json.error == 0);
	document = json_loadb(json.buffer, json.length, 0, NULL);
	must(document);
	jsonout_free(&json);
	return document;
}

static inline json_t *inspect_path(const char *path)
{
	CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC);

	must(fd >= 0);
	return inspect_fd(fd);
}

static inline json_t *inspect_named(const char *name)
{
	char path[128];

	(void) snprintf(path, sizeof(path), "/run/netns/%s", name);
	return inspect_path(path);
}

static inline uint64_t ino_of_named(const char *name)
{
	char path[128];

	(void) snprintf(path, sizeof(path), "/run/netns/%s", name);
	return ino_of_path(path);
}

static inline const json_t *link_named(const json_t *net, const char *name)
{
	const json_t *link = row_with(get(net, "links"), "name", name);

	if (!link)
		printf("# no link %s\n", name);
	must(link);
	return link;
}

/* For json_pack: a reference of its own, or null. */
static inline json_t *or_null(const json_t *value)
{
	return value ? json_incref((json_t *) (uintptr_t) value) : json_null();
}

static inline const json_t *ifindex_of(const json_t *links, const json_t *name)
{
	return name ? get(row_with(links, "ifname", json_string_value(name)), "ifindex") : NULL;
}

static inline const json_t *name_in_base64(const json_t *net)
{
	size_t index;
	json_t *link;

	json_array_foreach(get(net, "links"), index, link)
		if (json_is_object(get(link, "name")))
			return get(link, "name");
	return NULL;
}

/* Only this descriptor keeps it: no process is in it, and no mount shows it. */
static inline int make_secret_namespace(void)
{
	struct target_child child = start_target(TARGET("unshare", "-n"), 0);
	char path[64];
	int fd;

	(void) snprintf(path, sizeof(path), "/proc/%d/ns/net", (int) child.pid);
	sh("ip link add to-secret type veth peer name secret netns %d", (int) child.pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0);
	end_target(&child);
	return fd;
}

#endif
