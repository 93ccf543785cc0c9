/* The JSON forms of a namespace's identity and of the places where it may be found (PROTOCOL.md, "inspect"). */
#define _GNU_SOURCE
#include "request.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static int read_type(const struct request *object, enum nstype *ret_type)
{
	const char *name;
	int r = request_string(object, "type", &name);

	if (r < 0)
		return r;
	if (nstype_from_name(name, ret_type) < 0)
		return request_refuse(object, "no such type: %.16s", name);
	return 0;
}

/* Decimal text without sign or leading zero, as jsonout writes it. */
static int read_id(const struct request *object, uint64_t *ret_id)
{
	const char *text;
	uint64_t id = 0;
	int r = request_string(object, "id", &text);

	if (r < 0)
		return r;
	if (*text == '\0' || (text[0] == '0' && text[1] != '\0'))
		return request_refuse(object, "id is not a decimal number");
	for (; *text; text++) {
		uint64_t digit = (uint64_t) (*text - '0');

		if (*text < '0' || *text > '9' || id > (UINT64_MAX - digit) / 10)
			return request_refuse(object, "id is not a decimal number of 64 bits");
		id = id * 10 + digit;
	}
	*ret_id = id;
	return 0;
}

int request_namespace(const struct request *at, struct ns_identity *ret_identity)
{
	static const char *const names[] = { "type", "ino", "id", NULL };
	struct ns_identity identity = { 0 };
	int r;

	r = request_allow(at, names);
	if (r < 0)
		return r;
	r = read_type(at, &identity.type);
	if (r < 0)
		return r;
	r = request_number(at, "ino", UINT_MAX, &identity.ino);
	if (r < 0)
		return r;
	identity.has_id = request_has(at, "id");
	if (identity.has_id)
		r = read_id(at, &identity.id);
	if (r < 0)
		return r;
	*ret_identity = identity;
	return 0;
}

static int read_path(const struct request *at, char **ret_path)
{
	int r = request_text(at, "path", ret_path);

	if (r < 0)
		return r;
	return (*ret_path)[0] == '/' ? 0 : request_refuse(at, "path does not begin with /");
}

static int read_place(const struct request *at, struct ns_place *place)
{
	static const char *const names[] = { "type", "pid", "startTime", "path", NULL };
	int r = request_allow(at, names);

	if (r == 0 && request_has(at, "type"))
		r = read_type(at, &place->type);
	if (r == 0 && request_has(at, "pid")) {
		r = request_pid(at, "pid", &place->pid);
		if (r == 0)
			r = request_number(at, "startTime", INT64_MAX, &place->start_time);
	}
	if (r == 0 && request_has(at, "path"))
		r = read_path(at, &place->path);
	if (r < 0)
		return r;
	if (place->pid == 0 && !place->path)
		return request_refuse(at, "neither pid nor path");
	return 0;
}

int request_places(const struct request *object, enum nstype type, struct ns_place **ret_places, size_t *ret_count)
{
	struct ns_place *places;
	struct request array;
	size_t count;
	int r;

	*ret_places = NULL;
	*ret_count = 0;
	if (!request_has(object, "places"))
		return 0;
	r = request_array(object, "places", REQUEST_PLACES_MAX, &array);
	count = r < 0 ? 0 : request_count(&array);
	if (count == 0)
		return r;
	places = calloc(count, sizeof(*places));
	if (!places)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		struct request element = request_element(&array, i);

		places[i].type = type;
		r = read_place(&element, &places[i]);
		if (r < 0) {
			request_free_places(places, count);
			return r;
		}
	}
	*ret_places = places;
	*ret_count = count;
	return 0;
}

void request_free_places(struct ns_place *places, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(places[i].path);
	free(places);
}
