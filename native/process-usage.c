#define _GNU_SOURCE
#include "process-usage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "failure.h"
#include "procfs.h"

enum { USAGE_LIMIT = 131072, STAT_LIMIT = 4096 };

struct unread {
	pid_t pid;
	int error;	/* -errno */
};

/* More than these are of one kind, as where a security module hides all: what is left out is not listed, and thus unknown too. */
enum { UNREAD_LIMIT = 1024 };

struct usage {
	int64_t since_ms;	/* when the look began, by the clock of start_time */
	int proc_fd;
	struct procfs_buffer scratch;
	size_t unread_count;
	struct unread unread[UNREAD_LIMIT];
};

static void write_row(const struct procfs_stat *stat, int64_t after_ms, struct jsonout *json)
{
	jsonout_array_begin(json, NULL);
	jsonout_number(json, NULL, stat->pid);
	jsonout_unsigned(json, NULL, stat->start_time);
	jsonout_unsigned(json, NULL, stat->user_ticks + stat->system_ticks);
	jsonout_unsigned(json, NULL, stat->resident_pages);
	jsonout_number(json, NULL, after_ms);
	jsonout_array_end(json);
}

/* The identity stands in the line that also has the numbers, so no descriptor of the process is needed to keep them together. */
static int read_stat(struct usage *usage, pid_t pid, struct procfs_stat *ret_stat)
{
	char path[32];
	int r;

	(void) snprintf(path, sizeof(path), "%d/stat", (int) pid);
	r = procfs_read(usage->proc_fd, path, STAT_LIMIT, &usage->scratch);
	return r < 0 ? r : procfs_parse_stat(usage->scratch.bytes, usage->scratch.length, ret_stat);
}

static void write_process(struct usage *usage, pid_t pid, struct jsonout *json)
{
	struct procfs_stat stat;
	int r = read_stat(usage, pid, &stat);

	if (r == 0)
		write_row(&stat, clock_since_boot_ms() - usage->since_ms, json);
	else if (r != -ESRCH && usage->unread_count < UNREAD_LIMIT)
		usage->unread[usage->unread_count++] = (struct unread) { pid, r };
}

static void write_unread(const struct usage *usage, struct jsonout *json)
{
	jsonout_array_begin(json, "unread");
	for (size_t i = 0; i < usage->unread_count; i++) {
		jsonout_object_begin(json, NULL);
		jsonout_number(json, "pid", usage->unread[i].pid);
		jsonout_string(json, "errno", failure_errno_name(usage->unread[i].error));
		jsonout_object_end(json);
	}
	jsonout_array_end(json);
}

static void write_document(struct usage *usage, const struct procfs_pids *pids, struct jsonout *json)
{
	size_t count = pids->count < USAGE_LIMIT ? pids->count : USAGE_LIMIT;

	jsonout_object_begin(json, NULL);
	jsonout_number(json, "schema", 1);
	jsonout_number(json, "bootMs", usage->since_ms);
	jsonout_number(json, "ticksPerSecond", sysconf(_SC_CLK_TCK));
	jsonout_number(json, "pageSize", sysconf(_SC_PAGESIZE));
	jsonout_array_begin(json, "processes");
	for (size_t i = 0; i < count; i++)
		write_process(usage, pids->pids[i], json);
	jsonout_array_end(json);
	write_unread(usage, json);
	jsonout_unsigned(json, "leftOut", pids->count - count);
	jsonout_object_end(json);
}

int process_usage_write(struct jsonout *json)
{
	CLEANUP_FD int proc_fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct procfs_pids pids = { 0 };
	struct usage usage = { .since_ms = clock_since_boot_ms(), .proc_fd = proc_fd };
	int r;

	if (proc_fd < 0)
		return -errno;
	r = procfs_list_pids(&pids);
	if (r == 0)
		write_document(&usage, &pids, json);
	procfs_buffer_free(&usage.scratch);
	procfs_pids_free(&pids);
	return r;
}
