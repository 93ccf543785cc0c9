/* The verb sandboxes: what pins keep when its process has ended. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cleanup.h"
#include "exec-last.h"
#include "jsonout.h"
#include "namespace-json.h"
#include "nsfs.h"
#include "private-directory.h"
#include "refusal.h"
#include "request.h"
#include "sandbox-pins.h"
#include "sandbox-registry.h"
#include "verbs.h"

enum { RECORD_ROOM = 16 * 1024 };

static const char *const names_of_all[] = { "protocol", "verb", "viewer", "ticket", "session", NULL };

/* The record of one, an object. NULL: it cannot be read, or is none of ours. */
static json_t *read_record(const char *name)
{
	char path[SANDBOX_PATH_ROOM], text[RECORD_ROOM];
	CLEANUP_FD int directory = -1;
	size_t length;

	sandbox_registry_path(name, path);
	directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (directory < 0 || private_directory_read(directory, SANDBOX_RECORD, text, sizeof(text), &length) < 0)
		return NULL;
	return json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
}

/* A field as it was written, with what is in it. */
static void write_field(struct jsonout *json, const json_t *record, const char *name)
{
	const json_t *value = json_object_get(record, name);

	if (json_is_integer(value))
		jsonout_number(json, name, json_integer_value(value));
	else if (json_is_string(value))
		jsonout_text(json, name, json_string_value(value), json_string_length(value));
	else
		jsonout_null(json, name);
}

/* {"b64"} where it is no UTF-8. */
static void write_viewer(struct jsonout *json, const json_t *record)
{
	const json_t *coded = json_object_get(json_object_get(record, "viewer"), "b64");

	if (!coded) {
		write_field(json, record, "viewer");
		return;
	}
	jsonout_object_begin(json, "viewer");
	jsonout_string(json, "b64", json_string_value(coded));
	jsonout_object_end(json);
}

static void write_calls(struct jsonout *json, const json_t *record)
{
	const json_t *calls = json_object_get(record, "calls");

	jsonout_array_begin(json, "calls");
	for (size_t i = 0; i < json_array_size(calls); i++)
		jsonout_string(json, NULL, json_string_value(json_array_get(calls, i)));
	jsonout_array_end(json);
}

/* What is really mounted there: whatever the record says, it must be a namespace of that type. */
static int identify(const char *name, enum nstype type, struct ns_identity *ret_identity)
{
	char path[SANDBOX_PIN_ROOM];
	CLEANUP_FD int fd = -1;
	int r;

	sandbox_pins_path(name, type, path);
	r = nsfs_open_path(path, &fd);
	if (r == 0)
		r = nsfs_identify(fd, ret_identity);
	return r == 0 && ret_identity->type != type ? -ENOTTY : r;
}

static void write_namespaces(struct jsonout *json, const char *name)
{
	jsonout_array_begin(json, "namespaces");
	for (int type = 0; type < NSTYPE_COUNT; type++) {
		struct ns_identity identity;

		if (identify(name, (enum nstype) type, &identity) == 0)
			namespace_write(&identity, json);
	}
	jsonout_array_end(json);
}

static void write_sandbox(struct jsonout *json, const struct sandbox_entry *entry)
{
	json_t *record = read_record(entry->name);

	jsonout_object_begin(json, NULL);
	jsonout_string(json, "name", entry->name);
	jsonout_bool(json, "lives", entry->is_live);
	write_viewer(json, record);
	write_field(json, record, "since");
	write_field(json, record, "hostname");
	write_field(json, record, "address");
	write_calls(json, record);
	write_namespaces(json, entry->name);
	jsonout_object_end(json);
	json_decref(record);
}

static int answer_all(const struct connection *connection, const struct sandbox_registry *registry)
{
	struct jsonout json;
	int r = jsonout_init(&json, connection->out);

	if (r < 0)
		return r;
	jsonout_object_begin(&json, NULL);
	jsonout_array_begin(&json, "sandboxes");
	for (size_t i = 0; i < registry->count; i++)
		if (registry->entries[i].is_pinned)
			write_sandbox(&json, &registry->entries[i]);
	jsonout_array_end(&json);
	jsonout_object_end(&json);
	r = jsonout_finish(&json);
	jsonout_free(&json);
	return r;
}

int sandboxes_main(const struct connection *connection, const json_t *json)
{
	CLEANUP_REGISTRY struct sandbox_registry registry = SANDBOX_REGISTRY_NONE;
	struct request_problem problem = { "" };
	struct request root = request_root(json, &problem);
	struct refusal refusal;
	int r;

	if (request_allow(&root, names_of_all) < 0) {
		(void) refuse(&refusal, FAILURE_USAGE, "request", 0, "%s", problem.message);
		return refusal_send(connection->out, &refusal);
	}
	r = sandbox_registry_open(false, &registry);
	if (r < 0 && r != -ENOENT) {
		(void) refuse(&refusal, FAILURE_FAULT, "request", r, "the list of sandboxes cannot be read");
		return refusal_send(connection->out, &refusal);
	}
	return answer_all(connection, &registry) < 0 ? 1 : 0;
}
