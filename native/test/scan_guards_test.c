/* What a kernel has not, or refuses: each part of the iterators falls back to /proc by itself, and the scan says so. */
#define _GNU_SOURCE
#include "net-world.h"
#include "helper.h"
#include "other-btf.h"
#include "passfd.h"

#include <fcntl.h>

static void live_in_new_namespaces(void *context)
{
	(void) context;
	must(unshare(CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNS | CLONE_NEWCGROUP) == 0);
}

static json_t *scan_under(const char *name, const char *value)
{
	json_t *scan;

	must(setenv(name, value, 1) == 0);
	helper_passes_environment = true;
	scan = scan_now();
	helper_passes_environment = false;
	must(unsetenv(name) == 0);
	return scan;
}

/* In namespaces of its own, all told as they are, whichever part comes from /proc. */
static bool is_whole(const json_t *scan, pid_t pid)
{
	return process_of(scan, pid) && number_in(json_object_get(process_of(scan, pid), "namespaces"), "net") == (long long) ino_of(pid, "net") &&
		namespace_of(scan, "net", ino_of(pid, "net"));
}

static void each_program_that_is_refused_is_replaced_by_proc_and_named(void)
{
	static const struct {
		const char *mask;
		const char *what;
		const char *tier;
	} cases[] = {
		{ "1", "processes through a BPF iterator", "bpf" },
		{ "2", "command lines through a BPF iterator", "bpf" },
		{ "4", "namespaces that nothing in /proc shows", "bpf" },
		{ "8", "descriptors through a BPF iterator", "bpf" },
		{ "15", "namespaces that nothing in /proc shows", "proc" },
	};
	pid_t pid = start_child(live_in_new_namespaces, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *scan = scan_under("NSATLAS_TEST_REFUSE", cases[i].mask);

		is_string(string_in(json_object_get(scan, "completeness"), "tier"), cases[i].tier);
		ok(has_row(gaps_of(scan), "what", cases[i].what));
		ok(is_whole(scan, pid));
		json_decref(scan);
	}
	end_child(pid);
}

static int open_namespace(pid_t pid, const char *type)
{
	char path[64];
	int fd;

	(void) snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int) pid, type);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0);
	return fd;
}

/* The socket that it waits in, and which is all that has it. */
static int send_namespace_away(pid_t pid, const char *type)
{
	int fd = open_namespace(pid, type), ends[2];

	must(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends) == 0 && passfd_send(ends[0], "+", 1, fd) == 0);
	must(close(fd) == 0 && close(ends[0]) == 0);
	return ends[1];
}

static json_t *scan_without(const char *member)
{
	char path[] = "/tmp/nsatlas-scan-bpf-XXXXXX";
	int fd = mkstemp(path);
	json_t *scan;

	must(fd >= 0);
	(void) close(fd);
	write_btf_without(path, member);
	scan = scan_under("NSATLAS_TEST_BTF", path);
	must(unlink(path) == 0);
	return scan;
}

static void a_kernel_without_lists_of_namespaces_still_tells_processes(void)
{
	static const char *const members[] = { "ns_list_node", "ns_id", "__ns_ref" };
	pid_t pid = start_child(live_in_new_namespaces, NULL);

	for (size_t i = 0; i < 3; i++) {
		json_t *scan = scan_without(members[i]);

		is_string(string_in(json_object_get(scan, "completeness"), "tier"), "bpf");
		ok(has_row(gaps_of(scan), "what", "namespaces that nothing in /proc shows"));
		ok(!has_row(gaps_of(scan), "what", "processes through a BPF iterator"));
		ok(is_whole(scan, pid));
		/* Asked by a descriptor: this kernel has it all the same. */
		ok(json_string_value(json_object_get(namespace_of(scan, "net", ino_of(pid, "net")), "id")));
		json_decref(scan);
	}
	end_child(pid);
}

/* 5.6 brought the time namespaces. */
static void a_kernel_without_time_namespaces_tells_the_others(void)
{
	json_t *scan = scan_without("time_ns");
	const json_t *namespaces = json_object_get(process_of(scan, getpid()), "namespaces");

	is_string(string_in(json_object_get(scan, "completeness"), "tier"), "bpf");
	is_number(number_in(namespaces, "net"), ino_of(getpid(), "net"));
	json_decref(scan);
}

/* What some kernels have not is left out; without what all have a program is refused as a whole, and /proc tells its part. */
static void a_kernel_without_a_member_is_scanned_whole(void)
{
	static const struct {
		const char *member;
		const char *gap;	/* NULL: none */
	} cases[] = {
		{ "on_cpu", NULL },		/* without SMP */
		{ "event", NULL },
		{ "__state", "processes through a BPF iterator" },
		{ "arg_start", "command lines through a BPF iterator" },
		{ "open_fds", "descriptors through a BPF iterator" },
	};
	static const char *const parts[] = {
		"processes through a BPF iterator", "command lines through a BPF iterator", "descriptors through a BPF iterator", "namespaces that nothing in /proc shows",
	};
	pid_t pid = start_child(live_in_new_namespaces, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *scan = scan_without(cases[i].member);

		is_string(string_in(json_object_get(scan, "completeness"), "tier"), "bpf");
		for (size_t part = 0; part < sizeof(parts) / sizeof(parts[0]); part++)
			ok(has_row(gaps_of(scan), "what", parts[part]) == (cases[i].gap && strcmp(cases[i].gap, parts[part]) == 0));
		ok(is_whole(scan, pid));
		json_decref(scan);
	}
	end_child(pid);
}

/* 6.2 brought plain loads through pointers of any origin: before, a helper copies. */
static void a_kernel_without_casts_tells_the_same(void)
{
	const pid_t pid = start_child(live_in_new_namespaces, NULL);
	CLEANUP_FD int fd = open_namespace(pid, "uts"), queue = send_namespace_away(pid, "ipc");
	json_t *scan = scan_without("bpf_cpumask");
	const json_t *of_uts = json_object_get(namespace_of(scan, "uts", ino_of(pid, "uts")), "holders"), *of_ipc = json_object_get(namespace_of(scan, "ipc", ino_of(pid, "ipc")), "holders");

	is_string(string_in(json_object_get(scan, "completeness"), "tier"), "bpf");
	ok(!has_row(gaps_of(scan), "what", "descriptors through a BPF iterator") && !has_row(gaps_of(scan), "what", "processes through a BPF iterator"));
	ok(!has_row(gaps_of(scan), "what", "namespaces that nothing in /proc shows"));
	is_number(number_in(json_array_get(of_uts, 0), "fd"), fd);
	is_string(string_in(json_array_get(of_ipc, 0), "kind"), "inFlight");
	is_number(number_in(json_array_get(of_ipc, 0), "fd"), queue);
	ok(is_whole(scan, pid));
	json_decref(scan);
	end_child(pid);
}

static void hide_btf(void)
{
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 || mount("none", "/sys/kernel/btf", "tmpfs", 0, NULL) < 0)
		_exit(126);
}

static void without_btf_proc_is_read(void)
{
	json_t *scan = scan_as(hide_btf);

	is_string(string_in(json_object_get(scan, "completeness"), "tier"), "proc");
	ok(has_row(gaps_of(scan), "what", "namespaces that nothing in /proc shows"));
	ok(is_whole(scan, getpid()));
	json_decref(scan);
}

static void give_up_perfmon(void)
{
	if (prctl(PR_CAPBSET_DROP, 38 /* CAP_PERFMON */, 0, 0, 0) < 0)
		_exit(126);
}

static void without_the_capabilities_proc_is_read(void)
{
	json_t *scan = scan_as(give_up_perfmon), *as_nobody = scan_as(become_nobody);

	is_string(string_in(json_object_get(scan, "completeness"), "tier"), "proc");
	ok(has_row(gaps_of(scan), "why", "BPF iterators cannot be loaded: that takes root, or CAP_BPF and CAP_PERFMON, and a kernel that is not locked down"));
	ok(is_whole(scan, getpid()));
	is_string(string_in(json_object_get(as_nobody, "completeness"), "tier"), "proc");
	json_decref(scan);
	json_decref(as_nobody);
}

static void who_wants_nothing_but_bpf_is_told_that_it_cannot_be(void)
{
	struct answer answer;

	helper_tier = "bpf";
	answer = ask_as("nsatlas-inspect", SCAN_REQUEST, become_nobody);
	helper_tier = NULL;
	is_string(string_in(answer.failure, "failure"), "unsupported");
	free_answer(&answer);
}

/* --- what waits in sockets */

static const json_t *missed_queues(const json_t *scan)
{
	return json_object_get(row_with(json_object_get(json_object_get(scan, "completeness"), "looks"), "what", "queues"), "missed");
}

/* Where Unix sockets are a module, or keep their messages otherwise. */
static void a_kernel_with_other_unix_sockets_tells_all_else(void)
{
	pid_t pid = start_child(live_in_new_namespaces, NULL);
	json_t *scan = scan_without("unix_skb_parms");

	is_string(string_in(json_object_get(scan, "completeness"), "tier"), "bpf");
	ok(has_row(gaps_of(scan), "what", "descriptors through a BPF iterator"));
	ok(has_row(missed_queues(scan), "why", "only a BPF iterator shows what waits in Unix sockets"));
	ok(!has_row(gaps_of(scan), "what", "namespaces that nothing in /proc shows") && !has_row(gaps_of(scan), "what", "processes through a BPF iterator"));
	ok(is_whole(scan, pid));
	json_decref(scan);
	end_child(pid);
}

/* --- lockdown */

/* The file of a kernel that is locked down to confidentiality: it then lets no program read its memory. */
static void be_locked_down(void)
{
	CLEANUP_FD int fd = -1;

	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 || mount("none", "/sys/kernel/security", "tmpfs", 0, NULL) < 0)
		_exit(126);
	fd = open("/sys/kernel/security/lockdown", O_WRONLY | O_CREAT | O_CLOEXEC, 0444);
	if (fd < 0 || write(fd, "none integrity [confidentiality]\n", 33) != 33)
		_exit(126);
}

static void a_kernel_that_is_locked_down_is_named(void)
{
	json_t *scan;

	must(setenv("NSATLAS_TEST_REFUSE", "15", 1) == 0);
	helper_passes_environment = true;
	scan = scan_as(be_locked_down);
	helper_passes_environment = false;
	must(unsetenv("NSATLAS_TEST_REFUSE") == 0);
	is_string(string_in(json_object_get(scan, "completeness"), "tier"), "proc");
	ok(has_row(gaps_of(scan), "why", "BPF iterators cannot be loaded: the kernel is locked down (confidentiality)"));
	ok(is_whole(scan, getpid()));
	json_decref(scan);
}

int main(void)
{
	TEST(each_program_that_is_refused_is_replaced_by_proc_and_named);
	TEST(a_kernel_without_lists_of_namespaces_still_tells_processes);
	TEST(a_kernel_without_time_namespaces_tells_the_others);
	TEST(a_kernel_without_a_member_is_scanned_whole);
	TEST(a_kernel_without_casts_tells_the_same);
	TEST(without_btf_proc_is_read);
	TEST(without_the_capabilities_proc_is_read);
	TEST(who_wants_nothing_but_bpf_is_told_that_it_cannot_be);
	TEST(a_kernel_with_other_unix_sockets_tells_all_else);
	TEST(a_kernel_that_is_locked_down_is_named);
	return tap_done();
}
