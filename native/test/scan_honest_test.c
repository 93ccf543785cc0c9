/* What a scan cannot see it counts and names; and nobody can hold it up. */
#define _GNU_SOURCE
#include "helper.h"
#include "net-world.h"
#include "stuck.h"

#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>

static const json_t *unread_of(const json_t *scan, pid_t pid)
{
	return json_object_get(process_of(scan, pid), "unread");
}

static bool is_unread(const json_t *scan, pid_t pid, const char *what, const char *error)
{
	const json_t *row = json_array_get(unread_of(scan, pid), 0);

	return row && strcmp(string_in(row, "what"), what) == 0 && strcmp(string_in(row, "errno"), error) == 0;
}

static const json_t *gap_about(const json_t *scan, const char *what)
{
	json_t *row;
	size_t i;

	json_array_foreach(gaps_of(scan), i, row)
		if (strcmp(string_in(row, "what"), what) == 0)
			return row;
	return NULL;
}

static long long count_unread_links(const json_t *scan)
{
	long long count = 0;
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(scan, "processes"), i, row) {
		const char *what = string_in(json_array_get(json_object_get(row, "unread"), 0), "what");
		/* A zombie has left its namespaces. */
		bool is_zombie = strcmp(string_in(row, "state"), "Z") == 0 && number_in(row, "threads") <= 1;

		count += what && strncmp(what, "ns", 2) == 0 && !is_zombie;
	}
	return count;
}

/* Some hosts refuse the links of pid 1 even to root. */
static void pid_1_is_told_as_far_as_the_kernel_lets_it_be_read(void)
{
	json_t *scan = scan_now();
	const json_t *namespaces = json_object_get(process_of(scan, 1), "namespaces");
	char link[64];

	if (!ok(namespaces))
		return;
	if (readlink("/proc/1/ns/net", link, sizeof(link)) >= 0) {
		is_number(number_in(namespaces, "net"), ino_of(1, "net"));
	} else {
		is_number(errno, EACCES);
		is_number(json_object_size(namespaces), 0);
		ok(is_unread(scan, 1, "ns", "EACCES"));
		ok(gap_about(scan, "namespaces of processes"));
	}
	json_decref(scan);
}

static void the_count_of_unreadable_processes_is_that_of_their_rows(void)
{
	pid_t zombie = fork();
	json_t *scan, *as_nobody;

	if (zombie == 0)
		_exit(0);
	must(zombie > 0 && waitid(P_PID, (id_t) zombie, NULL, WEXITED | WNOWAIT) == 0);
	scan = scan_now();
	as_nobody = scan_as(become_nobody);
	ok(is_unread(as_nobody, zombie, "ns", "EACCES"));
	must(waitpid(zombie, NULL, 0) == zombie);
	is_number(number_in(json_object_get(scan, "completeness"), "unreadable"), count_unread_links(scan));
	is_number(number_in(json_object_get(as_nobody, "completeness"), "unreadable"), count_unread_links(as_nobody));
	json_decref(scan);
	json_decref(as_nobody);
}

static void become_readable_nobody(void *context)
{
	(void) context;
	become_nobody();
	/* The change of user has made it unreadable even to its own user. */
	must(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
}

static void an_ordinary_user_is_told_what_is_missing(void)
{
	pid_t own = start_child(become_readable_nobody, NULL);
	json_t *scan = scan_as(become_nobody);
	const json_t *gap = gap_about(scan, "namespaces of processes"), *observer = json_object_get(scan, "observer");

	is_number(number_in(observer, "uid"), 65534);
	is_string(string_in(observer, "capabilities"), "0000000000000000");
	/* Ours is root's, and has its row all the same. */
	ok(is_unread(scan, getpid(), "ns", "EACCES"));
	is_number(json_object_size(json_object_get(process_of(scan, getpid()), "namespaces")), 0);
	is_number(number_in(process_of(scan, getpid()), "startTime"), start_time_of(getpid()));
	ok(!unread_of(scan, own));
	is_number(number_in(json_object_get(process_of(scan, own), "namespaces"), "net"), ino_of(own, "net"));
	ok(gap && strstr(string_in(gap, "why"), "CAP_SYS_PTRACE"));
	is_number(number_in(gap, "count"), number_in(json_object_get(scan, "completeness"), "unreadable"));
	json_decref(scan);
	end_child(own);
}

static void mount_proc(const char *options)
{
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 || mount("proc", "/proc", "proc", 0, options) < 0)
		_exit(126);
}

static void be_nobody_under_hidepid(void)
{
	mount_proc("hidepid=2");
	become_nobody();
}

static void hidepid_is_named(void)
{
	json_t *scan = scan_as(be_nobody_under_hidepid);
	const json_t *gap = gap_about(scan, "processes of other users");

	ok(gap && strstr(string_in(gap, "why"), "hidepid="));
	ok(!process_of(scan, getpid()));
	ok(process_of(scan, (pid_t) number_in(json_object_get(scan, "observer"), "pid")));
	json_decref(scan);
}

static void be_root_under_hidepid(void)
{
	mount_proc("hidepid=2");
}

static void hidepid_hides_nothing_from_root(void)
{
	json_t *scan = scan_as(be_root_under_hidepid);

	ok(!gap_about(scan, "processes of other users"));
	ok(process_of(scan, getpid()));
	json_decref(scan);
}

/* Goes on as pid 1 of a pid namespace, with a /proc of it; the outer process ends as it ends. */
static void be_in_a_pid_namespace(void)
{
	pid_t pid;
	int status;

	if (unshare(CLONE_NEWPID) < 0)
		_exit(126);
	pid = fork();
	if (pid > 0) {
		(void) waitpid(pid, &status, 0);
		_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 126);
	}
	(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	mount_proc(NULL);
}

static void an_observer_in_a_pid_namespace_says_so(void)
{
	json_t *scan = scan_by("proc", be_in_a_pid_namespace);
	const json_t *row = process_of(scan, 1);

	ok(gap_about(scan, "processes outside the observer's pid namespace"));
	is_string(string_in(row, "comm"), "nsatlas-inspect");
	is_number(number_in(json_object_get(scan, "observer"), "pid"), 1);
	is_number(json_array_size(json_object_get(row, "nspid")), 1);
	/* The parent lies outside. */
	is_string(string_in(namespace_of(scan, "pid", (uint64_t) number_in(json_object_get(row, "namespaces"), "pid")), "parent"), "hidden");
	json_decref(scan);
}

/* The new /proc is not mounted: what is seen is the outer one. */
static void be_in_a_pid_namespace_with_the_old_proc(void)
{
	pid_t pid;
	int status;

	if (unshare(CLONE_NEWPID) < 0)
		_exit(126);
	pid = fork();
	if (pid == 0)
		return;
	(void) waitpid(pid, &status, 0);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 126);
}

static void a_proc_of_another_pid_namespace_is_named(void)
{
	json_t *scan = scan_as(be_in_a_pid_namespace_with_the_old_proc);
	pid_t observer = (pid_t) number_in(json_object_get(scan, "observer"), "pid");

	ok(gap_about(scan, "pids as the observer itself would use them"));
	ok(observer > 1);
	is_string(string_in(process_of(scan, observer), "comm"), "nsatlas-inspect");
	json_decref(scan);
}

static void be_in_a_user_namespace(void)
{
	if (unshare(CLONE_NEWUSER) < 0)
		_exit(126);
}

static void owners_outside_the_observers_scope_are_hidden(void)
{
	json_t *scan = scan_as(be_in_a_user_namespace);
	const json_t *own = process_of(scan, (pid_t) number_in(json_object_get(scan, "observer"), "pid"));
	const json_t *namespaces = json_object_get(own, "namespaces");
	const json_t *user = namespace_of(scan, "user", (uint64_t) number_in(namespaces, "user"));

	is_string(string_in(user, "owner"), "hidden");
	is_string(string_in(user, "parent"), "hidden");
	is_string(string_in(namespace_of(scan, "net", (uint64_t) number_in(namespaces, "net")), "owner"), "hidden");
	ok(number_in(gap_about(scan, "owners and parents of namespaces"), "count") >= 3);
	json_decref(scan);
}

static void without_a_proc_a_scan_is_refused(void)
{
	struct answer answer;

	must(unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(mount("none", "/proc", "tmpfs", 0, NULL) == 0);
	answer = ask_as("nsatlas-inspect", SCAN_REQUEST, NULL);
	ok(answer.whole && !answer.document);
	is_string(string_in(answer.failure, "failure"), "unsupported");
	free_answer(&answer);
	must(umount("/proc") == 0);
}

/* --- hostile file systems */

static const char directory[] = "/run/netns/fuse";

static void a_process_whose_memory_never_answers_holds_nothing_up(void)
{
	struct stuck stuck = start_stuck_processes(directory);
	json_t *scan = scan_now();
	const json_t *row = process_of(scan, stuck.mapper);

	if (ok(row)) {
		ok(is_unread(scan, stuck.mapper, "cmdline", "ETIMEDOUT"));
		is_number(json_array_size(json_object_get(row, "argv")), 0);
		is_number(number_in(json_object_get(row, "namespaces"), "net"), ino_of(stuck.mapper, "net"));
		is_number(number_in(gap_about(scan, "command lines"), "count"), 1);
	}
	/* Those after it have theirs. */
	ok(json_array_size(json_object_get(process_of(scan, (pid_t) number_in(json_object_get(scan, "observer"), "pid")), "argv")) > 0);
	json_decref(scan);
	end_stuck_processes(&stuck);
}

struct bound {
	uint64_t ino;
	pid_t server;
};

static void bind_below_fuse(void *context)
{
	struct bound *bound = context;
	char path[64];
	pid_t child;
	int status;

	must(unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	bound->server = fuse_start(directory);
	(void) snprintf(path, sizeof(path), "%s/f", directory);
	child = fork();
	if (child == 0) {
		must(unshare(CLONE_NEWUTS) == 0);
		bound->ino = ino_of(getpid(), "uts");
		must(mount("/proc/self/ns/uts", path, NULL, MS_BIND, NULL) == 0);
		_exit(0);
	}
	must(waitpid(child, &status, 0) == child && status == 0);
	must(kill(bound->server, SIGSTOP) == 0);
}

static void a_path_that_never_answers_holds_nothing_up(void)
{
	struct bound *bound = mmap(NULL, sizeof(*bound), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;
	json_t *scan;
	const json_t *row;

	must(bound != MAP_FAILED);
	pid = start_child(bind_below_fuse, bound);
	scan = scan_by("proc", NULL);
	row = namespace_of(scan, "uts", bound->ino);
	if (ok(row)) {
		ok(json_is_null(json_object_get(row, "id")));
		is_string(string_in(json_array_get(json_object_get(row, "unread"), 0), "errno"), "EAGAIN");
		is_number(number_in(json_array_get(json_object_get(row, "mounts"), 0), "mnt"), ino_of(pid, "mnt"));
	}
	json_decref(scan);
	(void) kill(bound->server, SIGKILL);
	end_child(pid);
}

int main(void)
{
	enter_world();
	must(mkdir(directory, 0755) == 0);
	TEST(pid_1_is_told_as_far_as_the_kernel_lets_it_be_read);
	TEST(the_count_of_unreadable_processes_is_that_of_their_rows);
	TEST(an_ordinary_user_is_told_what_is_missing);
	TEST(hidepid_is_named);
	TEST(hidepid_hides_nothing_from_root);
	TEST(an_observer_in_a_pid_namespace_says_so);
	TEST(a_proc_of_another_pid_namespace_is_named);
	TEST(owners_outside_the_observers_scope_are_hidden);
	TEST(a_process_whose_memory_never_answers_holds_nothing_up);
	TEST(a_path_that_never_answers_holds_nothing_up);
	TEST(without_a_proc_a_scan_is_refused);
	return tap_done();
}
