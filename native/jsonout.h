/* Writes JSON by streaming, without a tree: into a buffer of one frame, sent as ANSWER pieces when full.
 * Knows commas, escaping and Text (PROTOCOL.md); knows no verb. */
#ifndef NSATLAS_JSONOUT_H
#define NSATLAS_JSONOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame.h"

enum { JSON_DEPTH_LIMIT = 16 };

struct jsonout {
	int fd;			/* where ANSWER frames go, or -1: keep all in buffer, grow as needed */
	int error;		/* the first -errno met; later writes do nothing */
	size_t length;
	size_t room;
	char *buffer;
	unsigned int depth;
	bool comma[JSON_DEPTH_LIMIT];	/* a value stands before the next one at this depth */
};

/* fd >= 0 streams ANSWER frames; fd < 0 collects. Free with jsonout_free. */
int jsonout_init(struct jsonout *json, int fd);
void jsonout_free(struct jsonout *json);

/* Sends what is left as the frame marked LAST. Returns the first error met, 0 if none. */
int jsonout_finish(struct jsonout *json);

/* What was collected, as one frame; frees it. Returns the first error met, 0 if none. */
int jsonout_send(struct jsonout *json, int out, enum frame_kind kind, uint8_t flags);

/* Each value inside an object takes its field name; inside an array, NULL. */
void jsonout_object_begin(struct jsonout *json, const char *name);
void jsonout_object_end(struct jsonout *json);
void jsonout_array_begin(struct jsonout *json, const char *name);
void jsonout_array_end(struct jsonout *json);
void jsonout_number(struct jsonout *json, const char *name, int64_t value);
void jsonout_unsigned(struct jsonout *json, const char *name, uint64_t value);
void jsonout_bool(struct jsonout *json, const char *name, bool value);
void jsonout_null(struct jsonout *json, const char *name);
/* A string of ours: ASCII, known to be harmless or not; escaped all the same. NULL gives null. */
void jsonout_string(struct jsonout *json, const char *name, const char *value);
/* A 64-bit number as decimal text. */
void jsonout_u64_text(struct jsonout *json, const char *name, uint64_t value);
/* Foreign bytes: a string when valid UTF-8, else {"b64": ...}. */
void jsonout_text(struct jsonout *json, const char *name, const char *bytes, size_t length);
/* The same of a string. NULL gives null. */
void jsonout_foreign(struct jsonout *json, const char *name, const char *text);

/* One whole value that another jsonout has made. */
void jsonout_value(struct jsonout *json, const char *name, const char *value, size_t length);

/* True for well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, no value over U+10FFFF). */
bool jsonout_is_utf8(const char *bytes, size_t length);

#endif
