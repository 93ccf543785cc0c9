#define _GNU_SOURCE
#include "lockout.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "private-directory.h"
#include "sha256.h"

#define HEAD "nsatlas-failures 1\n"

enum { NAME_ROOM = SHA256_TEXT + 16 };

uint64_t lockout_left_ms(const struct lockout *lockout, uint64_t now_ms)
{
	return lockout->until_ms > now_ms ? lockout->until_ms - now_ms : 0;
}

static void forget_old(struct lockout *lockout, uint64_t now_ms)
{
	size_t kept = 0;

	for (size_t i = 0; i < lockout->count; i++)
		if (now_ms - lockout->failures_ms[i] < LOCKOUT_MS)
			lockout->failures_ms[kept++] = lockout->failures_ms[i];
	lockout->count = kept;
}

void lockout_add(struct lockout *lockout, unsigned int limit, uint64_t now_ms)
{
	forget_old(lockout, now_ms);
	if (lockout->count < LOCKOUT_MOST)
		lockout->failures_ms[lockout->count++] = now_ms;
	if (lockout->count >= limit)
		lockout->until_ms = now_ms + LOCKOUT_MS;
}

void lockout_take_back(struct lockout *lockout, uint64_t at_ms)
{
	for (size_t i = lockout->count; i > 0; i--) {
		if (lockout->failures_ms[i - 1] != at_ms)
			continue;
		memmove(&lockout->failures_ms[i - 1], &lockout->failures_ms[i], (lockout->count - i) * sizeof(lockout->failures_ms[0]));
		lockout->count--;
		break;
	}
	if (lockout->until_ms == at_ms + LOCKOUT_MS)
		lockout->until_ms = 0;
}

size_t lockout_format(const struct lockout *lockout, char ret_text[LOCKOUT_TEXT_LIMIT])
{
	int length = snprintf(ret_text, LOCKOUT_TEXT_LIMIT, HEAD "until %" PRIu64 "\n", lockout->until_ms);

	for (size_t i = 0; i < lockout->count; i++)
		length += snprintf(ret_text + length, LOCKOUT_TEXT_LIMIT - (size_t) length, "at %" PRIu64 "\n", lockout->failures_ms[i]);
	return (size_t) length;
}

static int scan(const char *text, struct lockout *lockout)
{
	int end = 0;

	if (sscanf(text, HEAD "until %" SCNu64 "\n%n", &lockout->until_ms, &end) != 1 || end == 0)
		return -EBADMSG;
	for (text += end; *text; text += end) {
		end = 0;
		if (lockout->count == LOCKOUT_MOST || sscanf(text, "at %" SCNu64 "\n%n", &lockout->failures_ms[lockout->count], &end) != 1 || end == 0)
			return -EBADMSG;
		lockout->count++;
	}
	return 0;
}

int lockout_parse(const char *text, size_t length, struct lockout *ret_lockout)
{
	char copy[LOCKOUT_TEXT_LIMIT], again[LOCKOUT_TEXT_LIMIT];
	struct lockout lockout = { 0 };

	if (length >= sizeof(copy) || memchr(text, '\0', length))
		return -EBADMSG;
	memcpy(copy, text, length);
	copy[length] = '\0';
	/* As for a ticket: scanf(3) is more lenient than we are. */
	if (scan(copy, &lockout) < 0 || lockout_format(&lockout, again) != length || memcmp(copy, again, length) != 0)
		return -EBADMSG;
	*ret_lockout = lockout;
	return 0;
}

/* A name of ours, whatever the key holds. */
static void make_name(const char *key, char ret_name[NAME_ROOM])
{
	char hash[SHA256_TEXT + 1];

	sha256_text(key, strlen(key), hash);
	(void) snprintf(ret_name, NAME_ROOM, "failures-%s", hash);
}

/* None yet is none counted. */
static int read_file(int directory, const char *name, struct lockout *ret_lockout)
{
	char text[LOCKOUT_TEXT_LIMIT];
	size_t length;
	int r = private_directory_read(directory, name, text, sizeof(text), &length);

	*ret_lockout = (struct lockout) { 0 };
	if (r == -ENOENT)
		return 0;
	return r < 0 ? r : lockout_parse(text, length, ret_lockout);
}

static int write_file(int directory, const char *name, const struct lockout *lockout)
{
	char text[LOCKOUT_TEXT_LIMIT];

	return private_directory_replace(directory, name, text, lockout_format(lockout, text));
}

/* The place of a key, and what is written there. */
struct lockout_place {
	int directory;
	char name[NAME_ROOM];
	struct lockout lockout;
};

static int open_place(const char *directory, const char *key, struct lockout_place *ret_place)
{
	int r = private_directory_open(directory, &ret_place->directory);

	make_name(key, ret_place->name);
	return r < 0 ? r : read_file(ret_place->directory, ret_place->name, &ret_place->lockout);
}

static void close_place(struct lockout_place *place)
{
	cleanup_close(&place->directory);
}

#define CLEANUP_PLACE __attribute__((cleanup(close_place)))

int lockout_begin(const char *directory, const char *key, unsigned int limit, uint64_t now_ms, uint64_t *ret_left_ms)
{
	CLEANUP_PLACE struct lockout_place place = { .directory = -1 };
	int r = open_place(directory, key, &place);

	if (r < 0)
		return r;
	*ret_left_ms = lockout_left_ms(&place.lockout, now_ms);
	if (*ret_left_ms > 0)
		return -EUSERS;
	if (limit == 0)
		return 0;
	lockout_add(&place.lockout, limit, now_ms);
	return write_file(place.directory, place.name, &place.lockout);
}

int lockout_succeed(const char *directory, const char *key, uint64_t at_ms, bool forgets)
{
	CLEANUP_PLACE struct lockout_place place = { .directory = -1 };
	int r = open_place(directory, key, &place);

	if (r < 0)
		return r;
	if (forgets)
		return unlinkat(place.directory, place.name, 0) < 0 && errno != ENOENT ? -errno : 0;
	lockout_take_back(&place.lockout, at_ms);
	return write_file(place.directory, place.name, &place.lockout);
}
