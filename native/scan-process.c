#define _GNU_SOURCE
#include "scan-process.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "failure.h"

/* include/linux/sched.h */
enum { PF_KTHREAD = 0x00200000 };

/* sshd and others that rewrite their command line fill what is left of it with NULs. Nobody passes so many empty arguments. */
enum { PADDING_LEAST = 4 };

const struct scan_link scan_links[SCAN_LINK_COUNT] = {
	[NSTYPE_CGROUP] = { "cgroup", NSTYPE_CGROUP },
	[NSTYPE_IPC] = { "ipc", NSTYPE_IPC },
	[NSTYPE_MNT] = { "mnt", NSTYPE_MNT },
	[NSTYPE_NET] = { "net", NSTYPE_NET },
	[NSTYPE_PID] = { "pid", NSTYPE_PID },
	[NSTYPE_TIME] = { "time", NSTYPE_TIME },
	[NSTYPE_USER] = { "user", NSTYPE_USER },
	[NSTYPE_UTS] = { "uts", NSTYPE_UTS },
	[SCAN_LINK_PID_FOR_CHILDREN] = { "pid_for_children", NSTYPE_PID },
	[SCAN_LINK_TIME_FOR_CHILDREN] = { "time_for_children", NSTYPE_TIME },
};

void scan_process_free(struct scan_process *process)
{
	procfs_buffer_free(&process->cgroup);
	procfs_buffer_free(&process->scratch);
}

bool scan_process_is_kernel_thread(const struct scan_process *process)
{
	return (process->stat.flags & PF_KTHREAD) != 0;
}

int scan_process_read_links(int ns_fd, struct scan_process *process)
{
	int absent = 0;

	for (int i = 0; i < SCAN_LINK_COUNT; i++) {
		int r = procfs_ns_ino(ns_fd, scan_links[i].name, &process->ino[i]);

		if (r == -ESRCH)
			return r;
		absent += r == -ENOENT;
		process->error[i] = r == -ENOENT ? 0 : -r;
		if (r < 0)
			process->ino[i] = 0;
	}
	return absent;
}

/* The stat is read again when links are absent: the process may have begun to end in between. */
static int read_namespaces(int dir_fd, int ns_fd, struct scan_process *process)
{
	int absent = scan_process_read_links(ns_fd, process);

	if (absent <= 0 || procfs_is_leaving(&process->stat))
		return absent < 0 ? absent : 0;
	return procfs_read_stat(dir_fd, &process->scratch, &process->stat);
}

int scan_process_read(int dir_fd, int ns_fd, struct scan_process *process)
{
	int r = procfs_read_stat(dir_fd, &process->scratch, &process->stat);

	process->mounts = (struct scan_mounts_version) { 0 };
	if (r == 0)
		r = read_namespaces(dir_fd, ns_fd, process);
	if (r == 0)
		r = procfs_read_status(dir_fd, &process->scratch, &process->status);
	if (r < 0)
		return r;
	r = procfs_read(dir_fd, "cgroup", SCAN_CGROUP_LIMIT, &process->cgroup);
	if (r == -ESRCH)
		return r;
	process->cgroup_error = -r;
	return 0;
}

static size_t length_without_padding(const char *argv, size_t length)
{
	size_t end = length;

	while (end > 0 && argv[end - 1] == '\0')
		end--;
	return length - end < PADDING_LEAST ? length : end + 1;
}

void scan_process_take_argv(struct scan_process *process, const char *argv, size_t length, bool is_cut)
{
	process->argv_error = 0;
	process->argv_cut = is_cut;
	process->argv = argv;
	process->argv_length = is_cut ? length : length_without_padding(argv, length);
}

int scan_process_read_argv(int dir_fd, struct scan_walker *walker, struct scan_process *process)
{
	struct procfs_buffer *buffer;
	/* One byte more tells whether there is more. */
	int r = scan_walker_read(walker, dir_fd, "cmdline", SCAN_ARGV_LIMIT + 1, &buffer);

	if (r == -ESRCH)
		return r;
	if (buffer->length > SCAN_ARGV_LIMIT)
		scan_process_take_argv(process, buffer->bytes, SCAN_ARGV_LIMIT, true);
	else
		scan_process_take_argv(process, buffer->bytes, buffer->length, false);
	process->argv_error = -r;
	return 0;
}

bool scan_process_is_unreadable(const struct scan_process *process)
{
	for (int i = 0; i < SCAN_LINK_COUNT; i++)
		if (process->error[i] != 0)
			return true;
	return false;
}

static void write_nspid(const struct scan_process *process, struct jsonout *out)
{
	jsonout_array_begin(out, "nspid");
	for (size_t i = 0; i < process->status.nspid_count; i++)
		jsonout_number(out, NULL, process->status.nspid[i]);
	if (process->status.nspid_count == 0)
		jsonout_number(out, NULL, process->stat.pid);
	jsonout_array_end(out);
}

/* Each argument ends with a NUL; the last one may lack it where the process rewrote them, or where we cut. */
static void write_argv(const struct scan_process *process, struct jsonout *out)
{
	const char *at = process->argv;
	const char *end = at ? at + process->argv_length : at;

	jsonout_array_begin(out, "argv");
	while (at < end) {
		const char *nul = memchr(at, '\0', (size_t) (end - at));
		const char *stop = nul ? nul : end;

		jsonout_text(out, NULL, at, (size_t) (stop - at));
		at = stop + 1;
	}
	jsonout_array_end(out);
	if (process->argv_cut)
		jsonout_bool(out, "argvCut", true);
}

static void write_cgroup(const struct scan_process *process, struct jsonout *out)
{
	size_t cursor = 0, length;
	const char *line;

	jsonout_array_begin(out, "cgroup");
	while (process->cgroup_error == 0 && procfs_next_line(&process->cgroup, &cursor, &line, &length))
		jsonout_text(out, NULL, line, length);
	jsonout_array_end(out);
}

static void write_namespaces(const struct scan_process *process, struct jsonout *out)
{
	jsonout_object_begin(out, "namespaces");
	for (int type = 0; type < NSTYPE_COUNT; type++)
		if (process->ino[type] != 0)
			jsonout_unsigned(out, scan_links[type].name, process->ino[type]);
	jsonout_object_end(out);
	jsonout_object_begin(out, "forChildren");
	if (process->ino[SCAN_LINK_PID_FOR_CHILDREN] != 0)
		jsonout_unsigned(out, "pid", process->ino[SCAN_LINK_PID_FOR_CHILDREN]);
	if (process->ino[SCAN_LINK_TIME_FOR_CHILDREN] != 0)
		jsonout_unsigned(out, "time", process->ino[SCAN_LINK_TIME_FOR_CHILDREN]);
	jsonout_object_end(out);
}

static void write_one_unread(struct jsonout *out, const char *what, int error)
{
	jsonout_object_begin(out, NULL);
	jsonout_string(out, "what", what);
	jsonout_string(out, "errno", failure_errno_name(error));
	jsonout_object_end(out);
}

/* All links refused alike are one line: `ns`. */
static bool is_refused_alike(const struct scan_process *process)
{
	for (int i = 1; i < SCAN_LINK_COUNT; i++)
		if (process->error[i] != process->error[0])
			return false;
	return process->error[0] != 0;
}

static void write_unread_links(const struct scan_process *process, struct jsonout *out)
{
	char what[32];

	if (is_refused_alike(process)) {
		write_one_unread(out, "ns", process->error[0]);
		return;
	}
	for (int i = 0; i < SCAN_LINK_COUNT; i++) {
		if (process->error[i] == 0)
			continue;
		(void) snprintf(what, sizeof(what), "ns/%s", scan_links[i].name);
		write_one_unread(out, what, process->error[i]);
	}
}

static void write_unread(const struct scan_process *process, struct jsonout *out)
{
	if (!scan_process_is_unreadable(process) && process->argv_error == 0 && process->cgroup_error == 0)
		return;
	jsonout_array_begin(out, "unread");
	write_unread_links(process, out);
	if (process->argv_error != 0)
		write_one_unread(out, "cmdline", process->argv_error);
	if (process->cgroup_error != 0)
		write_one_unread(out, "cgroup", process->cgroup_error);
	jsonout_array_end(out);
}

void scan_process_write(const struct scan_process *process, struct jsonout *out)
{
	const char state[2] = { process->stat.state, '\0' };

	jsonout_object_begin(out, NULL);
	jsonout_number(out, "pid", process->stat.pid);
	jsonout_unsigned(out, "startTime", process->stat.start_time);
	jsonout_number(out, "ppid", process->stat.ppid);
	write_nspid(process, out);
	jsonout_unsigned(out, "uid", process->status.uid);
	jsonout_text(out, "comm", process->stat.comm, process->stat.comm_length);
	write_argv(process, out);
	write_cgroup(process, out);
	jsonout_string(out, "state", state);
	jsonout_unsigned(out, "threads", process->stat.threads);
	jsonout_bool(out, "kernelThread", scan_process_is_kernel_thread(process));
	if (process->is_frozen)
		jsonout_bool(out, "frozen", true);
	write_namespaces(process, out);
	write_unread(process, out);
	jsonout_object_end(out);
}
