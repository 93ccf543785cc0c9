/* For the tests of create: requests, and what is left of a sandbox. The connection is that of exec-client.h. */
#ifndef NSATLAS_TEST_CREATE_CLIENT_H
#define NSATLAS_TEST_CREATE_CLIENT_H

#include "exec-client.h"

/* Where the helper of AS_USER keeps its list; empty, it stays. */
static inline void remove_list_of_user(void)
{
	(void) rmdir("/tmp/nsatlas-ns-4242");
}

/* types: words with blanks between them. */
static inline json_t *create_request(const char *name, const char *types)
{
	char *copy = strdup(types), *rest = copy, *type;
	json_t *list = json_array();

	while ((type = strsep(&rest, " ")))
		(void) json_array_append_new(list, json_string(type));
	free(copy);
	return json_pack("{s:i, s:s, s:s, s:o}", "protocol", 1, "verb", "create", "name", name, "types", list);
}

static inline json_t *with(json_t *request, const char *field, json_t *value)
{
	must(value);
	(void) json_object_set_new(request, field, value);
	return request;
}

static inline struct exec_run *start_create(const char *const prefix[], json_t *request)
{
	struct exec_run *run = open_run(prefix);

	send_request(run, request);
	if (!ok(await_started(run)))
		printf("# %s: %s\n", text_in(run->failure, "errno"), text_in(run->failure, "message"));
	return run;
}

static inline pid_t holder_of(const struct exec_run *run)
{
	return (pid_t) number_in(run->started, "pid");
}

/* The row of STARTED for that type, or NULL. */
static inline const json_t *started_namespace(const struct exec_run *run, const char *type)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(run->started, "namespaces"), i, row)
		if (strcmp(text_in(row, "type"), type) == 0)
			return row;
	return NULL;
}

/* What a program says inside all namespaces of the sandbox, as nsenter(1) enters them, to free. */
#define inside(run, ...) __extension__ ({ \
	char pid_[16]; \
	(void) snprintf(pid_, sizeof(pid_), "%d", (int) holder_of(run)); \
	output_of((const char *const []) { "nsenter", "-a", "-t", pid_, __VA_ARGS__, NULL }); \
})

/* True if the program says this there. */
#define says(run, want, ...) __extension__ ({ \
	char *said_ = inside(run, __VA_ARGS__); \
	bool same_ = strcmp(said_, want) == 0; \
	free(said_); \
	same_; \
})

#endif
