#define _GNU_SOURCE
#include "process-facts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "procfs-parse.h"

static const char *const link_names[PROCESS_LINK_COUNT] = { "exe", "cwd", "root" };

void process_facts_free(struct process_facts *facts)
{
	process_status_free(&facts->status);
	procfs_buffer_free(&facts->label);
	for (int i = 0; i < PROCESS_LINK_COUNT; i++)
		procfs_buffer_free(&facts->links[i]);
	procfs_buffer_free(&facts->limits_text);
	process_descriptors_free(&facts->descriptors);
	procfs_buffer_free(&facts->cgroup);
}

static void note_unread(struct process_facts *facts, const char *what, int error)
{
	if (facts->unread_count < PROCESS_UNREAD_MAX)
		facts->unread[facts->unread_count++] = (struct process_unread) { what, error };
}

static int read_status(int dir_fd, struct process_facts *facts)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	int r = procfs_read(dir_fd, "status", PROCESS_STATUS_MAX, &text);

	return r < 0 ? r : process_parse_status(&text, &facts->status);
}

/* EINVAL: the kernel has security modules, but none that labels. ESRCH: not even those. */
static void read_label(int dir_fd, struct process_facts *facts)
{
	struct procfs_buffer *label = &facts->label;
	int r = procfs_read(dir_fd, "attr/current", PROCESS_LABEL_MAX, label);

	if (r < 0) {
		label->length = 0;
		if (r != -EINVAL && r != -ESRCH)
			note_unread(facts, "attr/current", -r);
		return;
	}
	/* AppArmor ends it with a newline, SELinux with a NUL. */
	while (label->length > 0 && (label->bytes[label->length - 1] == '\n' || label->bytes[label->length - 1] == '\0'))
		label->length--;
}

/* -1000 to 1000, proc_pid_oom_score_adj(5). */
static void read_oom_score_adjust(int dir_fd, struct process_facts *facts)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	int r = procfs_read(dir_fd, "oom_score_adj", 32, &text);
	bool negative = r == 0 && text.length > 0 && text.bytes[0] == '-';
	uint64_t value = 0;

	if (r == 0)
		r = procfs_parse_number(text.bytes + negative, strcspn(text.bytes + negative, "\n"), 1000, &value);
	if (r < 0) {
		note_unread(facts, "oom_score_adj", -r);
		return;
	}
	facts->has_oom_score_adjust = true;
	facts->oom_score_adjust = negative ? -(int) value : (int) value;
}

/* The texts only: nothing is followed. ENOENT: a kernel thread has no exe, a zombie none of them. */
static int read_link(int dir_fd, const char *name, struct procfs_buffer *ret_target)
{
	ssize_t n;

	ret_target->bytes = malloc(PATH_MAX + 1);
	if (!ret_target->bytes)
		return -ENOMEM;
	n = readlinkat(dir_fd, name, ret_target->bytes, PATH_MAX);
	if (n < 0)
		return errno == ENOENT ? 0 : -errno;
	ret_target->length = (size_t) n;
	return 0;
}

static void read_links(int dir_fd, struct process_facts *facts)
{
	for (int i = 0; i < PROCESS_LINK_COUNT; i++) {
		int r = read_link(dir_fd, link_names[i], &facts->links[i]);

		if (r < 0)
			note_unread(facts, link_names[i], -r);
	}
}

static void read_limits(int dir_fd, struct process_facts *facts)
{
	int r = procfs_read(dir_fd, "limits", PROCFS_FILE_LIMIT, &facts->limits_text);

	if (r == 0)
		r = process_parse_limits(&facts->limits_text, facts->limits, &facts->limit_count);
	if (r < 0)
		note_unread(facts, "limits", -r);
}

static void read_descriptors(int dir_fd, struct process_facts *facts)
{
	int r = process_read_descriptors(dir_fd, &facts->descriptors);

	facts->has_descriptors = r == 0;
	if (r < 0)
		note_unread(facts, "fd", -r);
	else if (facts->descriptors.not_all)
		note_unread(facts, "fd", E2BIG);
}

static void read_cgroup(int dir_fd, struct process_facts *facts)
{
	int r = procfs_read(dir_fd, "cgroup", PROCESS_CGROUP_MAX, &facts->cgroup);

	if (r < 0) {
		facts->cgroup.length = 0;
		note_unread(facts, "cgroup", -r);
	}
}

/* Where it is read: a process lives on when its first thread has ended, which is then a zombie without what the others have. */
static int open_source(int dir_fd, const struct procfs_stat *stat, int *ret_fd)
{
	if (stat->state == 'Z' && stat->threads > 1 && procfs_open_other_thread(dir_fd, stat->pid, ret_fd) == 0)
		return 0;
	*ret_fd = fcntl(dir_fd, F_DUPFD_CLOEXEC, 0);
	return *ret_fd < 0 ? -errno : 0;
}

int process_read_facts(int dir_fd, struct process_facts *facts)
{
	CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };
	CLEANUP_FD int source = -1;
	struct procfs_stat last;
	int r = procfs_read_stat(dir_fd, &scratch, &facts->stat);

	if (r == 0)
		r = open_source(dir_fd, &facts->stat, &source);
	if (r == 0)
		r = read_status(source, facts);
	if (r < 0)
		return r;
	read_label(source, facts);
	read_oom_score_adjust(source, facts);
	read_links(source, facts);
	read_limits(source, facts);
	read_descriptors(source, facts);
	read_cgroup(source, facts);
	/* What is absent because it ended would be taken for what it has not. */
	r = procfs_read_stat(dir_fd, &scratch, &last);
	return r == 0 && last.start_time != facts->stat.start_time ? -ESTALE : r;
}
