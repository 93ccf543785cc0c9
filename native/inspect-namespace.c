/* The facts of one namespace: found, then answered by the file of its type. */
#include "inspect.h"

#include <errno.h>
#include <signal.h>

#include "cleanup.h"

struct wanted {
	struct ns_identity identity;
	struct ns_place *places;
	size_t place_count;
};

/* NULL: a scan has it all. */
static inspect_type *const answers[NSTYPE_COUNT] = {
	[NSTYPE_CGROUP] = inspect_cgroup,
	[NSTYPE_IPC] = inspect_ipc,
	[NSTYPE_MNT] = inspect_mnt,
	[NSTYPE_NET] = inspect_net,
	[NSTYPE_TIME] = inspect_time,
	[NSTYPE_USER] = inspect_user,
	[NSTYPE_UTS] = inspect_uts,
};

static int read_wanted(const struct request *root, struct wanted *ret_wanted)
{
	static const char *const fields[] = { "protocol", "verb", "namespace", "places", "resolverOf", NULL };
	struct request namespace;
	int r = request_allow(root, fields);

	if (r == 0)
		r = request_object(root, "namespace", &namespace);
	if (r == 0)
		r = request_namespace(&namespace, &ret_wanted->identity);
	if (r == 0 && ret_wanted->identity.type != NSTYPE_NET && request_has(root, "resolverOf"))
		r = request_refuse(root, "resolverOf is of net namespaces only");
	if (r == 0)
		r = request_places(root, ret_wanted->identity.type, &ret_wanted->places, &ret_wanted->place_count);
	return r;
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

int inspect_namespace(const struct connection *connection, const struct request *root)
{
	struct inspect_target target = { .root = root };
	struct wanted wanted = { 0 };
	CLEANUP_FD int fd = -1;
	inspect_type *answer;
	int r = read_wanted(root, &wanted);

	if (r < 0)
		return inspect_refuse_request(connection, root->problem, r);
	answer = answers[wanted.identity.type];
	if (answer)
		r = nsfs_open(&wanted.identity, wanted.places, wanted.place_count, &fd);
	request_free_places(wanted.places, wanted.place_count);
	if (!answer)
		return inspect_refuse(connection, FAILURE_UNSUPPORTED, "request", 0, "namespaces of this type cannot be inspected");
	if (r == 0)
		r = nsfs_identify(fd, &target.identity);
	if (r < 0)
		return inspect_refuse(connection, failure_from_errno(r), "target", r, why_not_opened(r));
	target.ns_fd = fd;
	/* The child of ns-joiner.c is nobody's to wait for. */
	(void) signal(SIGCHLD, SIG_IGN);
	return answer(connection, &target);
}
