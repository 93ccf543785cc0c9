#define _GNU_SOURCE
#include "capability-sets.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SET_DIGITS = 16 };

static int digit_of(char byte)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = memchr(digits, byte, sizeof(digits) - 1);

	return found ? (int) (found - digits) : -1;
}

static int parse_set(const struct procfs_buffer *status, const char *name, uint64_t *ret_set)
{
	const char *value;
	uint64_t set = 0;
	size_t length;
	int r = procfs_status_value(status, name, &value, &length);

	if (r < 0)
		return r;
	if (length != SET_DIGITS)
		return -EBADMSG;
	for (size_t i = 0; i < length; i++) {
		int digit = digit_of(value[i]);

		if (digit < 0)
			return -EBADMSG;
		set = set << 4 | (uint64_t) digit;
	}
	*ret_set = set;
	return 0;
}

int capability_sets_parse(const struct procfs_buffer *status, struct capability_sets *ret_sets)
{
	struct capability_sets sets = { 0 };
	int r;

	if (parse_set(status, "CapInh", &sets.inheritable) < 0 || parse_set(status, "CapPrm", &sets.permitted) < 0)
		return -EBADMSG;
	if (parse_set(status, "CapEff", &sets.effective) < 0 || parse_set(status, "CapBnd", &sets.bounding) < 0)
		return -EBADMSG;
	r = parse_set(status, "CapAmb", &sets.ambient);
	if (r < 0 && r != -ENOENT)
		return r;
	*ret_sets = sets;
	return 0;
}

static void write_set(const char *name, uint64_t set, struct jsonout *json)
{
	char digits[SET_DIGITS + 1];

	(void) snprintf(digits, sizeof(digits), "%016" PRIx64, set);
	jsonout_string(json, name, digits);
}

void capability_sets_write(const struct capability_sets *sets, struct jsonout *json)
{
	write_set("inheritable", sets->inheritable, json);
	write_set("permitted", sets->permitted, json);
	write_set("effective", sets->effective, json);
	write_set("bounding", sets->bounding, json);
	write_set("ambient", sets->ambient, json);
}
