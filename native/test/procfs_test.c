/* The parsers of proc(5), given what a hostile process can put there; and the real /proc. */
#define _GNU_SOURCE
#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "tap.h"

#define STAT_TAIL " 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 -7 9 0 882211 100 200\n"

/* On the heap and without a NUL, so that a read beyond the end is seen. */
static char *exact(const char *bytes, size_t length)
{
	char *copy = malloc(length + !length);

	must(copy);
	memcpy(copy, bytes, length);
	return copy;
}

static int parse_stat(const char *bytes, size_t length, struct procfs_stat *ret_stat)
{
	CLEANUP_FREE char *copy = exact(bytes, length);

	return procfs_parse_stat(copy, length, ret_stat);
}

static void a_stat_gives_its_fields(void)
{
	static const char line[] = "4711 (cat) S 42" STAT_TAIL;
	struct procfs_stat stat;

	if (!is_number(parse_stat(line, sizeof(line) - 1, &stat), 0))
		return;
	is_number(stat.pid, 4711);
	is_number(stat.ppid, 42);
	is_number(stat.state, 'S');
	is_number(stat.flags, 4194560);
	is_number(stat.user_ticks, 5);
	is_number(stat.system_ticks, 6);
	is_number(stat.nice, -7);
	is_number(stat.threads, 9);
	is_number(stat.start_time, 882211);
	is_number(stat.resident_pages, 200);
	is_bytes(stat.comm, stat.comm_length, "cat");
}

static void a_comm_that_imitates_a_stat_changes_no_field(void)
{
	static const char line[] = "4711 (a) R 1 (b c\n) Z 42" STAT_TAIL;
	struct procfs_stat stat;

	if (!is_number(parse_stat(line, sizeof(line) - 1, &stat), 0))
		return;
	is_number(stat.ppid, 42);
	is_number(stat.state, 'Z');
	is_bytes(stat.comm, stat.comm_length, "a) R 1 (b c\n");
}

static void a_comm_may_be_empty_or_a_kernel_workers(void)
{
	static const char empty[] = "3 () S 2" STAT_TAIL;
	static const char worker[] = "3 (kworker/u16:3-events_unbound_and_more) I 2" STAT_TAIL;
	struct procfs_stat stat;

	is_number(parse_stat(empty, sizeof(empty) - 1, &stat), 0);
	is_number(stat.comm_length, 0);
	is_number(parse_stat(worker, sizeof(worker) - 1, &stat), 0);
	is_bytes(stat.comm, stat.comm_length, "kworker/u16:3-events_unbound_and_more");
}

static void a_stat_cut_anywhere_before_its_resident_pages_is_refused(void)
{
	static const char line[] = "4711 (a) R 1 (b) S 42" STAT_TAIL;
	const size_t needed = sizeof(line) - sizeof("\n");
	struct procfs_stat stat;

	for (size_t length = 0; length < needed - strlen("200"); length++)
		if (!is_number(parse_stat(line, length, &stat), -EBADMSG))
			printf("# cut to %zu bytes\n", length);
	is_number(parse_stat(line, needed, &stat), 0);
}

static void a_stat_with_numbers_out_of_range_is_refused(void)
{
	static const char *const lines[] = {
		"99999999999 (x) S 42" STAT_TAIL,
		"4711 (x) S 99999999999" STAT_TAIL,
		"4711 (x) S -1" STAT_TAIL,
		"4711 (x) SS 42" STAT_TAIL,
		"4711(x) S 42" STAT_TAIL,
		"(x) S 42" STAT_TAIL,
		"4711 )x( S 42" STAT_TAIL,
		"4711 (x) S 42 7 7 0 -1 99999999999 1 2 3 4 5 6 7 8 20 0 9 0 882211 1\n",
		"4711 (x) S 42 7 7 0 -1 1 1 2 3 4 5 6 7 8 20 0 9 0 99999999999999999999 1\n",
		"4711 (x) S 42 7 7 0 -1 1 1 2 3 4 5 6 7 8 20 - 9 0 882211 1\n",
		"4711 (x) S 42 7 7 0 -1 1 1 2 3 4 5 6 7 8 20 -21 9 0 882211 1\n",
	};
	struct procfs_stat stat;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!is_number(parse_stat(lines[i], strlen(lines[i]), &stat), -EBADMSG))
			printf("# %s", lines[i]);
}

static int parse_status(const char *text, struct procfs_status *ret_status)
{
	CLEANUP_FREE char *copy = exact(text, strlen(text));

	return procfs_parse_status(copy, strlen(text), ret_status);
}

static void a_status_gives_the_effective_uid_threads_and_every_pid(void)
{
	struct procfs_status status;

	if (!is_number(parse_status("Name:\tx\nPid:\t7\nUid:\t1000\t1001\t1002\t1003\nNSpid:\t7\t3\t1\nThreads:\t12\n", &status), 0))
		return;
	is_number(status.uid, 1001);
	is_number(status.threads, 12);
	is_number(status.nspid_count, 3);
	is_number(status.nspid[0], 7);
	is_number(status.nspid[2], 1);
}

/* The kernel writes a newline of the comm as \n here, two bytes. */
static void a_name_cannot_imitate_another_line(void)
{
	struct procfs_status status;

	is_number(parse_status("Name:\tx\\nUid:\t0\t0\nUid:\t1\t1000\t1\t1\nThreads:\t1\n", &status), 0);
	is_number(status.uid, 1000);
}

static void a_status_without_what_is_needed_is_refused(void)
{
	static const char *const texts[] = {
		"", "Name:\tx\n", "Uid:\t1\nThreads:\t1\n", "Uid:\t1\t2\nThreads:\tmany\n", "Uid:\t1\t99999999999\nThreads:\t1\n",
		"Uid:\t1\t2\t3\t4\nThreads:\t1\nNSpid:\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\t13\t14\t15\t16\t17\t18\t19\t20\t21\t22\t23"
		"\t24\t25\t26\t27\t28\t29\t30\t31\t32\t33\t34\n",
	};
	struct procfs_status status;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!is_number(parse_status(texts[i], &status), -EBADMSG))
			printf("# %s\n", texts[i]);
}

static void a_link_gives_type_and_ino(void)
{
	enum nstype type;
	uint64_t ino;

	is_number(procfs_parse_ns_link("net:[4026531840]", 16, &type, &ino), 0);
	is_number(type, NSTYPE_NET);
	is_number(ino, 4026531840);
}

static void what_is_no_link_of_a_namespace_is_refused(void)
{
	static const char *const links[] = {
		"", ":", "[]", "net:", "net:[]", "net:[x]", "net:[1", "net:1]", "net[1]", "nets:[1]", ":[1]", "net:[-1]", "net:[99999999999]",
		"pid_for_children:[1]", "socket:[12]", "net:[1]]", "net:[[1]", "a_very_long_name_of_a_type:[1]",
	};
	enum nstype type;
	uint64_t ino;

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		CLEANUP_FREE char *copy = exact(links[i], strlen(links[i]));

		if (!is_number(procfs_parse_ns_link(copy, strlen(links[i]), &type, &ino), -EBADMSG))
			printf("# %s\n", links[i]);
	}
}

static int parse_mount(const char *line, struct procfs_mount *ret_mount)
{
	return procfs_parse_mount(line, strlen(line), ret_mount);
}

static void a_mount_gives_id_root_path_type_and_options(void)
{
	struct procfs_mount mount;

	if (!is_number(parse_mount("36 35 0:4 net:[4026532311] /run/netns/a\\040b rw,relatime shared:5 master:1 - nsfs nsfs rw", &mount), 0))
		return;
	is_number(mount.id, 36);
	is_bytes(mount.root, mount.root_length, "net:[4026532311]");
	is_bytes(mount.path, mount.path_length, "/run/netns/a\\040b");
	is_bytes(mount.fstype, mount.fstype_length, "nsfs");
	is_bytes(mount.super_options, mount.super_options_length, "rw");
}

static void a_mount_without_optional_fields_is_read(void)
{
	struct procfs_mount mount;

	is_number(parse_mount("36 35 0:4 / / rw - ext4 /dev/vda rw,data=ordered", &mount), 0);
	is_bytes(mount.fstype, mount.fstype_length, "ext4");
	is_bytes(mount.super_options, mount.super_options_length, "rw,data=ordered");
}

static void every_field_of_a_mount_is_read(void)
{
	struct procfs_mount mount;

	is_number(parse_mount("36 35 98:0 /m1 /m\\0122 rw,nodev shared:7 master:1 new:x propagate_from:3 unbindable - fuse.s\\040s  ro,a b", &mount), 0);
	is_number(mount.id, 36);
	is_number(mount.parent, 35);
	is_bytes(mount.device, mount.device_length, "98:0");
	is_bytes(mount.root, mount.root_length, "/m1");
	is_bytes(mount.path, mount.path_length, "/m\\0122");
	is_bytes(mount.options, mount.options_length, "rw,nodev");
	is_number(mount.shared, 7);
	is_number(mount.master, 1);
	is_number(mount.propagate_from, 3);
	ok(mount.unbindable);
	is_bytes(mount.fstype, mount.fstype_length, "fuse.s\\040s");
	is_bytes(mount.source, mount.source_length, "");
	is_bytes(mount.super_options, mount.super_options_length, "ro,a b");
}

static void a_mount_line_that_is_cut_is_refused(void)
{
	static const char *const lines[] = { "", "36", "36 35 0:4 / /", "36 35 0:4 / / rw", "36 35 0:4 / / rw -", "36 35 0:4 / / rw shared:1 ext4",
		"36 35 0:4 / / rw - ext4 /dev/vda", "36 35 04 / / rw - ext4 /dev/vda rw", "36 35 0:4  / / rw - ext4 /dev/vda rw" };
	struct procfs_mount mount;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!is_number(parse_mount(lines[i], &mount), -EBADMSG))
			printf("# %s\n", lines[i]);
}

static void octal_escapes_become_bytes_and_others_stay(void)
{
	static const struct { const char *in, *out; } cases[] = {
		{ "a\\040b", "a b" }, { "\\134040", "\\040" }, { "\\012", "\n" }, { "\\377", "\377" }, { "\\400", "\\400" }, { "\\04", "\\04" },
		{ "\\", "\\" }, { "\\0", "\\0" }, { "\\x40", "\\x40" }, { "", "" }, { "plain", "plain" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_FREE char *bytes = exact(cases[i].in, strlen(cases[i].in));
		size_t length = procfs_unescape(bytes, strlen(cases[i].in));

		is_bytes(bytes, length, cases[i].out);
	}
}

static void lines_end_with_or_without_a_newline(void)
{
	char bytes[] = "one\n\ntwo";
	const struct procfs_buffer text = { .bytes = bytes, .length = sizeof(bytes) - 1 };
	static const char *const want[] = { "one", "", "two" };
	size_t cursor = 0, length, count = 0;
	const char *line;

	while (procfs_next_line(&text, &cursor, &line, &length) && count < 3)
		is_bytes(line, length, want[count++]);
	is_number(count, 3);
}

static void the_own_stat_agrees_with_the_system_calls(void)
{
	CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };
	CLEANUP_FD int fd = -1;
	struct procfs_status status;
	struct procfs_stat stat;

	must(procfs_open(getpid(), &fd) == 0);
	must(procfs_read_stat(fd, &scratch, &stat) == 0 && procfs_read_status(fd, &scratch, &status) == 0);
	is_number(stat.pid, getpid());
	is_number(stat.ppid, getppid());
	is_number(status.uid, geteuid());
	is_number(status.nspid[0], getpid());
}

static void a_link_is_what_stat_says(void)
{
	CLEANUP_FD int fd = -1;
	struct stat status;
	uint64_t ino;

	must(procfs_open(getpid(), &fd) == 0 && stat("/proc/self/ns/uts", &status) == 0);
	is_number(procfs_ns_ino(fd, "ns/uts", &ino), 0);
	is_number(ino, status.st_ino);
	is_number(procfs_ns_ino(fd, "ns/none", &ino), -ENOENT);
}

static pid_t start_sleeper(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		for (;;)
			(void) pause();
	}
	must(pid > 0);
	return pid;
}

static void end_sleeper(pid_t pid)
{
	must(kill(pid, SIGKILL) == 0 && waitpid(pid, NULL, 0) == pid);
}

static void a_descriptor_of_an_ended_process_gives_nothing_any_more(void)
{
	CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };
	pid_t pid = start_sleeper();
	CLEANUP_FD int fd = -1;
	struct procfs_stat stat;
	uint64_t ino;

	must(procfs_open(pid, &fd) == 0);
	end_sleeper(pid);
	is_number(procfs_read_stat(fd, &scratch, &stat), -ESRCH);
	ok(procfs_ns_ino(fd, "ns/net", &ino) < 0);
	is_number(procfs_open(pid, &fd), -ESRCH);
}

static void another_start_time_is_another_process(void)
{
	CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };
	CLEANUP_FD int fd = -1;
	CLEANUP_FD int same = -1;
	int none = -1;
	struct procfs_stat stat;

	must(procfs_open(getpid(), &fd) == 0 && procfs_read_stat(fd, &scratch, &stat) == 0);
	is_number(procfs_open_identity(getpid(), stat.start_time, &same), 0);
	is_number(procfs_open_identity(getpid(), stat.start_time + 1, &none), -ESTALE);
	is_number(none, -1);
}

static void a_read_ends_at_its_limit(void)
{
	CLEANUP_BUFFER struct procfs_buffer buffer = { 0 };
	CLEANUP_FD int fd = -1;

	must(procfs_open(getpid(), &fd) == 0);
	is_number(procfs_read(fd, "status", 10, &buffer), 0);
	is_number(buffer.length, 10);
	is_number(buffer.bytes[10], '\0');
	/* A larger limit later makes the buffer grow. */
	is_number(procfs_read(fd, "status", PROCFS_FILE_LIMIT, &buffer), 0);
	ok(buffer.length > 100);
	is_number(buffer.bytes[buffer.length], '\0');
}

int main(void)
{
	TEST(a_stat_gives_its_fields);
	TEST(a_comm_that_imitates_a_stat_changes_no_field);
	TEST(a_comm_may_be_empty_or_a_kernel_workers);
	TEST(a_stat_cut_anywhere_before_its_resident_pages_is_refused);
	TEST(a_stat_with_numbers_out_of_range_is_refused);
	TEST(a_status_gives_the_effective_uid_threads_and_every_pid);
	TEST(a_name_cannot_imitate_another_line);
	TEST(a_status_without_what_is_needed_is_refused);
	TEST(a_link_gives_type_and_ino);
	TEST(what_is_no_link_of_a_namespace_is_refused);
	TEST(a_mount_gives_id_root_path_type_and_options);
	TEST(a_mount_without_optional_fields_is_read);
	TEST(every_field_of_a_mount_is_read);
	TEST(a_mount_line_that_is_cut_is_refused);
	TEST(octal_escapes_become_bytes_and_others_stay);
	TEST(lines_end_with_or_without_a_newline);
	TEST(the_own_stat_agrees_with_the_system_calls);
	TEST(a_link_is_what_stat_says);
	TEST(a_descriptor_of_an_ended_process_gives_nothing_any_more);
	TEST(another_start_time_is_another_process);
	TEST(a_read_ends_at_its_limit);
	return tap_done();
}
