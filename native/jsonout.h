/* Writes JSON by streaming, without a tree: into a buffer of one frame, sent as ANSWER pieces when full.
 * Knows commas, escaping and Text (PROTOCOL.md); knows no verb. */
#ifndef NSATLAS_JSONOUT_H
#define NSATLAS_JSONOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame.h"

enum { JSON_DEPTH_LIMIT = 16 };

struct json {
	int fd;			/* where ANSWER frames go, or -1: keep all in buffer, grow as needed */
	int error;		/* the first -errno met; later writes do nothing */
	size_t length;
	size_t room;
	char *buffer;
	unsigned int depth;
	bool comma[JSON_DEPTH_LIMIT];	/* a value stands before the next one at this depth */
};

/* fd >= 0 streams ANSWER frames; fd < 0 collects. Free with json_free. */
int json_init(struct json *json, int fd);
void json_free(struct json *json);

/* Sends what is left as the frame marked LAST. Returns the first error met, 0 if none. */
int json_finish(struct json *json);

/* Each value inside an object takes its field name; inside an array, NULL. */
void json_object_begin(struct json *json, const char *name);
void json_object_end(struct json *json);
void json_array_begin(struct json *json, const char *name);
void json_array_end(struct json *json);
void json_number(struct json *json, const char *name, int64_t value);
void json_unsigned(struct json *json, const char *name, uint64_t value);
void json_bool(struct json *json, const char *name, bool value);
void json_null(struct json *json, const char *name);
/* A string of ours: ASCII, known to be harmless or not; escaped all the same. NULL gives null. */
void json_string(struct json *json, const char *name, const char *value);
/* A 64-bit number as decimal text. */
void json_u64_text(struct json *json, const char *name, uint64_t value);
/* Foreign bytes: a string when valid UTF-8, else {"b64": ...}. */
void json_text(struct json *json, const char *name, const char *bytes, size_t length);

/* True for well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, no value over U+10FFFF). */
bool json_is_utf8(const char *bytes, size_t length);

#endif
