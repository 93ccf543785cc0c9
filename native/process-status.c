#define _GNU_SOURCE
#include "process-status.h"

#include <errno.h>
#include <stdlib.h>

#include "procfs-parse.h"

static const char *const memory_names[PROCESS_MEMORY_COUNT] = { "VmSize", "VmRSS", "VmHWM", "VmSwap" };

void process_status_free(struct process_status *status)
{
	free(status->groups);
	*status = (struct process_status) { 0 };
}

/* The first number of a line that may be absent. */
static int find_number(const struct procfs_buffer *text, const char *name, uint64_t limit, bool *ret_has, uint64_t *ret_number)
{
	struct span span;

	*ret_has = procfs_status_span(text, name, &span) == 0;
	return *ret_has ? procfs_take_number(&span, limit, ret_number) : 0;
}

static int find_ids(const struct procfs_buffer *text, const char *name, uint32_t ids[PROCESS_ID_COUNT])
{
	struct span span;
	uint64_t id;

	if (procfs_status_span(text, name, &span) < 0)
		return -EBADMSG;
	for (int i = 0; i < PROCESS_ID_COUNT; i++) {
		if (procfs_take_number(&span, UINT32_MAX, &id) < 0)
			return -EBADMSG;
		ids[i] = (uint32_t) id;
	}
	return 0;
}

/* Up to four octal digits. */
static int parse_mode(const struct word *word, unsigned int *ret_mode)
{
	unsigned int mode = 0;

	if (word->length > 4)
		return -EBADMSG;
	for (size_t i = 0; i < word->length; i++) {
		if (word->bytes[i] < '0' || word->bytes[i] > '7')
			return -EBADMSG;
		mode = mode << 3 | (unsigned int) (word->bytes[i] - '0');
	}
	*ret_mode = mode;
	return 0;
}

static int find_umask(const struct procfs_buffer *text, struct process_status *status)
{
	struct span span;
	struct word word;

	status->has_umask = procfs_status_span(text, "Umask", &span) == 0;
	if (!status->has_umask)
		return 0;
	return procfs_take_word(&span, &word) < 0 ? -EBADMSG : parse_mode(&word, &status->umask);
}

static size_t count_words(struct span span)
{
	struct word word;
	size_t count = 0;

	while (procfs_take_word(&span, &word) == 0)
		count++;
	return count;
}

static int find_groups(const struct procfs_buffer *text, struct process_status *status)
{
	struct span span;
	uint64_t group;
	size_t count;

	if (procfs_status_span(text, "Groups", &span) < 0)
		return -EBADMSG;
	count = count_words(span);
	if (count > PROCESS_GROUPS_MAX)
		return -EBADMSG;
	status->groups = calloc(count + !count, sizeof(*status->groups));
	if (!status->groups)
		return -ENOMEM;
	for (; status->group_count < count; status->group_count++) {
		if (procfs_take_number(&span, UINT32_MAX, &group) < 0)
			return -EBADMSG;
		status->groups[status->group_count] = (uint32_t) group;
	}
	return 0;
}

static int find_confinement(const struct procfs_buffer *text, struct process_status *status)
{
	uint64_t no_new_privs = 0;
	bool has_no_new_privs;
	int r = find_number(text, "NoNewPrivs", 1, &has_no_new_privs, &no_new_privs);

	if (r == 0 && !has_no_new_privs)
		r = -EBADMSG;
	if (r == 0)
		r = find_number(text, "Seccomp", 2, &status->has_seccomp, &status->seccomp);
	if (r == 0)
		r = find_number(text, "Seccomp_filters", INT32_MAX, &status->has_seccomp_filters, &status->seccomp_filters);
	status->no_new_privs = no_new_privs == 1;
	return r;
}

/* The file counts in kB of 1024 bytes. All four are there or none. */
static int find_memory(const struct procfs_buffer *text, struct process_status *status)
{
	int r = 0, found = 0;

	for (int i = 0; r == 0 && i < PROCESS_MEMORY_COUNT; i++) {
		bool has;

		r = find_number(text, memory_names[i], UINT64_MAX / 1024, &has, &status->memory[i]);
		status->memory[i] *= 1024;
		found += has;
	}
	status->has_memory = found == PROCESS_MEMORY_COUNT;
	return r == 0 && found != 0 && !status->has_memory ? -EBADMSG : r;
}

static int find_switches(const struct procfs_buffer *text, struct process_status *status)
{
	bool has_involuntary;
	int r = find_number(text, "voluntary_ctxt_switches", UINT64_MAX, &status->has_switches, &status->voluntary_switches);

	if (r == 0)
		r = find_number(text, "nonvoluntary_ctxt_switches", UINT64_MAX, &has_involuntary, &status->involuntary_switches);
	status->has_switches = r == 0 && status->has_switches && has_involuntary;
	return r;
}

int process_parse_status(const struct procfs_buffer *text, struct process_status *ret_status)
{
	int r;

	*ret_status = (struct process_status) { 0 };
	r = find_ids(text, "Uid", ret_status->uids);
	if (r == 0)
		r = find_ids(text, "Gid", ret_status->gids);
	if (r == 0)
		r = find_groups(text, ret_status);
	if (r == 0)
		r = find_umask(text, ret_status);
	if (r == 0)
		r = capability_sets_parse(text, &ret_status->capabilities);
	if (r == 0)
		r = find_confinement(text, ret_status);
	if (r == 0)
		r = find_memory(text, ret_status);
	if (r == 0)
		r = find_switches(text, ret_status);
	return r;
}
