/* One uts namespace. */
#define _GNU_SOURCE
#include "inspect.h"

#include <errno.h>
#include <string.h>
#include <sys/utsname.h>

#include "ns-joiner.h"

struct names {
	char host[sizeof(((struct utsname *) 0)->nodename)];
	char domain[sizeof(((struct utsname *) 0)->domainname)];
};

_Static_assert(sizeof(struct names) <= NS_SIGHT_ROOM, "both names fit a sight");

static int read_names(int proc_fd, const void *question, struct ns_sight *ret_sight)
{
	struct utsname system;
	struct names names;

	(void) proc_fd;
	(void) question;
	if (uname(&system) < 0)
		return -errno;
	memcpy(names.host, system.nodename, sizeof(names.host));
	memcpy(names.domain, system.domainname, sizeof(names.domain));
	memcpy(ret_sight->bytes, &names, sizeof(names));
	ret_sight->length = sizeof(names);
	return 0;
}

int inspect_uts(const struct connection *connection, const struct inspect_target *target)
{
	CLEANUP_NS_JOINER struct ns_joiner joiner = { .look = read_names, .question_size = 1 };
	const struct inspect_gaps no_gaps = { 0 };
	struct ns_sight sight;
	struct jsonout json;
	struct names names;
	int r = ns_joiner_ask(&joiner, target->ns_fd, "", &sight);

	if (r == 0 && sight.length != sizeof(names))
		r = -EPIPE;
	if (r < 0)
		return inspect_refuse_join(connection, r);
	r = jsonout_init(&json, connection->out);
	if (r < 0)
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "memory is short");
	memcpy(&names, sight.bytes, sizeof(names));
	inspect_write_head(target, &no_gaps, &json);
	jsonout_text(&json, "hostname", names.host, strnlen(names.host, sizeof(names.host)));
	jsonout_text(&json, "domainname", names.domain, strnlen(names.domain, sizeof(names.domain)));
	jsonout_object_end(&json);
	return inspect_finish(&json);
}
