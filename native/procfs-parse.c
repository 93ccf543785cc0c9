/* The formats of proc(5). Every byte of them can be a hostile process's choice: comm, argv and paths hold anything. */
#define _GNU_SOURCE
#include "procfs-parse.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n';
}

int procfs_take_word(struct span *span, struct word *ret_word)
{
	const char *start;

	while (span->at < span->end && is_blank(*span->at))
		span->at++;
	start = span->at;
	while (span->at < span->end && !is_blank(*span->at))
		span->at++;
	if (span->at == start)
		return -EBADMSG;
	*ret_word = (struct word) { start, (size_t) (span->at - start) };
	return 0;
}

int procfs_skip_words(struct span *span, int count)
{
	struct word word;

	while (count-- > 0)
		if (procfs_take_word(span, &word) < 0)
			return -EBADMSG;
	return 0;
}

int procfs_parse_number(const char *bytes, size_t length, uint64_t limit, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (length == 0)
		return -EBADMSG;
	for (size_t i = 0; i < length; i++) {
		uint64_t digit = (uint64_t) (bytes[i] - '0');

		if (bytes[i] < '0' || bytes[i] > '9' || digit > limit || value > (limit - digit) / 10)
			return -EBADMSG;
		value = value * 10 + digit;
	}
	*ret_value = value;
	return 0;
}

int procfs_take_number(struct span *span, uint64_t limit, uint64_t *ret_value)
{
	struct word word;
	int r = procfs_take_word(span, &word);

	return r < 0 ? r : procfs_parse_number(word.bytes, word.length, limit, ret_value);
}

static int take_nice(struct span *span, int *ret_nice)
{
	struct word word;
	uint64_t value;
	bool negative;

	if (procfs_take_word(span, &word) < 0)
		return -EBADMSG;
	negative = word.bytes[0] == '-';
	if (procfs_parse_number(word.bytes + negative, word.length - negative, 20, &value) < 0)
		return -EBADMSG;
	*ret_nice = negative ? -(int) value : (int) value;
	return 0;
}

/* The words behind the comm: 3 is the state, 22 the start time, 24 the resident pages (proc_pid_stat(5)). */
static int parse_stat_words(struct span span, struct procfs_stat *stat)
{
	struct word state;
	uint64_t ppid, flags, user_ticks, system_ticks, threads, start_time, resident_pages;
	int nice;

	if (procfs_take_word(&span, &state) < 0 || state.length != 1 || state.bytes[0] < ' ' || state.bytes[0] > '~')
		return -EBADMSG;
	if (procfs_take_number(&span, INT_MAX, &ppid) < 0 || procfs_skip_words(&span, 4) < 0)
		return -EBADMSG;
	if (procfs_take_number(&span, UINT_MAX, &flags) < 0 || procfs_skip_words(&span, 4) < 0)
		return -EBADMSG;
	if (procfs_take_number(&span, UINT64_MAX, &user_ticks) < 0 || procfs_take_number(&span, UINT64_MAX, &system_ticks) < 0)
		return -EBADMSG;
	if (procfs_skip_words(&span, 3) < 0 || take_nice(&span, &nice) < 0)
		return -EBADMSG;
	if (procfs_take_number(&span, UINT_MAX, &threads) < 0 || procfs_skip_words(&span, 1) < 0)
		return -EBADMSG;
	if (procfs_take_number(&span, UINT64_MAX, &start_time) < 0 || procfs_skip_words(&span, 1) < 0)
		return -EBADMSG;
	if (procfs_take_number(&span, INT64_MAX, &resident_pages) < 0)
		return -EBADMSG;
	stat->state = state.bytes[0];
	stat->ppid = (pid_t) ppid;
	stat->flags = (unsigned int) flags;
	stat->user_ticks = user_ticks;
	stat->system_ticks = system_ticks;
	stat->nice = nice;
	stat->threads = (unsigned int) threads;
	stat->start_time = start_time;
	stat->resident_pages = resident_pages;
	return 0;
}

int procfs_parse_stat(const char *bytes, size_t length, struct procfs_stat *ret_stat)
{
	const char *open = memchr(bytes, '(', length);
	/* A comm may itself hold `) R 1 (`: only the last parenthesis is the kernel's. */
	const char *close = memrchr(bytes, ')', length);
	struct procfs_stat stat = { 0 };
	uint64_t pid;

	if (!open || !close || close < open || open == bytes || open[-1] != ' ')
		return -EBADMSG;
	if (procfs_parse_number(bytes, (size_t) (open - bytes) - 1, INT_MAX, &pid) < 0)
		return -EBADMSG;
	stat.pid = (pid_t) pid;
	stat.comm_length = (size_t) (close - open) - 1;
	if (stat.comm_length > sizeof(stat.comm))
		stat.comm_length = sizeof(stat.comm);
	memcpy(stat.comm, open + 1, stat.comm_length);
	if (parse_stat_words((struct span) { close + 1, bytes + length }, &stat) < 0)
		return -EBADMSG;
	*ret_stat = stat;
	return 0;
}

int procfs_status_value(const struct procfs_buffer *status, const char *name, const char **ret_value, size_t *ret_length)
{
	size_t name_length = strlen(name), cursor = 0, length;
	const char *line;

	/* The kernel escapes the newlines of the comm here, so a line's beginning is never a process's choice. */
	while (procfs_next_line(status, &cursor, &line, &length)) {
		if (length < name_length + 2 || memcmp(line, name, name_length) != 0)
			continue;
		if (line[name_length] != ':' || line[name_length + 1] != '\t')
			continue;
		*ret_value = line + name_length + 2;
		*ret_length = length - name_length - 2;
		return 0;
	}
	return -ENOENT;
}

int procfs_status_span(const struct procfs_buffer *status, const char *name, struct span *ret_span)
{
	const char *value;
	size_t length;
	int r = procfs_status_value(status, name, &value, &length);

	if (r < 0)
		return r;
	*ret_span = (struct span) { value, value + length };
	return 0;
}

static int parse_nspid(const struct procfs_buffer *text, struct procfs_status *status)
{
	struct span span;
	uint64_t pid;

	if (procfs_status_span(text, "NSpid", &span) < 0)
		return 0;
	while (span.at < span.end) {
		if (status->nspid_count == PROCFS_NSPID_LIMIT || procfs_take_number(&span, INT_MAX, &pid) < 0)
			return -EBADMSG;
		status->nspid[status->nspid_count++] = (pid_t) pid;
	}
	return 0;
}

int procfs_parse_status(const char *bytes, size_t length, struct procfs_status *ret_status)
{
	const struct procfs_buffer text = { .bytes = (char *) (uintptr_t) bytes, .length = length };
	struct procfs_status status = { 0 };
	struct span uids, threads;
	uint64_t uid, count;

	if (procfs_status_span(&text, "Uid", &uids) < 0 || procfs_skip_words(&uids, 1) < 0 || procfs_take_number(&uids, UINT_MAX, &uid) < 0)
		return -EBADMSG;
	if (procfs_status_span(&text, "Threads", &threads) < 0 || procfs_take_number(&threads, UINT_MAX, &count) < 0)
		return -EBADMSG;
	if (parse_nspid(&text, &status) < 0)
		return -EBADMSG;
	status.uid = (uid_t) uid;
	status.threads = (unsigned int) count;
	*ret_status = status;
	return 0;
}

int procfs_parse_ns_link(const char *bytes, size_t length, enum nstype *ret_type, uint64_t *ret_ino)
{
	const char *colon = memchr(bytes, ':', length);
	char name[16];
	size_t name_length, digits;

	if (!colon || length < 4 || bytes[length - 1] != ']')
		return -EBADMSG;
	name_length = (size_t) (colon - bytes);
	if (name_length >= sizeof(name) || name_length + 3 >= length || colon[1] != '[')
		return -EBADMSG;
	memcpy(name, bytes, name_length);
	name[name_length] = '\0';
	if (nstype_from_name(name, ret_type) < 0)
		return -EBADMSG;
	digits = length - name_length - 3;
	return procfs_parse_number(colon + 2, digits, UINT_MAX, ret_ino);
}
