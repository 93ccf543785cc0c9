/* Threads that are not the first one of their process. Only these can be in namespaces of their own: all but user and pid, which a
 * process with several threads cannot change. Each can have a table of descriptors of its own. */
#define _GNU_SOURCE
#include "scan-holders.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "count.h"

static const int links[] = { NSTYPE_CGROUP, NSTYPE_IPC, NSTYPE_MNT, NSTYPE_NET, NSTYPE_UTS, SCAN_LINK_PID_FOR_CHILDREN, SCAN_LINK_TIME_FOR_CHILDREN };

/* One process under the look. */
struct look {
	struct scan_holders *holders;
	const struct scan_process *process;
	int task_fd;
	pid_t tables[SCAN_TABLES_OF_ONE_MAX];	/* a thread of each distinct table of descriptors */
	size_t table_count;
};

/* --- namespaces */

/* Where its children will be born, if that is neither where it lives nor what the process's row says already. */
static bool is_told(const struct look *look, int link, uint64_t ino)
{
	const struct scan_process *process = look->process;

	if (ino == process->ino[link])
		return true;
	if (link == SCAN_LINK_PID_FOR_CHILDREN)
		return ino == process->ino[NSTYPE_PID];
	return link == SCAN_LINK_TIME_FOR_CHILDREN && ino == process->ino[NSTYPE_TIME];
}

static int take_link(struct look *look, int ns_fd, pid_t tid, int link)
{
	const struct snapshot_holder holder = {
		.kind = link < NSTYPE_COUNT ? HOLDER_THREAD : HOLDER_FOR_CHILDREN,
		.pid = look->process->stat.pid,
		.start_time = look->process->stat.start_time,
		.tid = tid,
	};
	uint64_t ino;
	int r = procfs_ns_ino(ns_fd, scan_links[link].name, &ino);

	if (r == -EACCES || r == -EPERM)
		look->holders->why[SCAN_LOOK_THREADS] = "the kernel refuses their namespaces";
	if (r < 0 || is_told(look, link, ino))
		return 0;
	return scan_holders_note(look->holders, scan_links[link].type, ino, &holder, ns_fd, scan_links[link].name);
}

static int take_namespaces(struct look *look, int thread_fd, pid_t tid)
{
	CLEANUP_FD int ns_fd = openat(thread_fd, "ns", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int r = 0;

	for (size_t i = 0; r == 0 && ns_fd >= 0 && i < COUNT(links); i++)
		r = take_link(look, ns_fd, tid, links[i]);
	return r;
}

/* --- descriptors */

static int compare_tables(pid_t left, pid_t right)
{
	long r = syscall(SYS_kcmp, left, right, KCMP_FILES, 0, 0);

	return r < 0 ? -errno : (int) r;
}

/* True if the thread has the same table as one that was looked through; also where that cannot be told. */
static bool has_known_table(struct look *look, pid_t tid)
{
	for (size_t i = 0; i < look->table_count; i++) {
		int r = compare_tables(look->tables[i], tid);

		if (r == 0 || r == -ESRCH)
			return true;
		if (r < 0) {
			look->holders->why[SCAN_LOOK_THREADS] = "the kernel does not tell which threads have a table of descriptors of their own (kcmp)";
			return true;
		}
	}
	return false;
}

static int take_table(struct look *look, int thread_fd, pid_t tid)
{
	if (!look->holders->is_own_proc) {
		look->holders->why[SCAN_LOOK_THREADS] = "/proc shows another pid namespace than the observer's: threads cannot be compared";
		return 0;
	}
	if (has_known_table(look, tid))
		return 0;
	if (look->table_count == SCAN_TABLES_OF_ONE_MAX) {
		look->holders->why[SCAN_LOOK_THREADS] = "more tables of descriptors than a scan looks through";
		return 0;
	}
	look->tables[look->table_count++] = tid;
	return scan_descriptors_take(look->holders, thread_fd, look->process, tid);
}

/* --- the walk */

static int take_thread(struct look *look, const char *name, pid_t tid)
{
	CLEANUP_FD int fd = openat(look->task_fd, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int r;

	/* It has ended. */
	if (fd < 0)
		return 0;
	r = take_namespaces(look, fd, tid);
	return r < 0 ? r : take_table(look, fd, tid);
}

static int walk(struct look *look, DIR *dir)
{
	const pid_t first = look->process->stat.pid;
	const struct dirent *entry;
	size_t of_one = 0;
	int r = 0;

	while (r == 0 && (entry = readdir(dir))) {
		pid_t tid = (pid_t) strtol(entry->d_name, NULL, 10);

		if (tid <= 0 || tid == first)
			continue;
		if (of_one++ == SCAN_THREADS_OF_ONE_MAX || look->holders->threads++ >= SCAN_THREADS_MAX) {
			look->holders->why[SCAN_LOOK_THREADS] = "more threads than a scan looks at";
			break;
		}
		r = take_thread(look, entry->d_name, tid);
	}
	return r;
}

int scan_threads_take(struct scan_holders *holders, int dir_fd, const struct scan_process *process)
{
	struct look look = { .holders = holders, .process = process };
	CLEANUP_FD int fd = openat(dir_fd, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP_DIR DIR *dir = NULL;

	if (fd < 0)
		return 0;
	dir = fdopendir(fd);
	if (!dir)
		return -errno;
	/* The stream owns it now. */
	look.task_fd = take_fd(&fd);
	/* The first thread has given back its table if it has ended. */
	if (process->stat.state != 'Z')
		look.tables[look.table_count++] = process->stat.pid;
	return walk(&look, dir);
}
