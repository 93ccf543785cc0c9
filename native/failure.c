#define _GNU_SOURCE
#include "failure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "jsonout.h"

static const char *const names[FAILURE_COUNT] = {
	[FAILURE_USAGE] = "usage",
	[FAILURE_DENIED] = "denied",
	[FAILURE_GONE] = "gone",
	[FAILURE_IDENTITY] = "identity",
	[FAILURE_UNSUPPORTED] = "unsupported",
	[FAILURE_LIMIT] = "limit",
	[FAILURE_JOIN] = "join",
	[FAILURE_FAULT] = "fault",
};

const char *failure_name(enum failure failure)
{
	return failure < FAILURE_COUNT ? names[failure] : names[FAILURE_FAULT];
}

enum failure failure_from_errno(int error)
{
	switch (abs(error)) {
	case EACCES:
	case EPERM:
		return FAILURE_DENIED;
	case ESRCH:
		return FAILURE_GONE;
	case ESTALE:
		return FAILURE_IDENTITY;
	case EINVAL:
	case EBADMSG:
		return FAILURE_USAGE;
	case ENOSYS:
	case EOPNOTSUPP:
		return FAILURE_UNSUPPORTED;
	case E2BIG:
	case EMSGSIZE:
	case EMFILE:
	case ENFILE:
	case ENOSPC:
		return FAILURE_LIMIT;
	default:
		return FAILURE_FAULT;
	}
}

const char *failure_errno_name(int error)
{
	static char number[16];
	const char *name = strerrorname_np(abs(error));

	if (name && name[0] == 'E')
		return name;
	(void) snprintf(number, sizeof(number), "E%d", abs(error));
	return number;
}

int failure_send(int fd, enum failure failure, const char *stage, int error, const char *message)
{
	struct jsonout json;
	int r;

	r = jsonout_init(&json, -1);
	if (r < 0)
		return r;
	jsonout_object_begin(&json, NULL);
	jsonout_string(&json, "failure", failure_name(failure));
	jsonout_string(&json, "stage", stage);
	jsonout_string(&json, "errno", error ? failure_errno_name(error) : NULL);
	jsonout_foreign(&json, "message", message);
	jsonout_object_end(&json);
	return jsonout_send(&json, fd, FRAME_FAILURE, FRAME_LAST);
}
