#define _GNU_SOURCE
#include "create-request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "count.h"
#include "request.h"
#include "sandbox-bridge.h"
#include "sandbox-registry.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

bool create_request_asks(const struct create_request *request, enum nstype type)
{
	return nstype_is_in(request->types, type);
}

static int decode_name(const struct request *root, struct create_request *request)
{
	const char *name;
	int r = request_string(root, "name", &name);

	if (r < 0)
		return r;
	if (!sandbox_name_is_good(name))
		return request_refuse(root, "name is not one: a to z, 0 to 9 and -, at most %d", MAKE_NAME_ROOM - 1);
	(void) snprintf(request->name, sizeof(request->name), "%s", name);
	return 0;
}

static int decode_type(const struct request *at, struct create_request *request)
{
	enum nstype type;

	if (!json_is_string(at->value) || nstype_from_name(json_string_value(at->value), &type) < 0)
		return request_refuse(at, "is no type of namespace");
	if (create_request_asks(request, type))
		return request_refuse(at, "names the type %s twice", nstype_info[type].name);
	request->types |= 1u << type;
	return 0;
}

static int decode_types(const struct request *root, struct create_request *request)
{
	struct request array;
	int r = request_array(root, "types", NSTYPE_COUNT, &array);

	for (size_t i = 0; r == 0 && i < request_count(&array); i++) {
		struct request element = request_element(&array, i);

		r = decode_type(&element, request);
	}
	if (r < 0)
		return r;
	return request->types ? 0 : request_refuse(&array, "names no namespace");
}

/* What needs another type is refused by its name, not done elsewhere: a hostname without uts would be the host's. */
static int need(const struct request *root, const struct create_request *request, const char *what, enum nstype type)
{
	if (create_request_asks(request, type))
		return 0;
	return request_refuse(root, "%s needs %s among the types", what, nstype_info[type].name);
}

static int decode_hostname(const struct request *root, struct create_request *request)
{
	const char *name;
	size_t length;
	int r;

	if (!request_has(root, "hostname"))
		return 0;
	r = request_string(root, "hostname", &name);
	if (r < 0)
		return r;
	length = strspn(name, LETTERS CAPITALS DIGITS ".-");
	if (length == 0 || length >= sizeof(request->hostname) || name[length] != '\0' || strchr(".-", name[0]) || strchr(".-", name[length - 1]))
		return request_refuse(root, "hostname is not one: letters, digits, - and . between them, at most 64");
	(void) snprintf(request->hostname, sizeof(request->hostname), "%s", name);
	return need(root, request, "a hostname", NSTYPE_UTS);
}

static int decode_maps(const struct request *root, struct create_request *request)
{
	int r = create_map_decode(root, "uidMap", &request->uids);

	if (r == 0)
		r = create_map_decode(root, "gidMap", &request->gids);
	if (r < 0 || (request->uids.count == 0 && request->gids.count == 0))
		return r;
	return need(root, request, "an id map", NSTYPE_USER);
}

static int decode_directory(const struct request *root, struct create_request *request)
{
	int r = request_text(root, "path", &request->directory);

	if (r < 0)
		return r;
	return request->directory[0] == '/' && request->directory[1] ? 0 : request_refuse(root, "path is not that of a directory below /");
}

/* Without a pid namespace of its own /proc would show the host's processes, and through their links the host's files. */
static int decode_root(const struct request *root, struct create_request *request)
{
	static const char *const names[] = { "kind", NULL }, *const names_of_directory[] = { "kind", "path", NULL };
	struct request at;
	const char *kind;
	int r;

	if (!request_has(root, "root"))
		return 0;
	r = request_object(root, "root", &at);
	if (r == 0)
		r = request_string(&at, "kind", &kind);
	if (r < 0)
		return r;
	if (strcmp(kind, "host") == 0)
		return request_allow(&at, names);
	request->root = strcmp(kind, "own") == 0 ? MAKE_ROOT_OWN : MAKE_ROOT_DIRECTORY;
	if (request->root == MAKE_ROOT_DIRECTORY && strcmp(kind, "directory") != 0)
		return request_refuse(&at, "kind is none of host, own and directory");
	r = request_allow(&at, request->root == MAKE_ROOT_OWN ? names : names_of_directory);
	if (r == 0 && request->root == MAKE_ROOT_DIRECTORY)
		r = decode_directory(&at, request);
	if (r == 0)
		r = need(root, request, "another root", NSTYPE_MNT);
	return r == 0 ? need(root, request, "another root", NSTYPE_PID) : r;
}

static int decode_address(const struct request *at, struct create_request *request)
{
	const char *text;
	char again[MAKE_ADDRESS_ROOM];
	int r;

	if (!request_has(at, "address"))
		return 0;
	r = request_string(at, "address", &text);
	if (r < 0)
		return r;
	if (sscanf(text, "10.213.0.%3u", &request->address) != 1 || request->address < SANDBOX_ADDRESS_FIRST || request->address > SANDBOX_ADDRESS_LAST)
		return request_refuse(at, "address is not from 10.213.0.%d to .%d", SANDBOX_ADDRESS_FIRST, SANDBOX_ADDRESS_LAST);
	(void) snprintf(again, sizeof(again), SANDBOX_ADDRESS, request->address);
	return strcmp(again, text) == 0 ? 0 : request_refuse(at, "address is written in another way than %s", again);
}

static int decode_network(const struct request *root, struct create_request *request)
{
	static const char *const names[] = { "kind", NULL }, *const names_of_bridge[] = { "kind", "address", NULL };
	struct request at;
	const char *kind;
	int r;

	if (!request_has(root, "network"))
		return 0;
	r = request_object(root, "network", &at);
	if (r == 0)
		r = request_string(&at, "kind", &kind);
	if (r < 0)
		return r;
	if (strcmp(kind, "none") == 0)
		return request_allow(&at, names);
	if (strcmp(kind, "bridge") != 0)
		return request_refuse(&at, "kind is neither none nor bridge");
	request->has_bridge = true;
	r = request_allow(&at, names_of_bridge);
	if (r == 0)
		r = decode_address(&at, request);
	return r == 0 ? need(root, request, "a cable to the bridge", NSTYPE_NET) : r;
}

static int decode_command(const struct request *root, struct create_request *request)
{
	request->has_command = request_has(root, "argv");
	if (request->has_command)
		return exec_request_decode_command(root, &request->command);
	if (request_has(root, "otherwise") || request_has(root, "terminal"))
		return request_refuse(root, "otherwise and terminal are for a command: there is no argv");
	return 0;
}

static int decode_viewer(const struct request *root, struct create_request *request)
{
	int r = exec_request_decode_viewer(root, &request->command);

	return r == 0 ? exec_request_decode_ticket(root, &request->command) : r;
}

static int decode_pin(const struct request *root, struct create_request *request)
{
	return json_object_get(root->value, "pin") ? request_bool(root, "pin", &request->is_pinned) : 0;
}

int create_request_decode(const json_t *json, struct create_request *ret_request, struct refusal *ret_refusal)
{
	static const char *const names[] = {
		"protocol", "verb", "name", "types", "hostname", "uidMap", "gidMap", "root", "network", "argv", "otherwise",
		"terminal", "pin", "viewer", "ticket", "session", NULL,
	};
	static int (*const decode[])(const struct request *root, struct create_request *request) = {
		decode_name, decode_types, decode_hostname, decode_maps, decode_root, decode_network, decode_command, decode_pin, decode_viewer,
	};
	struct request_problem problem = { "" };
	struct request root = request_root(json, &problem);
	int r;

	memset(ret_request, 0, sizeof(*ret_request));
	r = request_allow(&root, names);
	for (size_t i = 0; r == 0 && i < COUNT(decode); i++)
		r = decode[i](&root, ret_request);
	return r < 0 ? refuse(ret_refusal, failure_from_errno(r), "request", 0, "%s", problem.message) : 0;
}

void create_request_free(struct create_request *request)
{
	free(request->directory);
	request->directory = NULL;
	exec_request_free(&request->command);
}
