/* /proc/PID: stat, status, ns links, cmdline, cgroup, mountinfo. Knows when a process is gone; judges nothing.
 *
 * A descriptor of /proc/PID stays bound to the process it was opened for: once that one is reaped everything below it
 * gives ESRCH, also when its pid has come back. So facts read through one descriptor are never of two processes. */
#ifndef NSATLAS_PROCFS_H
#define NSATLAS_PROCFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "nstype.h"

enum {
	PROCFS_COMM_LIMIT = 64,		/* a kernel worker's is longer than TASK_COMM_LEN */
	PROCFS_NSPID_LIMIT = 33,	/* MAX_PID_NS_LEVEL and the initial one */
	PROCFS_FILE_LIMIT = 16 * 1024 * 1024,
};

/* Bytes of a file, kept from one read to the next. Starts as {0}; free with procfs_buffer_free. */
struct procfs_buffer {
	char *bytes;		/* a NUL follows the last one */
	size_t length;
	size_t room;
};

void procfs_buffer_free(struct procfs_buffer *buffer);
#define CLEANUP_BUFFER __attribute__((cleanup(procfs_buffer_free)))

struct procfs_stat {
	pid_t pid;
	pid_t ppid;
	char state;
	unsigned int flags;	/* PF_* of the kernel */
	uint64_t user_ticks;	/* of all its threads, also of those that ended */
	uint64_t system_ticks;
	int nice;		/* of its first thread */
	unsigned int threads;
	uint64_t start_time;	/* clock ticks since boot */
	uint64_t resident_pages;	/* of a kernel thread and a zombie 0 */
	size_t comm_length;
	char comm[PROCFS_COMM_LIMIT];	/* any bytes but NUL; not terminated */
};

struct procfs_status {
	uid_t uid;		/* effective */
	unsigned int threads;
	size_t nspid_count;	/* 0 on kernels before 4.1 */
	pid_t nspid[PROCFS_NSPID_LIMIT];	/* outermost first */
};

/* Texts are escaped, as mountinfo has them. */
struct procfs_mount {
	int id;
	int parent;
	const char *device;	/* `major:minor` */
	size_t device_length;
	const char *root;
	size_t root_length;
	const char *path;
	size_t path_length;
	const char *options;	/* of the mount */
	size_t options_length;
	int shared;		/* peer groups; 0: none */
	int master;
	int propagate_from;
	bool unbindable;
	const char *fstype;
	size_t fstype_length;
	const char *source;	/* may be empty */
	size_t source_length;
	const char *super_options;	/* of the file system */
	size_t super_options_length;
};

struct procfs_pids {
	pid_t *pids;
	size_t count;
	size_t room;
};

/* The processes that /proc lists, in its order. Free with procfs_pids_free, also when it failed. */
int procfs_list_pids(struct procfs_pids *ret_pids);
int procfs_pids_add(struct procfs_pids *pids, pid_t pid);
void procfs_pids_free(struct procfs_pids *pids);

/* A descriptor of /proc/PID (O_PATH).
 * -ESRCH  no such process, or none that we may see (hidepid) */
int procfs_open(pid_t pid, int *ret_fd);

/* The same for the process that started at this tick and no other.
 * -ESRCH   it ended
 * -ESTALE  another process has its pid now */
int procfs_open_identity(pid_t pid, uint64_t start_time, int *ret_fd);

/* A descriptor of /proc/PID/task/TID of some thread that is not the first one. -ENOENT: there is none. */
int procfs_open_other_thread(int dir_fd, pid_t pid, int *ret_fd);

/* Reads a file below the directory, its first limit bytes at most.
 * -ESRCH  the process ended */
int procfs_read(int dir_fd, const char *name, size_t limit, struct procfs_buffer *ret_buffer);

/* The same of an open file, from where it stands. */
int procfs_read_fd(int fd, size_t limit, struct procfs_buffer *ret_buffer);

/* Opens for reading what an O_PATH descriptor holds: what was looked at, whatever stands at its path by now. Never waits for a
 * FIFO or a lease. flags: beside those. */
int procfs_reopen(int path_fd, int flags, int *ret_fd);

int procfs_read_stat(int dir_fd, struct procfs_buffer *scratch, struct procfs_stat *ret_stat);
int procfs_read_status(int dir_fd, struct procfs_buffer *scratch, struct procfs_status *ret_status);

/* It has left its namespaces and v1 control groups, or is about to: what is missing tells nothing then. */
bool procfs_is_leaving(const struct procfs_stat *stat);

/* The ino that a link such as `ns/net` or `ns/pid_for_children` names.
 * -ENOENT  no such link: the kernel has not the type, or the process is a zombie
 * -ESRCH   the process ended
 * -EACCES  ptrace(2) access to it is refused */
int procfs_ns_ino(int dir_fd, const char *link, uint64_t *ret_ino);

/* -EBADMSG: not the format of proc(5). Only bytes inside the given length are looked at. */
int procfs_parse_stat(const char *bytes, size_t length, struct procfs_stat *ret_stat);
int procfs_parse_status(const char *bytes, size_t length, struct procfs_status *ret_status);
int procfs_parse_ns_link(const char *bytes, size_t length, enum nstype *ret_type, uint64_t *ret_ino);
int procfs_parse_mount(const char *line, size_t length, struct procfs_mount *ret_mount);

/* What is mounted is a namespace's file. */
bool procfs_is_nsfs(const struct procfs_mount *mount);

/* The value behind `Name:\t` of a status file, without the newline. -ENOENT: no such line. */
int procfs_status_value(const struct procfs_buffer *status, const char *name, const char **ret_value, size_t *ret_length);

/* The next line of a text, without its newline. *cursor starts at 0. False when there is none. */
bool procfs_next_line(const struct procfs_buffer *text, size_t *cursor, const char **ret_line, size_t *ret_length);

/* Undoes the `\040` of mountinfo in place; returns the new length. */
size_t procfs_unescape(char *bytes, size_t length);

#endif
