#define _GNU_SOURCE
#include "scan-rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "namespace-json.h"

struct scan_known_row {
	struct scan_row_key key;
	char *bytes;		/* the row, then its source; NULL: the slot is free */
	size_t length;
	size_t source_length;	/* 0: not at hand */
	uint32_t look;		/* in which it was there for the last time */
};

void scan_known_free(struct scan_known *known)
{
	for (size_t i = 0; i < known->slot_count; i++)
		free(known->slots[i].bytes);
	free(known->slots);
	*known = (struct scan_known) { 0 };
}

struct scan_row_key scan_row_of_process(pid_t pid, uint64_t start_time)
{
	return (struct scan_row_key) { .kind = NSTYPE_COUNT, .number = (uint64_t) pid, .instance = start_time };
}

struct scan_row_key scan_row_of_namespace(const struct ns_identity *identity)
{
	return (struct scan_row_key) { .kind = (int) identity->type, .number = identity->ino, .instance = identity->has_id ? identity->id : 0 };
}

/* --- the table */

static bool is_same_key(const struct scan_row_key *left, const struct scan_row_key *right)
{
	return left->kind == right->kind && left->number == right->number && left->instance == right->instance;
}

/* The constant is 2^64 / phi: it spreads numbers that were given out one after the other. */
static size_t slot_of(const struct scan_known *known, const struct scan_row_key *key)
{
	uint64_t mixed = ((key->number * (NSTYPE_COUNT + 1) + (uint64_t) key->kind) ^ key->instance << 20) * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t) (mixed >> 32) & (known->slot_count - 1);
}

/* Its slot, or the free one in which it would be. */
static struct scan_known_row *find(const struct scan_known *known, const struct scan_row_key *key)
{
	size_t slot = slot_of(known, key);

	while (known->slots[slot].bytes && !is_same_key(&known->slots[slot].key, key))
		slot = (slot + 1) & (known->slot_count - 1);
	return &known->slots[slot];
}

/* Those that were there in this look or since the last one, in a table of that many slots. */
static int rebuild(struct scan_known *known, size_t slot_count)
{
	struct scan_known old = *known;
	struct scan_known_row *slots = calloc(slot_count, sizeof(*slots));

	if (!slots)
		return -ENOMEM;
	known->slots = slots;
	known->slot_count = slot_count;
	for (size_t i = 0; i < old.slot_count; i++)
		if (old.slots[i].bytes)
			*find(known, &old.slots[i].key) = old.slots[i];
	free(old.slots);
	return 0;
}

static int make_room(struct scan_known *known)
{
	if (known->count * 2 < known->slot_count)
		return 0;
	return rebuild(known, known->slot_count == 0 ? 4096 : known->slot_count * 2);
}

static int keep(struct scan_known *known, struct scan_known_row *row, const struct scan_row_key *key, const struct jsonout *text, const struct scan_source *source)
{
	const size_t source_length = source ? source->length : 0;
	char *bytes = malloc(text->length + source_length);

	if (!bytes)
		return -ENOMEM;
	memcpy(bytes, text->buffer, text->length);
	if (source_length > 0)
		memcpy(bytes + text->length, source->bytes, source_length);
	known->count += row->bytes == NULL;
	known->bytes += text->length + source_length - row->length - row->source_length;
	free(row->bytes);
	*row = (struct scan_known_row) { .key = *key, .bytes = bytes, .length = text->length, .source_length = source_length, .look = known->looks };
	return known->bytes > SCAN_KNOWN_BYTES_MAX ? -EFBIG : 0;
}

/* --- one row */

int scan_source_add(struct scan_source *source, const void *bytes, size_t length)
{
	const size_t needed = source->length + length;
	char *larger = needed > source->room ? realloc(source->bytes, needed * 2) : source->bytes;

	if (length == 0)
		return 0;
	if (!larger) {
		source->length = 0;
		return -ENOMEM;
	}
	source->room = needed > source->room ? needed * 2 : source->room;
	source->bytes = larger;
	memcpy(source->bytes + source->length, bytes, length);
	source->length = needed;
	return 0;
}

int scan_rows_begin(struct scan_rows *rows, struct jsonout *out, struct scan_known *known)
{
	rows->out = out;
	rows->known = known;
	return known ? jsonout_init(&rows->row, -1) : 0;
}

void scan_rows_free(struct scan_rows *rows)
{
	jsonout_free(&rows->row);
	free(rows->source.bytes);
}

struct jsonout *scan_row_begin(struct scan_rows *rows)
{
	if (!rows->known)
		return rows->out;
	rows->row.length = 0;
	rows->row.comma[0] = false;
	return &rows->row;
}

static bool has_source(const struct scan_known_row *row, const struct scan_source *source)
{
	return row->source_length == source->length && memcmp(row->bytes + row->length, source->bytes, source->length) == 0;
}

bool scan_row_is_same(struct scan_rows *rows, struct scan_row_key key, const struct scan_source *source)
{
	struct scan_known_row *row = rows->known && rows->known->slot_count > 0 ? find(rows->known, &key) : NULL;

	if (!row || !row->bytes || source->length == 0 || !has_source(row, source))
		return false;
	row->look = rows->known->looks;
	return true;
}

static int compare(struct scan_rows *rows, const struct scan_row_key *key, const struct scan_source *source)
{
	struct scan_known *known = rows->known;
	const struct jsonout *text = &rows->row;
	struct scan_known_row *row;
	int r = text->error < 0 ? text->error : make_room(known);

	if (r < 0)
		return r;
	row = find(known, key);
	row->look = known->looks;
	if (row->bytes && row->length == text->length && memcmp(row->bytes, text->buffer, text->length) == 0)
		return source ? keep(known, row, key, text, source) : 0;
	jsonout_value(rows->out, NULL, text->buffer, text->length);
	return keep(known, row, key, text, source);
}

void scan_row_end(struct scan_rows *rows, struct scan_row_key key, const struct scan_source *source)
{
	if (rows->known && rows->error == 0)
		rows->error = compare(rows, &key, source);
}

/* --- what is gone */

static void tell_gone(const struct scan_row_key *key, struct jsonout *out)
{
	const struct ns_identity identity = {
		.type = (enum nstype) key->kind, .ino = key->number, .has_id = key->instance != 0, .id = key->instance,
	};

	if (key->kind != NSTYPE_COUNT) {
		namespace_write(&identity, out);
		return;
	}
	jsonout_object_begin(out, NULL);
	jsonout_unsigned(out, "pid", key->number);
	jsonout_unsigned(out, "startTime", key->instance);
	jsonout_object_end(out);
}

static bool is_gone(const struct scan_known *known, const struct scan_known_row *row)
{
	return row->bytes && row->look != known->looks;
}

static size_t tell_all_gone(const struct scan_rows *rows, const char *name, bool processes)
{
	const struct scan_known *known = rows->known;
	size_t count = 0;

	jsonout_array_begin(rows->out, name);
	for (size_t i = 0; i < known->slot_count; i++) {
		const struct scan_known_row *row = &known->slots[i];

		if (!is_gone(known, row) || (row->key.kind == NSTYPE_COUNT) != processes)
			continue;
		tell_gone(&row->key, rows->out);
		count++;
	}
	jsonout_array_end(rows->out);
	return count;
}

static void forget_gone(struct scan_known *known)
{
	for (size_t i = 0; i < known->slot_count; i++) {
		struct scan_known_row *row = &known->slots[i];

		if (!is_gone(known, row))
			continue;
		known->bytes -= row->length + row->source_length;
		known->count--;
		free(row->bytes);
		row->bytes = NULL;
	}
}

int scan_rows_end(struct scan_rows *rows)
{
	struct scan_known *known = rows->known;
	size_t gone;

	if (!known || rows->error < 0)
		return rows->error;
	jsonout_bool(rows->out, "first", known->looks == 0);
	jsonout_object_begin(rows->out, "gone");
	gone = tell_all_gone(rows, "processes", true);
	gone += tell_all_gone(rows, "namespaces", false);
	jsonout_object_end(rows->out);
	forget_gone(known);
	known->looks++;
	/* What stood behind a row that is gone may be found no more until all are placed anew. */
	return gone == 0 ? 0 : rebuild(known, known->slot_count);
}
