/* The verb `inspect` (PROTOCOL.md): the facts of one namespace that a scan does not carry, or of containers. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "cleanup.h"
#include "container.h"
#include "failure.h"
#include "jsonout.h"
#include "net-joiner.h"
#include "net-json.h"
#include "net-peer.h"
#include "net-read.h"
#include "request.h"
#include "verbs.h"

static int refuse(const struct connection *connection, enum failure failure, const char *stage, int error, const char *message)
{
	(void) failure_send(connection->out, failure, stage, error, message);
	return 1;
}

/* Why a request's field cannot be taken: a wrong one says so itself, else memory is short. */
static int refuse_request(const struct connection *connection, const struct request_problem *problem, int error)
{
	if (error == -EINVAL)
		return refuse(connection, FAILURE_USAGE, "request", 0, problem->message);
	return refuse(connection, FAILURE_FAULT, "request", error, "the request could not be read");
}

static int finish(struct jsonout *json)
{
	int r = jsonout_finish(json);

	jsonout_free(json);
	return r < 0 ? 1 : 0;
}

/* Everything is read before the first byte goes out, so that a failure can still say so. */
static int read_net(int ns_fd, struct netlink *netlink, struct net_joiner *joiner, struct net *net)
{
	int r = nsfs_identify(ns_fd, &net->identity);

	if (r == 0)
		r = net_read(netlink, net);
	if (r == 0)
		r = net_find_peers(net, netlink, joiner);
	return r;
}

static int inspect_net(const struct connection *connection, int ns_fd)
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	CLEANUP_JOINER struct net_joiner joiner = { 0 };
	CLEANUP_NET struct net net = { 0 };
	struct jsonout json;
	int fd, r;

	/* The child of net-joiner.c is nobody's to wait for. */
	(void) signal(SIGCHLD, SIG_IGN);
	r = net_joiner_open(&joiner, ns_fd, &fd);
	if (r < 0)
		return refuse(connection, r == -EPERM ? FAILURE_DENIED : FAILURE_JOIN, "join", r, "the net namespace cannot be joined");
	r = netlink_open(fd, &netlink);
	if (r == 0)
		r = read_net(ns_fd, &netlink, &joiner, &net);
	if (r == 0)
		r = jsonout_init(&json, connection->out);
	if (r < 0)
		return refuse(connection, FAILURE_FAULT, "read", r, "the net namespace could not be read");
	net_write(&net, &json);
	return finish(&json);
}

static const char *why_not_opened(int error)
{
	switch (error) {
	case -ESRCH:
		return "the namespace is at none of the places any more";
	case -ESTALE:
		return "another namespace or process is where it was";
	default:
		return "the namespace cannot be opened";
	}
}

struct wanted {
	struct ns_identity identity;
	struct ns_place *places;
	size_t place_count;
};

static int read_wanted(const struct request *root, struct wanted *ret_wanted)
{
	static const char *const fields[] = { "protocol", "verb", "namespace", "places", NULL };
	struct request namespace;
	int r = request_allow(root, fields);

	if (r == 0)
		r = request_object(root, "namespace", &namespace);
	if (r == 0)
		r = request_namespace(&namespace, &ret_wanted->identity);
	if (r == 0)
		r = request_places(root, ret_wanted->identity.type, &ret_wanted->places, &ret_wanted->place_count);
	return r;
}

static int inspect_namespace(const struct connection *connection, const struct request *root)
{
	struct wanted wanted = { 0 };
	CLEANUP_FD int fd = -1;
	int r = read_wanted(root, &wanted);

	if (r < 0)
		return refuse_request(connection, root->problem, r);
	if (wanted.identity.type == NSTYPE_NET)
		r = nsfs_open(&wanted.identity, wanted.places, wanted.place_count, &fd);
	request_free_places(wanted.places, wanted.place_count);
	if (wanted.identity.type != NSTYPE_NET)
		return refuse(connection, FAILURE_UNSUPPORTED, "request", 0, "only net namespaces can be inspected");
	if (r < 0)
		return refuse(connection, failure_from_errno(r), "target", r, why_not_opened(r));
	return inspect_net(connection, fd);
}

static int inspect_containers(const struct connection *connection, const struct request *root)
{
	static const char *const fields[] = { "protocol", "verb", "containers", NULL };
	struct container *containers;
	struct jsonout json;
	size_t count;
	int r = request_allow(root, fields);

	if (r == 0)
		r = container_request(root, &containers, &count);
	if (r < 0)
		return refuse_request(connection, root->problem, r);
	r = container_read("/", containers, count);
	if (r == 0)
		r = jsonout_init(&json, connection->out);
	if (r == 0)
		container_write(containers, count, &json);
	container_free(containers, count);
	if (r < 0)
		return refuse(connection, FAILURE_FAULT, "read", r, "the state files could not be read");
	return finish(&json);
}

int inspect_main(const struct connection *connection, const json_t *request)
{
	struct request_problem problem;
	const struct request root = request_root(request, &problem);

	return request_has(&root, "containers") ? inspect_containers(connection, &root) : inspect_namespace(connection, &root);
}
