/* The facts of one process as the whole program tells them, against ps(1), prlimit(1), readlink(1), /proc and what the test made. */
#define _GNU_SOURCE
#include "leaderless.h"
#include "process-inspected.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>

static void nothing(void *context)
{
	(void) context;
}

/* --- who it is */

/* `1,2,3` as ps(1) has it. */
static void print_numbers(const json_t *array, char *text, size_t room)
{
	json_t *number;
	size_t i, length = 0;

	text[0] = '\0';
	json_array_foreach(array, i, number)
		length += (size_t) snprintf(text + length, room - length, "%s%lld", i == 0 ? "" : ",", (long long) json_integer_value(number));
}

static void numbers_are_as_ps_says(const json_t *array, pid_t pid, const char *columns)
{
	char digits[16], got[256], want[256] = "";
	char *text, *rest, *word;

	(void) snprintf(digits, sizeof(digits), "%d", (int) pid);
	text = output_of((const char *const []) { "ps", "-p", digits, "-o", columns, "--no-headers", NULL });
	rest = text;
	while ((word = strsep(&rest, " \n")))
		if (*word != '\0')
			(void) snprintf(want + strlen(want), sizeof(want) - strlen(want), "%s%s", want[0] == '\0' ? "" : ",", word);
	print_numbers(array, got, sizeof(got));
	is_string(got, want);
	free(text);
}

static void ids_groups_and_umask_are_told(void)
{
	struct target_child target = start_target((const char *const []) { "setpriv", "--ruid", "1001", "--euid", "1002", "--rgid", "1003",
		"--egid", "1004", "--groups", "5,6,4000000000", "sh", "-c", "umask 0137; " READY, NULL }, 0);
	json_t *facts = facts_of(target.pid);

	numbers_are_as_ps_says(json_object_get(facts, "uids"), target.pid, "ruid,euid,suid,fuid");
	numbers_are_as_ps_says(json_object_get(facts, "gids"), target.pid, "rgid,egid,sgid,fgid");
	numbers_are_as_ps_says(json_object_get(facts, "groups"), target.pid, "supgid");
	is_number(number_in(facts, "umask"), 0137);
	json_decref(facts);
	end_target(&target);
}

static void each_capability_set_is_told_apart(void)
{
	static const struct { const char *field, *line; } sets[] = {
		{ "inheritable", "CapInh" }, { "permitted", "CapPrm" }, { "effective", "CapEff" }, { "bounding", "CapBnd" }, { "ambient", "CapAmb" },
	};
	struct target_child target = start_target(TARGET("setpriv", "--reuid", "1001", "--clear-groups", "--bounding-set=-all,+kill,+chown,+sys_time",
		"--inh-caps=-all,+chown,+kill", "--ambient-caps=-all,+chown"), 0);
	json_t *facts = facts_of(target.pid);
	const json_t *capabilities = json_object_get(facts, "capabilities");

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		char *want = status_of(target.pid, sets[i].line);

		is_string(string_in(capabilities, sets[i].field), want);
		free(want);
	}
	is_number(strtoull(string_in(capabilities, "bounding"), NULL, 16), 1u << CAP_KILL | 1u << CAP_CHOWN | 1u << CAP_SYS_TIME);
	is_number(strtoull(string_in(capabilities, "inheritable"), NULL, 16), 1u << CAP_KILL | 1u << CAP_CHOWN);
	is_number(strtoull(string_in(capabilities, "ambient"), NULL, 16), 1u << CAP_CHOWN);
	ok(json_is_false(json_object_get(facts, "noNewPrivileges")));
	is_string(string_in(facts, "seccomp"), "disabled");
	json_decref(facts);
	end_target(&target);
}

static void confine_twice(void *context)
{
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	const struct sock_fprog program = { .len = 1, .filter = &allow };

	(void) context;
	must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	for (int i = 0; i < 2; i++)
		must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

static void no_new_privileges_and_seccomp_filters_are_told(void)
{
	pid_t pid = start_child(confine_twice, NULL);
	json_t *facts = facts_of(pid);

	ok(json_is_true(json_object_get(facts, "noNewPrivileges")));
	is_string(string_in(facts, "seccomp"), "filter");
	is_number(number_in(facts, "seccompFilters"), 2);
	json_decref(facts);
	end_child(pid);
}

static void be_strict(void *context)
{
	int *ready = context;
	char byte = '+';

	(void) syscall(SYS_write, ready[1], &byte, 1);
	(void) prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
	(void) syscall(SYS_read, ready[2], &byte, 1);
	(void) syscall(SYS_exit, 0);
}

static bool is_strict(pid_t pid)
{
	char *mode = status_of(pid, "Seccomp");
	bool is = strcmp(mode, "1") == 0;

	free(mode);
	return is;
}

static void strict_seccomp_is_another_mode(void)
{
	int fds[4];
	pid_t pid;
	json_t *facts;

	must(pipe2(fds, O_CLOEXEC) == 0 && pipe2(fds + 2, O_CLOEXEC) == 0);
	pid = fork();
	must(pid >= 0);
	if (pid == 0)
		be_strict(fds);
	must(comes_true(is_strict(pid)));
	facts = facts_of(pid);
	is_string(string_in(facts, "seccomp"), "strict");
	json_decref(facts);
	end_child(pid);
	for (size_t i = 0; i < 4; i++)
		(void) close(fds[i]);
}

/* Null, or what cat(1) prints of it. */
static void the_label_of_a_security_module_is_as_proc_has_it(void)
{
	pid_t pid = start_child(nothing, NULL);
	json_t *facts = facts_of(pid);
	char path[64], *want;

	(void) snprintf(path, sizeof(path), "/proc/%d/attr/current", (int) pid);
	want = output_of((const char *const []) { "cat", path, NULL });
	want[strcspn(want, "\n")] = '\0';
	if (want[0] == '\0')
		ok(json_is_null(json_object_get(facts, "lsmLabel")));
	else
		is_string(string_in(facts, "lsmLabel"), want);
	is_number(json_array_size(json_object_get(facts, "unread")), 0);
	free(want);
	json_decref(facts);
	end_child(pid);
}

/* --- what it uses */

static void memory_is(const json_t *facts, const char *field, pid_t pid, const char *line)
{
	char *want = status_of(pid, line);

	is_number(strtoll(string_in(json_object_get(facts, "memory"), field), NULL, 10), atoll(want) * 1024);
	free(want);
}

static void be_nice(void *context)
{
	FILE *file = fopen("/proc/self/oom_score_adj", "we");

	(void) context;
	must(file && fputs("321", file) >= 0 && fclose(file) == 0);
	must(setpriority(PRIO_PROCESS, 0, 7) == 0);
}

static bool is_asleep(pid_t pid)
{
	char *state = status_of(pid, "State");
	bool is = state[0] == 'S';

	free(state);
	return is;
}

static void nice_memory_and_the_oom_score_are_told(void)
{
	pid_t pid = start_child(be_nice, NULL);
	json_t *facts;

	must(comes_true(is_asleep(pid)));
	facts = facts_of(pid);
	is_number(number_in(facts, "nice"), 7);
	is_number(number_in(facts, "oomScoreAdjust"), 321);
	memory_is(facts, "virtualBytes", pid, "VmSize");
	memory_is(facts, "residentBytes", pid, "VmRSS");
	memory_is(facts, "peakResidentBytes", pid, "VmHWM");
	memory_is(facts, "swappedBytes", pid, "VmSwap");
	json_decref(facts);
	end_child(pid);
}

static long long stat_field(pid_t pid, int number)
{
	char path[64], command[128];
	char *text;
	long long value;

	(void) snprintf(path, sizeof(path), "/proc/%d/stat", (int) pid);
	(void) snprintf(command, sizeof(command), "cut -d' ' -f%d %s", number, path);
	text = output_of((const char *const []) { "sh", "-c", command, NULL });
	value = atoll(text);
	free(text);
	return value;
}

static void spin(void *context)
{
	struct timespec used;

	(void) context;
	do
		must(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0);
	while (used.tv_nsec < 50000000);
}

static void ticks_and_context_switches_are_told(void)
{
	pid_t pid = start_child(spin, NULL);
	json_t *facts;
	char *voluntary, *involuntary;

	must(comes_true(is_asleep(pid) && stat_field(pid, 14) + stat_field(pid, 15) > 0));
	facts = facts_of(pid);
	voluntary = status_of(pid, "voluntary_ctxt_switches");
	involuntary = status_of(pid, "nonvoluntary_ctxt_switches");
	is_number(number_in(json_object_get(facts, "cpu"), "userTicks"), stat_field(pid, 14));
	is_number(number_in(json_object_get(facts, "cpu"), "systemTicks"), stat_field(pid, 15));
	is_number(number_in(json_object_get(facts, "contextSwitches"), "voluntary"), atoll(voluntary));
	is_number(number_in(json_object_get(facts, "contextSwitches"), "involuntary"), atoll(involuntary));
	free(voluntary);
	free(involuntary);
	json_decref(facts);
	end_child(pid);
}

/* --- where it stands */

static void link_is_as_readlink_says(const json_t *facts, const char *name, pid_t pid)
{
	char path[64], target[PATH_MAX + 1] = "";

	(void) snprintf(path, sizeof(path), "/proc/%d/%s", (int) pid, name);
	must(readlink(path, target, PATH_MAX) > 0);
	text_is(json_object_get(facts, name), target);
}

static void go_to_an_odd_place(void *context)
{
	const char *at = context;
	char path[PATH_MAX];

	(void) snprintf(path, sizeof(path), "%s/a b\n\\\377", at);
	must(mkdir(path, 0755) == 0 && chdir(path) == 0 && chroot(at) == 0);
	must(rmdir(path + strlen(at)) == 0);
}

static void links_are_texts_of_any_bytes(void)
{
	char at[] = "/tmp/nsatlas-facts-XXXXXX";
	pid_t pid;
	json_t *facts;

	must(mkdtemp(at));
	pid = start_child(go_to_an_odd_place, at);
	facts = facts_of(pid);
	link_is_as_readlink_says(facts, "exe", pid);
	link_is_as_readlink_says(facts, "cwd", pid);
	link_is_as_readlink_says(facts, "root", pid);
	ok(json_object_get(json_object_get(facts, "cwd"), "b64"));
	json_decref(facts);
	end_child(pid);
	must(rmdir(at) == 0);
}

/* --- limits */

/* The resource as prlimit(1) calls it. */
static const struct { const char *name, *resource; } resources[] = {
	{ "Max cpu time", "CPU" }, { "Max file size", "FSIZE" }, { "Max data size", "DATA" }, { "Max stack size", "STACK" },
	{ "Max core file size", "CORE" }, { "Max resident set", "RSS" }, { "Max processes", "NPROC" }, { "Max open files", "NOFILE" },
	{ "Max locked memory", "MEMLOCK" }, { "Max address space", "AS" }, { "Max file locks", "LOCKS" },
	{ "Max pending signals", "SIGPENDING" }, { "Max msgqueue size", "MSGQUEUE" }, { "Max nice priority", "NICE" },
	{ "Max realtime priority", "RTPRIO" }, { "Max realtime timeout", "RTTIME" },
};

static void each_limit_is_what_prlimit_says(void)
{
	struct target_child target = start_target(TARGET("prlimit", "--nofile=123:456", "--core=0:0", "--cpu=77:unlimited"), 0);
	json_t *facts = facts_of(target.pid);
	const json_t *limits = json_object_get(facts, "limits");
	char digits[16];

	(void) snprintf(digits, sizeof(digits), "%d", (int) target.pid);
	is_number(json_array_size(limits), sizeof(resources) / sizeof(resources[0]));
	for (size_t i = 0; i < sizeof(resources) / sizeof(resources[0]); i++) {
		const json_t *limit = row_where(limits, "name", resources[i].name);
		char option[32], got[96];
		const char *soft = string_in(limit, "soft"), *hard = string_in(limit, "hard");
		char *want;

		(void) snprintf(option, sizeof(option), "--%s", resources[i].resource);
		for (char *byte = option; *byte; byte++)
			*byte = (char) (*byte >= 'A' && *byte <= 'Z' ? *byte + 32 : *byte);
		want = output_of((const char *const []) { "prlimit", "--pid", digits, option, "--raw", "--noheadings", "-o", "SOFT,HARD", NULL });
		want[strcspn(want, "\n")] = '\0';
		(void) snprintf(got, sizeof(got), "%s %s", soft ? soft : "unlimited", hard ? hard : "unlimited");
		if (!is_string(got, want))
			printf("# %s\n", resources[i].name);
		free(want);
	}
	is_string(string_in(row_where(limits, "name", "Max open files"), "unit"), "files");
	is_string(string_in(row_where(limits, "name", "Max nice priority"), "unit"), "");
	json_decref(facts);
	end_target(&target);
}

/* --- descriptors */

enum { FD_NET = 40, FD_USER = 41, FD_BOUND = 42, FD_PIPE = 43, FD_FILE = 44 };

static void place_at(int wanted, const char *path)
{
	int fd = open(path, O_RDONLY);

	must(fd >= 0 && dup2(fd, wanted) == wanted && close(fd) == 0);
}

/* FD_BOUND is opened where the namespace is bound to a path: its link shows that path. */
static void hold_namespaces(void *context)
{
	const char *bound = context;
	int ends[2];

	place_at(FD_NET, "/proc/self/ns/net");
	place_at(FD_USER, "/proc/self/ns/user");
	must(unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(unshare(CLONE_NEWUTS) == 0 && mount("/proc/self/ns/uts", bound, NULL, MS_BIND, NULL) == 0);
	place_at(FD_BOUND, bound);
	must(pipe(ends) == 0 && dup2(ends[0], FD_PIPE) == FD_PIPE);
	place_at(FD_FILE, "/proc/self/status");
}

static const json_t *descriptor_of(const json_t *facts, int fd)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(facts, "namespaceDescriptors"), i, row)
		if (number_in(row, "fd") == fd)
			return row;
	return NULL;
}

static void descriptor_is(const json_t *facts, int fd, const char *type, uint64_t ino)
{
	const json_t *row = descriptor_of(facts, fd);

	if (ok(row)) {
		is_string(string_in(row, "type"), type);
		is_number(number_in(row, "ino"), ino);
	}
}

static void descriptors_are_counted_and_those_of_namespaces_told(void)
{
	char bound[] = "/tmp/nsatlas-facts-XXXXXX", command[64], *count;
	int file = mkostemp(bound, O_CLOEXEC);
	pid_t pid;
	json_t *facts;

	must(file >= 0 && close(file) == 0);
	pid = start_child(hold_namespaces, bound);
	facts = facts_of(pid);
	(void) snprintf(command, sizeof(command), "ls /proc/%d/fd | wc -l", (int) pid);
	count = output_of((const char *const []) { "sh", "-c", command, NULL });
	is_number(number_in(facts, "descriptors"), atoi(count));
	is_number(json_array_size(json_object_get(facts, "namespaceDescriptors")), 3);
	descriptor_is(facts, FD_NET, "net", ino_of(getpid(), "net"));
	descriptor_is(facts, FD_USER, "user", ino_of(getpid(), "user"));
	descriptor_is(facts, FD_BOUND, "uts", ino_of(pid, "uts"));
	free(count);
	json_decref(facts);
	end_child(pid);
	must(unlink(bound) == 0);
}

/* --- processes that have not all of it */

static void leave_a_zombie(void *context)
{
	pid_t child = fork();

	(void) context;
	if (child == 0)
		_exit(0);
	must(child > 0 && comes_true(waitid(P_PID, (id_t) child, &(siginfo_t) { 0 }, WEXITED | WNOWAIT) == 0));
}

static void a_zombie_has_no_memory_links_or_v1_groups(void)
{
	pid_t pid = start_child(leave_a_zombie, NULL), zombie = only_child_of(pid);
	json_t *facts = facts_of(zombie), *group;
	size_t i;

	ok(json_is_null(json_object_get(facts, "memory")));
	ok(json_is_null(json_object_get(facts, "umask")));
	ok(json_is_null(json_object_get(facts, "exe")));
	ok(json_is_null(json_object_get(facts, "cwd")));
	ok(json_is_null(json_object_get(facts, "root")));
	is_number(json_array_size(json_object_get(facts, "namespaceDescriptors")), 0);
	numbers_are_as_ps_says(json_object_get(facts, "uids"), zombie, "ruid,euid,suid,fuid");
	json_array_foreach(json_object_get(facts, "cgroups"), i, group)
		is_number(number_in(group, "hierarchy"), 0);
	json_decref(facts);
	end_child(pid);
}

static void a_process_that_lives_in_its_other_threads_has_it_all(void)
{
	pid_t pid = start_leaderless(NULL);
	json_t *facts = facts_of(pid);
	char want[PATH_MAX + 1] = "";

	must(readlink("/proc/self/exe", want, PATH_MAX) > 0);
	text_is(json_object_get(facts, "exe"), want);
	ok(json_object_get(json_object_get(facts, "memory"), "residentBytes"));
	ok(json_is_integer(json_object_get(facts, "umask")));
	ok(number_in(facts, "descriptors") > 0);
	is_number(json_array_size(json_object_get(facts, "unread")), 0);
	json_decref(facts);
	end_child(pid);
}

static bool is_kthreadd(pid_t pid)
{
	char path[32], *name;
	bool is;

	(void) snprintf(path, sizeof(path), "/proc/%d", (int) pid);
	if (access(path, F_OK) < 0)
		return false;
	name = status_of(pid, "Name");
	is = strcmp(name, "kthreadd") == 0;
	free(name);
	return is;
}

static void a_kernel_thread_has_no_memory_and_no_program(void)
{
	json_t *facts;

	if (!is_kthreadd(2)) {
		tap_skip("kernel threads are not visible here");
		return;
	}
	facts = facts_of(2);
	ok(json_is_null(json_object_get(facts, "memory")));
	ok(json_is_null(json_object_get(facts, "exe")));
	is_string(string_in(facts, "root"), "/");
	is_number(number_in(facts, "descriptors"), 0);
	is_number(json_array_size(json_object_get(facts, "unread")), 0);
	json_decref(facts);
}

static void what_the_kernel_refuses_is_named(void)
{
	static const char *const refused[] = { "exe", "cwd", "root", "fd" };
	pid_t pid = start_child(nothing, NULL);
	json_t *facts = facts_as(pid, become_nobody);

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		is_string(string_in(row_where(json_object_get(facts, "unread"), "what", refused[i]), "errno"), "EACCES");
	is_number(json_array_size(json_object_get(facts, "unread")), 4);
	ok(json_is_null(json_object_get(facts, "exe")));
	ok(json_is_null(json_object_get(facts, "descriptors")));
	ok(json_object_get(json_object_get(facts, "memory"), "residentBytes"));
	json_decref(facts);
	end_child(pid);
}

static void the_four_capabilities_of_the_door_are_enough(void)
{
	struct target_child target = start_target(TARGET("setpriv", "--reuid", "1001", "--clear-groups"), 0);
	json_t *facts = facts_as(target.pid, become_inspector);

	link_is_as_readlink_says(facts, "exe", target.pid);
	ok(number_in(facts, "descriptors") > 0);
	is_number(json_array_size(json_object_get(facts, "unread")), 0);
	json_decref(facts);
	end_target(&target);
}

/* Some hosts close it even to root. */
static void the_first_process_is_told_as_far_as_it_can_be_read(void)
{
	json_t *facts = facts_of(1);
	char target[PATH_MAX + 1] = "";
	bool closed = readlink("/proc/1/exe", target, PATH_MAX) < 0;

	if (closed)
		is_string(string_in(row_where(json_object_get(facts, "unread"), "what", "exe"), "errno"), "EACCES");
	else
		text_is(json_object_get(facts, "exe"), target);
	is_number(json_is_null(json_object_get(facts, "exe")), closed);
	numbers_are_as_ps_says(json_object_get(facts, "uids"), 1, "ruid,euid,suid,fuid");
	ok(json_array_size(json_object_get(facts, "limits")) > 0);
	json_decref(facts);
}

/* --- who it is not */

static void a_process_that_ended_is_gone_and_another_with_its_pid_is_not_it(void)
{
	pid_t pid = start_child(nothing, NULL);
	uint64_t start_time = start_time_of(pid);

	is_refused(inspect_process_as(pid, start_time + 1, NULL), "identity", "target");
	end_child(pid);
	is_refused(inspect_process_as(pid, start_time, NULL), "gone", "target");
}

static void request_is_refused(const char *request, const char *message)
{
	struct answer answer = ask_as("nsatlas-inspect", request, NULL);

	is_string(string_in(answer.failure, "message"), message);
	is_refused(answer, "usage", "request");
}

static void a_wrong_field_is_named(void)
{
	request_is_refused("{\"protocol\":1,\"verb\":\"inspect\",\"process\":7}", ".process: not an object");
	request_is_refused("{\"protocol\":1,\"verb\":\"inspect\",\"process\":{\"pid\":1}}",
		".process.startTime: not a whole number from 0 to 9223372036854775807");
	request_is_refused("{\"protocol\":1,\"verb\":\"inspect\",\"process\":{\"pid\":1,\"startTime\":1,\"tid\":1}}", ".process.tid: no such field");
	request_is_refused("{\"protocol\":1,\"verb\":\"inspect\",\"process\":{\"pid\":1,\"startTime\":1},\"places\":[]}", ".places: no such field");
}

int main(void)
{
	TEST(ids_groups_and_umask_are_told);
	TEST(each_capability_set_is_told_apart);
	TEST(no_new_privileges_and_seccomp_filters_are_told);
	TEST(strict_seccomp_is_another_mode);
	TEST(the_label_of_a_security_module_is_as_proc_has_it);
	TEST(nice_memory_and_the_oom_score_are_told);
	TEST(ticks_and_context_switches_are_told);
	TEST(links_are_texts_of_any_bytes);
	TEST(each_limit_is_what_prlimit_says);
	TEST(descriptors_are_counted_and_those_of_namespaces_told);
	TEST(a_zombie_has_no_memory_links_or_v1_groups);
	TEST(a_process_that_lives_in_its_other_threads_has_it_all);
	TEST(a_kernel_thread_has_no_memory_and_no_program);
	TEST(what_the_kernel_refuses_is_named);
	TEST(the_four_capabilities_of_the_door_are_enough);
	TEST(the_first_process_is_told_as_far_as_it_can_be_read);
	TEST(a_process_that_ended_is_gone_and_another_with_its_pid_is_not_it);
	TEST(a_wrong_field_is_named);
	return tap_done();
}
