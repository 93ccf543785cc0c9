#define _GNU_SOURCE
#include "terminal-request.h"

#include <string.h>

static int decode_side(const struct request *object, const char *name, uint16_t *ret_side)
{
	uint64_t side;
	int r = request_number(object, name, TERMINAL_SIDE_MAX, &side);

	if (r < 0)
		return r;
	if (side == 0)
		return request_refuse(object, "%s is 0", name);
	*ret_side = (uint16_t) side;
	return 0;
}

/* It becomes a part of file names in the container: terminfo(5) is looked up by it. */
static int decode_name(const struct request *object, char *ret_name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-";
	const char *name;
	size_t length;
	int r = request_string(object, "term", &name);

	if (r < 0)
		return r;
	length = strlen(name);
	if (length == 0 || length > TERMINAL_NAME_MAX || strspn(name, allowed) != length)
		return request_refuse(object, "term is no name of a terminal");
	memcpy(ret_name, name, length + 1);
	return 0;
}

static int decode_idle(const struct request *object, uint32_t *ret_idle_ms)
{
	uint64_t idle;
	int r = request_number(object, "idleMs", TERMINAL_LIMIT_MS, &idle);

	if (r < 0)
		return r;
	if (idle < TERMINAL_IDLE_MIN_MS)
		return request_refuse(object, "idleMs is less than %d", TERMINAL_IDLE_MIN_MS);
	*ret_idle_ms = (uint32_t) idle;
	return 0;
}

int terminal_request_decode(const struct request *root, struct terminal_request *ret_terminal)
{
	static const char *const names[] = { "rows", "columns", "term", "idleMs", NULL };
	struct request object;
	int r;

	*ret_terminal = (struct terminal_request) { .is_wanted = request_has(root, "terminal") };
	if (!ret_terminal->is_wanted)
		return 0;
	r = request_object(root, "terminal", &object);
	if (r == 0)
		r = request_allow(&object, names);
	if (r == 0)
		r = decode_side(&object, "rows", &ret_terminal->rows);
	if (r == 0)
		r = decode_side(&object, "columns", &ret_terminal->columns);
	if (r == 0)
		r = decode_name(&object, ret_terminal->name);
	if (r == 0)
		r = decode_idle(&object, &ret_terminal->idle_ms);
	return r;
}
