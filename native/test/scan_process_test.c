/* What a scan says of processes, against readlink(2), /proc and what the test itself made. */
#define _GNU_SOURCE
#include "helper.h"
#include "leaderless.h"

#include <sched.h>
#include <sys/utsname.h>

static const char *const types[] = { "cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts" };

static void nothing(void *context)
{
	(void) context;
}

/* Each link of the row is what stat(2) says. */
static void links_are_true(const json_t *row, pid_t pid)
{
	const json_t *namespaces = json_object_get(row, "namespaces");

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!is_number(number_in(namespaces, types[i]), ino_of(pid, types[i])))
			printf("# %s of %d\n", types[i], (int) pid);
}

static void a_process_is_told_as_proc_has_it(void)
{
	pid_t pid = start_child(nothing, NULL);
	json_t *scan = scan_now();
	const json_t *row = process_of(scan, pid);

	if (ok(row)) {
		links_are_true(row, pid);
		is_number(number_in(row, "ppid"), getpid());
		is_number(number_in(row, "startTime"), start_time_of(pid));
		is_number(number_in(row, "uid"), 0);
		is_number(number_in(row, "threads"), 1);
		is_string(string_in(row, "state"), "S");
		ok(json_is_false(json_object_get(row, "kernelThread")));
		is_number(json_array_size(json_object_get(row, "nspid")), 1);
		ok(!json_object_get(row, "unread"));
	}
	json_decref(scan);
	end_child(pid);
}

static void leave_for_all(void *context)
{
	int all = CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUSER;

	(void) context;
	must(unshare(all) == 0);
}

static void each_type_a_process_left_for_is_told(void)
{
	pid_t pid = start_child(leave_for_all, NULL);
	json_t *scan = scan_now();
	const json_t *row = process_of(scan, pid);

	if (ok(row)) {
		links_are_true(row, pid);
		ok((uint64_t) number_in(json_object_get(row, "namespaces"), "net") != ino_of(getpid(), "net"));
	}
	json_decref(scan);
	end_child(pid);
}

static void be_init_of_a_pid_namespace(void *context)
{
	*(pid_t *) context = 0;
	must(unshare(CLONE_NEWPID) == 0);
	if (fork() == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		for (;;)
			(void) pause();
	}
}

static void a_process_has_a_pid_in_each_pid_namespace(void)
{
	pid_t unused, outer = start_child(be_init_of_a_pid_namespace, &unused);
	pid_t inner = only_child_of(outer);
	json_t *scan = scan_now();
	const json_t *row = process_of(scan, inner), *nspid = json_object_get(row, "nspid");

	if (ok(row)) {
		is_number(json_array_size(nspid), 2);
		is_number(json_integer_value(json_array_get(nspid, 0)), inner);
		is_number(json_integer_value(json_array_get(nspid, 1)), 1);
		links_are_true(row, inner);
		is_number(number_in(json_object_get(process_of(scan, outer), "forChildren"), "pid"), ino_of(inner, "pid"));
	}
	json_decref(scan);
	(void) kill(inner, SIGKILL);
	end_child(outer);
}

static void leave_a_zombie(void *context)
{
	pid_t child = fork();

	(void) context;
	if (child == 0)
		_exit(0);
	must(child > 0 && comes_true(waitid(P_PID, (id_t) child, &(siginfo_t) { 0 }, WEXITED | WNOWAIT) == 0));
}

static void a_zombie_has_left_all_but_user_and_pid(void)
{
	pid_t pid = start_child(leave_a_zombie, NULL), zombie = only_child_of(pid);
	json_t *scan = scan_now();
	const json_t *row = process_of(scan, zombie), *namespaces = json_object_get(row, "namespaces");

	if (ok(row)) {
		is_string(string_in(row, "state"), "Z");
		is_number(json_object_size(namespaces), 2);
		is_number(number_in(namespaces, "user"), ino_of(getpid(), "user"));
		is_number(number_in(namespaces, "pid"), ino_of(getpid(), "pid"));
		ok(!json_object_get(row, "unread"));
	}
	json_decref(scan);
	end_child(pid);
}

static void leave_uts(void)
{
	must(unshare(CLONE_NEWUTS) == 0);
}

static void a_process_that_lives_in_its_other_threads_keeps_its_namespaces(void)
{
	static const char *const others[] = { "net", "mnt", "pid", "user" };
	pid_t pid = start_leaderless(leave_uts);
	json_t *scan = scan_now();
	const json_t *row = process_of(scan, pid);

	if (ok(row)) {
		is_number(number_in(row, "threads"), 2);
		is_number(json_object_size(json_object_get(row, "namespaces")), 8);
		for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
			is_number(number_in(json_object_get(row, "namespaces"), others[i]), ino_of(getpid(), others[i]));
		ok((uint64_t) number_in(json_object_get(row, "namespaces"), "uts") != ino_of(getpid(), "uts"));
		ok(namespace_of(scan, "uts", (uint64_t) number_in(json_object_get(row, "namespaces"), "uts")));
		ok(json_array_size(json_object_get(row, "argv")) > 0);
	}
	json_decref(scan);
	end_child(pid);
}

static bool is_kthreadd(pid_t pid)
{
	char *name = pid > 0 ? status_of(pid, "Name") : strdup("");
	bool is = strcmp(name, "kthreadd") == 0;

	free(name);
	return is;
}

static void a_kernel_thread_is_called_one(void)
{
	json_t *scan = scan_now();
	const json_t *row = process_of(scan, 2);

	if (access("/proc/2", F_OK) < 0 || !is_kthreadd(2)) {
		tap_skip("this pid namespace shows no kernel threads");
	} else if (ok(row)) {
		ok(json_is_true(json_object_get(row, "kernelThread")));
		is_number(json_array_size(json_object_get(row, "argv")), 0);
		is_number(number_in(row, "ppid"), 0);
		links_are_true(row, 2);
	}
	json_decref(scan);
}

static void take_a_hostile_name(void *context)
{
	(void) context;
	must(prctl(PR_SET_NAME, "a) R 1 (b\n\"\xff", 0, 0, 0) == 0);
}

static void a_hostile_name_keeps_every_byte_and_changes_no_fact(void)
{
	pid_t pid = start_child(take_a_hostile_name, NULL);
	json_t *scan = scan_now();
	const json_t *row = process_of(scan, pid);

	if (ok(row)) {
		/* printf 'a) R 1 (b\n"\377' | base64 */
		is_string(string_in(json_object_get(row, "comm"), "b64"), "YSkgUiAxIChiCiL/");
		is_number(number_in(row, "ppid"), getpid());
		is_string(string_in(row, "state"), "S");
	}
	json_decref(scan);
	end_child(pid);
}

/* cat(1) with these arguments; it waits at its input. */
static struct program_child start_cat(const char *const argv[])
{
	struct program_child child = { 0 };
	int in[2], out[2];

	must(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0);
	child = (struct program_child) { .pid = fork(), .input = in[1], .output = out[0] };
	must(child.pid >= 0);
	if (child.pid == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		(void) dup2(in[0], STDIN_FILENO);
		quieten();
		(void) execv("/bin/cat", (char *const *) (uintptr_t) argv);
		_exit(127);
	}
	(void) close(in[0]);
	(void) close(out[1]);
	/* Its end of the pipe closes at execve(2). */
	must(read(child.output, &(char) { 0 }, 1) == 0);
	return child;
}

static void arguments_keep_every_byte_and_their_borders(void)
{
	static const char *const argv[] = { "c a t", "-", "", "new\nline \x1b[31m", "\xff\xfe", "gr\xc3\xbc\xc3\x9f", NULL };
	struct program_child child = start_cat(argv);
	json_t *scan = scan_now();
	const json_t *row = process_of(scan, child.pid), *list = json_object_get(row, "argv");

	if (ok(row) && is_number(json_array_size(list), 6)) {
		is_string(json_string_value(json_array_get(list, 0)), "c a t");
		is_string(json_string_value(json_array_get(list, 2)), "");
		is_string(json_string_value(json_array_get(list, 3)), argv[3]);
		is_string(string_in(json_array_get(list, 4), "b64"), "//4=");
		is_string(json_string_value(json_array_get(list, 5)), argv[5]);
		ok(!json_object_get(row, "argvCut"));
	}
	json_decref(scan);
	end_program(&child);
}

static void a_long_command_line_is_cut_and_says_so(void)
{
	static char argument[10001];
	const char *const argv[] = { "cat", "-", argument, argument, NULL };
	struct program_child child;
	json_t *scan, *part;
	size_t i, total = 0;
	const json_t *row;

	memset(argument, 'x', sizeof(argument) - 1);
	child = start_cat(argv);
	scan = scan_now();
	row = process_of(scan, child.pid);
	if (ok(row)) {
		ok(json_is_true(json_object_get(row, "argvCut")));
		json_array_foreach(json_object_get(row, "argv"), i, part)
			total += json_string_length(part) + 1;
		is_number(total, 16 * 1024 + 1);
	}
	json_decref(scan);
	end_program(&child);
}

static void the_padding_of_a_rewritten_title_is_no_argument(void)
{
	static char argument[] = "this one is overwritten by the program itself with a title and zeros after it";
	pid_t pid = fork();
	json_t *scan, *list;

	must(pid >= 0);
	if (pid == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		(void) execl("/usr/bin/perl", "perl", "-e", "$0 = 'title'; $| = 1; print STDOUT ''; sleep 100", argument, NULL);
		_exit(127);
	}
	must(comes_true(count_processes("overwritten") == 0));
	scan = scan_now();
	list = json_object_get(process_of(scan, pid), "argv");
	is_string(json_string_value(json_array_get(list, 0)), "title");
	is_number(json_array_size(list), 1);
	json_decref(scan);
	end_child(pid);
}

static void the_cgroup_lines_are_those_of_proc(void)
{
	pid_t pid = start_child(nothing, NULL);
	json_t *scan = scan_now();
	const json_t *list = json_object_get(process_of(scan, pid), "cgroup");
	CLEANUP_FILE FILE *file = fopen("/proc/self/cgroup", "re");
	char line[4096];
	size_t count = 0;

	must(file);
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		is_string(json_string_value(json_array_get(list, count++)), line);
	}
	is_number(json_array_size(list), count);
	json_decref(scan);
	end_child(pid);
}

static void the_host_is_the_one_we_are_on(void)
{
	json_t *scan = scan_now();
	const json_t *host = json_object_get(scan, "host");
	CLEANUP_FILE FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
	char boot_id[64] = "";
	struct timespec since_boot;
	struct utsname name;

	must(file && uname(&name) == 0 && fscanf(file, "%63s", boot_id) == 1);
	is_string(string_in(host, "hostname"), name.nodename);
	is_string(string_in(host, "kernel"), name.release);
	is_string(string_in(host, "machine"), name.machine);
	is_string(string_in(host, "bootId"), boot_id);
	is_number(number_in(host, "ticksPerSecond"), sysconf(_SC_CLK_TCK));
	must(clock_gettime(CLOCK_BOOTTIME, &since_boot) == 0);
	ok(llabs(number_in(host, "bootTime") + since_boot.tv_sec - time(NULL)) <= 2);
	ok(llabs(number_in(scan, "time") / 1000 - time(NULL)) <= 10);
	json_decref(scan);
}

static void the_observer_is_one_process_of_the_scan(void)
{
	json_t *scan = scan_now(), *row;
	const json_t *observer = json_object_get(scan, "observer");
	pid_t pid = (pid_t) number_in(observer, "pid");
	size_t i, children = 0;

	is_string(string_in(process_of(scan, pid), "comm"), "nsatlas-inspect");
	is_number(number_in(process_of(scan, pid), "ppid"), getpid());
	is_number(number_in(observer, "uid"), 0);
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		is_number(number_in(json_object_get(observer, "namespaces"), types[i]), ino_of(getpid(), types[i]));
	json_array_foreach(json_object_get(scan, "processes"), i, row)
		children += number_in(row, "ppid") == pid;
	is_number(children, 0);
	json_decref(scan);
}

static void begin_and_end_processes_for_ever(void *context)
{
	(void) context;
	if (fork() != 0)
		return;
	(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	for (;;) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(0);
		(void) waitpid(pid, NULL, 0);
	}
}

static bool is_whole_row(const json_t *row)
{
	static const char *const fields[] = { "pid", "startTime", "ppid", "nspid", "uid", "comm", "argv", "cgroup", "state", "threads",
		"kernelThread", "namespaces", "forChildren" };

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (!json_object_get(row, fields[i]))
			return false;
	return true;
}

static void processes_that_end_meanwhile_leave_no_half_row(void)
{
	pid_t pid = start_child(begin_and_end_processes_for_ever, NULL);

	for (int round = 0; round < 20; round++) {
		json_t *scan = scan_now(), *row;
		const json_t *completeness = json_object_get(scan, "completeness");
		size_t i;

		json_array_foreach(json_object_get(scan, "processes"), i, row)
			if (!ok(is_whole_row(row)))
				printf("# row %zu\n", i);
		is_number(number_in(completeness, "processes"), json_array_size(json_object_get(scan, "processes")));
		ok(json_is_integer(json_object_get(completeness, "ended")));
		json_decref(scan);
	}
	end_child(pid);
}

int main(void)
{
	TEST(a_process_is_told_as_proc_has_it);
	TEST(each_type_a_process_left_for_is_told);
	TEST(a_process_has_a_pid_in_each_pid_namespace);
	TEST(a_zombie_has_left_all_but_user_and_pid);
	TEST(a_process_that_lives_in_its_other_threads_keeps_its_namespaces);
	TEST(a_kernel_thread_is_called_one);
	TEST(a_hostile_name_keeps_every_byte_and_changes_no_fact);
	TEST(arguments_keep_every_byte_and_their_borders);
	TEST(a_long_command_line_is_cut_and_says_so);
	TEST(the_padding_of_a_rewritten_title_is_no_argument);
	TEST(the_cgroup_lines_are_those_of_proc);
	TEST(the_host_is_the_one_we_are_on);
	TEST(the_observer_is_one_process_of_the_scan);
	TEST(processes_that_end_meanwhile_leave_no_half_row);
	return tap_done();
}
