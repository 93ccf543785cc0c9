#define _GNU_SOURCE
#include "ipc-sysv.h"

#include <errno.h>
#include <stdbool.h>

#include "procfs-parse.h"

#define OWNER { "uid", SYSV_UID }, { "gid", SYSV_GID }, { "creatorUid", SYSV_UID }, { "creatorGid", SYSV_GID }

const struct sysv_format sysv_formats[SYSV_TABLE_COUNT] = {
	[SYSV_SHARED_MEMORY] = { "shm", "sharedMemory", 16, {
		{ "key", SYSV_KEY }, { "id", SYSV_NUMBER }, { "mode", SYSV_MODE }, { "bytes", SYSV_BYTES },
		{ "creatorPid", SYSV_NUMBER }, { "lastPid", SYSV_NUMBER }, { "attached", SYSV_NUMBER }, OWNER,
		{ "attachTime", SYSV_NUMBER }, { "detachTime", SYSV_NUMBER }, { "changeTime", SYSV_NUMBER },
		{ "residentBytes", SYSV_BYTES }, { "swappedBytes", SYSV_BYTES },
	} },
	[SYSV_SEMAPHORES] = { "sem", "semaphores", 10, {
		{ "key", SYSV_KEY }, { "id", SYSV_NUMBER }, { "mode", SYSV_MODE }, { "count", SYSV_NUMBER }, OWNER,
		{ "operationTime", SYSV_NUMBER }, { "changeTime", SYSV_NUMBER },
	} },
	[SYSV_MESSAGE_QUEUES] = { "msg", "messageQueues", 14, {
		{ "key", SYSV_KEY }, { "id", SYSV_NUMBER }, { "mode", SYSV_MODE }, { "bytes", SYSV_BYTES }, { "messages", SYSV_NUMBER },
		{ "lastSendPid", SYSV_NUMBER }, { "lastReceivePid", SYSV_NUMBER }, OWNER,
		{ "sendTime", SYSV_NUMBER }, { "receiveTime", SYSV_NUMBER }, { "changeTime", SYSV_NUMBER },
	} },
};

static int parse_octal(const struct word *word, uint64_t *ret_value)
{
	uint64_t value = 0;

	for (size_t i = 0; i < word->length; i++) {
		if (word->bytes[i] < '0' || word->bytes[i] > '7' || value > UINT32_MAX)
			return -EBADMSG;
		value = value << 3 | (uint64_t) (word->bytes[i] - '0');
	}
	*ret_value = value;
	return 0;
}

static int parse_key(const struct word *word, uint64_t *ret_value)
{
	bool is_negative = word->bytes[0] == '-';
	uint64_t limit = is_negative ? (uint64_t) INT32_MAX + 1 : INT32_MAX, value;

	if (procfs_parse_number(word->bytes + is_negative, word->length - is_negative, limit, &value) < 0)
		return -EBADMSG;
	*ret_value = is_negative ? UINT64_C(0) - value : value;
	return 0;
}

static int parse_value(enum sysv_kind kind, const struct word *word, uint64_t *ret_value)
{
	/* What is no size of memory fits a JSON number. */
	static const uint64_t json_limit = (UINT64_C(1) << 53) - 1;

	switch (kind) {
	case SYSV_KEY:
		return parse_key(word, ret_value);
	case SYSV_MODE:
		return parse_octal(word, ret_value);
	case SYSV_BYTES:
		return procfs_parse_number(word->bytes, word->length, UINT64_MAX, ret_value);
	default:
		return procfs_parse_number(word->bytes, word->length, json_limit, ret_value);
	}
}

int sysv_parse_row(enum sysv_table table, const char *line, size_t length, struct sysv_row *ret_row)
{
	const struct sysv_format *format = &sysv_formats[table];
	struct span span = { line, line + length };
	struct sysv_row row = { 0 };

	for (size_t i = 0; i < format->column_count; i++) {
		struct word word;

		if (procfs_take_word(&span, &word) < 0 || parse_value(format->columns[i].kind, &word, &row.values[i]) < 0)
			return -EBADMSG;
	}
	*ret_row = row;
	return 0;
}
