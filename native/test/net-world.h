/* For tests with real net namespaces: a mount namespace and a net namespace of the test's own, so that all it makes goes
 * when it ends, however it ends; and ip(8) as the other witness. */
#ifndef NSATLAS_TEST_NET_WORLD_H
#define NSATLAS_TEST_NET_WORLD_H

#include <jansson.h>
#include <sched.h>
#include <stdarg.h>
#include <sys/mount.h>

#include "targets.h"

enum { COMMAND_ROOM = 2048 };

static inline void write_command(char command[COMMAND_ROOM], const char *format, va_list arguments)
{
	int length = vsnprintf(command, COMMAND_ROOM, format, arguments);

	must(length > 0 && length < COMMAND_ROOM);
}

/* Runs a line of the shell that must succeed. */
__attribute__((format(printf, 1, 2)))
static inline void sh(const char *format, ...)
{
	char command[COMMAND_ROOM];
	va_list arguments;

	va_start(arguments, format);
	write_command(command, format, arguments);
	va_end(arguments);
	if (system(command) != 0) {
		printf("# failed: %s\n", command);
		must(false);
	}
}

/* What a line of the shell prints, as JSON; nothing is an empty array, as ip(8) means it. */
__attribute__((format(printf, 1, 2)))
static inline json_t *json_of(const char *format, ...)
{
	CLEANUP_FREE char *text = NULL;
	char command[COMMAND_ROOM];
	json_error_t error;
	va_list arguments;
	size_t room = 0;
	ssize_t length;
	json_t *json;
	FILE *pipe;

	va_start(arguments, format);
	write_command(command, format, arguments);
	va_end(arguments);
	pipe = popen(command, "re");
	must(pipe);
	length = getdelim(&text, &room, '\0', pipe);
	must(pclose(pipe) == 0);
	json = length <= 0 ? json_array() : json_loadb(text, (size_t) length, 0, &error);
	if (!json)
		printf("# no JSON: %s: %s\n", command, error.text);
	must(json);
	return json;
}

/* `ip netns` keeps its names in a directory of ours, and our own net namespace is a fresh one. */
static inline void enter_world(void)
{
	must(unshare(CLONE_NEWNS | CLONE_NEWNET) == 0);
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(mkdir("/run/netns", 0755) == 0 || errno == EEXIST);
	must(mount("world", "/run/netns", "tmpfs", 0, NULL) == 0);
	sh("ip link set lo up");
}

static inline uint64_t ino_of_path(const char *path)
{
	struct stat status;

	must(stat(path, &status) == 0);
	return status.st_ino;
}

static inline const json_t *get(const json_t *object, const char *name)
{
	return json_object_get(object, name);
}

/* The first object of an array whose field has this value. NULL: none. */
static inline const json_t *row_with(const json_t *array, const char *field, const char *value)
{
	size_t index;
	json_t *row;

	json_array_foreach(array, index, row) {
		const char *found = json_string_value(get(row, field));

		if (found && strcmp(found, value) == 0)
			return row;
	}
	return NULL;
}

static inline char *show_json(const json_t *json)
{
	char *text = json ? json_dumps(json, JSON_ENCODE_ANY) : NULL;

	return text ? text : strdup("(absent)");
}

static inline bool tap_same_json(const json_t *got, const json_t *want, const char *file, int line, const char *what)
{
	bool same = json_equal(got, want);

	if (!same) {
		char *got_text = show_json(got), *want_text = show_json(want);

		printf("# got  %s\n# want %s\n", got_text, want_text);
		free(got_text);
		free(want_text);
	}
	return tap_check(same, file, line, what);
}

/* Compares with a JSON value that is freed afterwards. */
#define is_json(got, want) __extension__ ({ \
	json_t *want_ = (want); \
	bool same_ = tap_same_json((got), want_, __FILE__, __LINE__, #got " is " #want); \
	json_decref(want_); \
	same_; \
})

#endif
