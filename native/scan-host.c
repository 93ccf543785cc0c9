#define _GNU_SOURCE
#include "scan-host.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "privilege.h"
#include "procfs.h"

static int check_is_procfs(void)
{
	struct statfs found;

	if (statfs("/proc", &found) < 0)
		return -errno;
	return found.f_type == PROC_SUPER_MAGIC ? 0 : -EOPNOTSUPP;
}

static int read_own_pid(pid_t *ret_pid)
{
	char target[16] = "";

	if (readlink("/proc/self", target, sizeof(target) - 1) < 0)
		return -EOPNOTSUPP;
	*ret_pid = (pid_t) strtol(target, NULL, 10);
	return *ret_pid > 0 ? 0 : -EOPNOTSUPP;
}

static void read_own_namespaces(int dir_fd, struct scan_observer *observer)
{
	char link[16];

	for (int type = 0; type < NSTYPE_COUNT; type++) {
		(void) snprintf(link, sizeof(link), "ns/%s", nstype_info[type].name);
		if (procfs_ns_ino(dir_fd, link, &observer->ino[type]) < 0)
			observer->ino[type] = 0;
	}
	observer->is_nested = observer->ino[NSTYPE_PID] != nstype_info[NSTYPE_PID].initial_ino;
}

/* The word behind `hidepid=` in the options of the last mount at /proc. */
static void find_hidepid(const struct procfs_buffer *mountinfo, struct scan_observer *observer)
{
	static const char option[] = "hidepid=";
	struct procfs_mount mount;
	size_t cursor = 0, length;
	const char *line;

	while (procfs_next_line(mountinfo, &cursor, &line, &length)) {
		const char *value;
		size_t left, end = 0;

		if (procfs_parse_mount(line, length, &mount) < 0 || mount.path_length != 5 || memcmp(mount.path, "/proc", 5) != 0)
			continue;
		observer->hidepid[0] = '\0';
		value = memmem(line, length, option, sizeof(option) - 1);
		if (!value)
			continue;
		value += sizeof(option) - 1;
		left = length - (size_t) (value - line);
		while (end < left && end < sizeof(observer->hidepid) - 1 && value[end] != ',' && value[end] != ' ')
			end++;
		memcpy(observer->hidepid, value, end);
		observer->hidepid[end] = '\0';
	}
}

int scan_observe(struct scan_observer *ret_observer, struct procfs_buffer *ret_mountinfo)
{
	CLEANUP_BUFFER struct procfs_buffer buffer = { 0 };
	struct scan_observer observer = { 0 };
	CLEANUP_FD int dir_fd = -1;
	struct procfs_stat stat;
	int r = check_is_procfs();

	if (r == 0)
		r = read_own_pid(&observer.pid);
	if (r == 0)
		r = privilege_effective(&observer.capabilities);
	if (r == 0)
		r = procfs_open(observer.pid, &dir_fd);
	if (r == 0)
		r = procfs_read_stat(dir_fd, &buffer, &stat);
	if (r < 0)
		return r;
	observer.start_time = stat.start_time;
	observer.is_own_proc = observer.pid == getpid();
	read_own_namespaces(dir_fd, &observer);
	r = procfs_read(dir_fd, "mountinfo", PROCFS_FILE_LIMIT, ret_mountinfo);
	if (r < 0)
		return r;
	find_hidepid(ret_mountinfo, &observer);
	*ret_observer = observer;
	return 0;
}

/* One line of a file, without its newline; empty where it cannot be read. */
static void read_line(const char *path, char *line, size_t room)
{
	CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, line, room - 1);

	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
}

/* btime of proc_stat(5); where /proc is mounted without it (subset=pid), the two clocks tell it to the second. */
static uint64_t read_boot_time(void)
{
	CLEANUP_FILE FILE *file = fopen("/proc/stat", "re");
	struct timespec now = { 0 }, since_boot = { 0 };
	unsigned long long boot_time;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "btime %llu", &boot_time) == 1)
			return boot_time;
	(void) clock_gettime(CLOCK_REALTIME, &now);
	(void) clock_gettime(CLOCK_BOOTTIME, &since_boot);
	return (uint64_t) (now.tv_sec - since_boot.tv_sec);
}

void scan_write_host(struct jsonout *out)
{
	struct utsname name = { 0 };
	char boot_id[64];

	(void) uname(&name);
	read_line("/proc/sys/kernel/random/boot_id", boot_id, sizeof(boot_id));
	jsonout_object_begin(out, "host");
	jsonout_foreign(out, "hostname", name.nodename);
	jsonout_string(out, "kernel", name.release);
	jsonout_string(out, "machine", name.machine);
	jsonout_string(out, "bootId", boot_id);
	jsonout_unsigned(out, "bootTime", read_boot_time());
	jsonout_number(out, "ticksPerSecond", sysconf(_SC_CLK_TCK));
	jsonout_object_end(out);
}

void scan_write_observer(const struct scan_observer *observer, struct jsonout *out)
{
	char capabilities[17];

	(void) snprintf(capabilities, sizeof(capabilities), "%016llx", (unsigned long long) observer->capabilities);
	jsonout_object_begin(out, "observer");
	jsonout_number(out, "pid", observer->pid);
	jsonout_unsigned(out, "uid", geteuid());
	jsonout_string(out, "capabilities", capabilities);
	jsonout_object_begin(out, "namespaces");
	for (int type = 0; type < NSTYPE_COUNT; type++)
		if (observer->ino[type] != 0)
			jsonout_unsigned(out, nstype_info[type].name, observer->ino[type]);
	jsonout_object_end(out);
	jsonout_object_end(out);
}
