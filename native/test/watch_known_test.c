/* The verb watch keeps what it has found for the next look: whatever of it changes is told by that look, and not later. */
#define _GNU_SOURCE
#include "net-world.h"
#include "control-groups.h"
#include "other-btf.h"
#include "watch-client.h"

#include <sys/uio.h>

enum { OTHERS = 20 };	/* so many mount namespaces that not each is read in each look */

static char *own_argv;

/* Does one thing for each byte, and answers each. */
struct puppet {
	pid_t pid;
	int order[2];
	int done[2];
};

static void do_one(char order, pid_t other)
{
	static int file = -1, socket_of_other = -1;
	char path[64];

	if (order == 't')
		own_argv[0] = 'T';
	if (order == 'c')
		must(prctl(PR_SET_NAME, "renamed", 0, 0, 0) == 0);
	if (order == 'u')
		must(setresuid(0, 65534, 0) == 0);
	if (order == 'f') {
		(void) snprintf(path, sizeof(path), "/proc/%d/ns/uts", (int) other);
		file = open(path, O_RDONLY | O_CLOEXEC);
		must(file >= 0);
	}
	if (order == 'F')
		must(close(file) == 0);
	if (order == 's') {
		int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), net;

		(void) snprintf(path, sizeof(path), "/proc/%d/ns/net", (int) other);
		net = open(path, O_RDONLY | O_CLOEXEC);
		must(own >= 0 && net >= 0 && setns(net, CLONE_NEWNET) == 0);
		socket_of_other = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		must(socket_of_other >= 0 && setns(own, CLONE_NEWNET) == 0 && close(own) == 0 && close(net) == 0);
	}
	if (order == 'S')
		must(close(socket_of_other) == 0);
}

static struct puppet start_puppet(pid_t other)
{
	struct puppet puppet;
	char order;

	must(pipe2(puppet.order, O_CLOEXEC) == 0 && pipe2(puppet.done, O_CLOEXEC) == 0);
	puppet.pid = fork();
	must(puppet.pid >= 0);
	if (puppet.pid > 0)
		return puppet;
	(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	while (read(puppet.order[0], &order, 1) == 1) {
		do_one(order, other);
		must(write(puppet.done[1], "+", 1) == 1);
	}
	_exit(0);
}

static void end_puppet(struct puppet *puppet)
{
	end_child(puppet->pid);
	for (size_t i = 0; i < 2; i++)
		must(close(puppet->order[i]) == 0 && close(puppet->done[i]) == 0);
}

static void order(const struct puppet *puppet, char what)
{
	char byte;

	must(write(puppet->order[1], &what, 1) == 1 && read(puppet->done[0], &byte, 1) == 1);
}

static struct watcher start_and_look_twice(void)
{
	struct watcher watcher = start_watching(NULL);

	must(look_again(&watcher) && look_again(&watcher));
	return watcher;
}

/* As the memory has it by now. */
static char first_written(pid_t pid)
{
	struct iovec to = { &(char) { 0 }, 1 }, from = { own_argv, 1 };

	must(process_vm_readv(pid, &to, 1, &from, 1, 0) == 1);
	return *(char *) to.iov_base;
}

static const char *first_argument(const struct watcher *watcher, pid_t pid)
{
	return json_string_value(json_array_get(json_object_get(process_of(watcher->scan, pid), "argv"), 0));
}

static void what_a_process_says_of_itself_is_told_by_the_next_look(void)
{
	struct puppet puppet = start_puppet(0);
	struct watcher watcher = start_and_look_twice();

	ok(!process_of(watcher.look, puppet.pid));
	order(&puppet, 't');
	ok(look_again(&watcher) && first_argument(&watcher, puppet.pid)[0] == 'T');
	order(&puppet, 'c');
	ok(look_again(&watcher));
	is_string(string_in(process_of(watcher.scan, puppet.pid), "comm"), "renamed");
	order(&puppet, 'u');
	ok(look_again(&watcher));
	is_number(number_in(process_of(watcher.scan, puppet.pid), "uid"), 65534);
	ok(look_again(&watcher) && !process_of(watcher.look, puppet.pid));
	is_number(stop_watching(&watcher), 0);
	end_puppet(&puppet);
}

/* Written by another, which leaves no trace. */
static void what_a_debugger_writes_is_told_after_some_looks(void)
{
	struct puppet puppet = start_puppet(0);
	struct watcher watcher = start_and_look_twice();
	const struct iovec from = { (void *) (uintptr_t) "D", 1 }, to = { own_argv, 1 };
	bool is_told = false;

	must(process_vm_writev(puppet.pid, &from, 1, &to, 1, 0) == 1);
	for (int looks = 0; looks < 8 && !is_told; looks++)
		is_told = look_again(&watcher) && first_argument(&watcher, puppet.pid)[0] == 'D';
	ok(is_told);
	is_number(stop_watching(&watcher), 0);
	end_puppet(&puppet);
}

/* Waits for a byte, and writes into the memory that it shares. */
static int write_when_told(void *pipe)
{
	char byte;

	if (read(((int *) pipe)[0], &byte, 1) == 1)
		own_argv[0] = byte;
	(void) read(((int *) pipe)[0], &byte, 1);
	return 0;
}

/* The first thread sleeps; another one of this process, or of a process that has the same memory, does not. */
static void it_is_told_who_writes_into_the_memory_of_one_that_sleeps(int flags)
{
	const char *before = own_argv;
	int told[2];
	struct watcher watcher;
	pid_t sleeper;

	must(pipe2(told, O_CLOEXEC) == 0);
	sleeper = fork();
	must(sleeper >= 0);
	if (sleeper == 0) {
		static char stack[64 * 1024] __attribute__((aligned(16)));

		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		must(close(told[1]) == 0);
		must(clone(write_when_told, stack + sizeof(stack), flags, told) > 0);
		for (;;)
			(void) pause();
	}
	watcher = start_and_look_twice();
	must(first_argument(&watcher, sleeper)[0] == before[0] && write(told[1], "W", 1) == 1);
	/* It may not yet have run. */
	for (int tries = 0; tries < 100 && first_written(sleeper) != 'W'; tries++)
		(void) poll(NULL, 0, 5);
	ok(look_again(&watcher) && first_argument(&watcher, sleeper)[0] == 'W');
	is_number(stop_watching(&watcher), 0);
	must(close(told[0]) == 0 && close(told[1]) == 0);
	end_child(sleeper);
}

static void what_others_who_share_its_memory_write_is_told_by_the_next_look(void)
{
	it_is_told_who_writes_into_the_memory_of_one_that_sleeps(CLONE_VM | CLONE_SIGHAND | CLONE_THREAD);
	it_is_told_who_writes_into_the_memory_of_one_that_sleeps(CLONE_VM | SIGCHLD);
}

static bool is_in_group(const struct watcher *watcher, pid_t pid, const char *name)
{
	char *text = json_dumps(json_object_get(process_of(watcher->scan, pid), "cgroup"), 0);
	bool is = text && strstr(text, name) != NULL;

	free(text);
	return is;
}

static void in_which_group_it_is_and_whether_that_is_frozen_is_told_by_the_next_look(void)
{
	const char *hierarchy = hierarchy_at("v2"), *group;
	struct puppet puppet;
	struct watcher watcher;

	if (hierarchy[0] == '\0') {
		tap_skip("no cgroup2 is mounted");
		return;
	}
	group = make_group(hierarchy, "known");
	puppet = start_puppet(0);
	watcher = start_and_look_twice();
	move_to(group, puppet.pid);
	ok(look_again(&watcher) && is_in_group(&watcher, puppet.pid, strrchr(group, '/')));
	write_group(group, "cgroup.freeze", "1");
	must(comes_true(strstr(cat_group(group, "cgroup.events"), "frozen 1") != NULL));
	ok(look_again(&watcher) && json_is_true(json_object_get(process_of(watcher.scan, puppet.pid), "frozen")));
	thaw(group);
	ok(look_again(&watcher) && !json_object_get(process_of(watcher.scan, puppet.pid), "frozen"));
	is_number(stop_watching(&watcher), 0);
	end_puppet(&puppet);
	remove_groups();
}

static void live_elsewhere(void *context)
{
	(void) context;
	must(unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWNET) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
}

/* How many descriptors of this process hold the namespace, by what is told. */
static size_t holds(const struct watcher *watcher, pid_t pid, const char *type, uint64_t ino)
{
	const json_t *holders = json_object_get(namespace_of(watcher->scan, type, ino), "holders"), *holder;
	size_t i, count = 0;

	json_array_foreach(holders, i, holder)
		count += number_in(holder, "pid") == pid;
	return count;
}

static void what_its_descriptors_hold_is_told_by_the_next_look(void)
{
	const pid_t other = start_child(live_elsewhere, NULL);
	const uint64_t uts = ino_of(other, "uts"), net = ino_of(other, "net");
	struct puppet puppet = start_puppet(other);
	struct watcher watcher = start_and_look_twice();

	ok(holds(&watcher, puppet.pid, "uts", uts) == 0 && holds(&watcher, puppet.pid, "net", net) == 0);
	order(&puppet, 'f');
	ok(look_again(&watcher) && holds(&watcher, puppet.pid, "uts", uts) == 1);
	order(&puppet, 's');
	ok(look_again(&watcher) && holds(&watcher, puppet.pid, "net", net) == 1);
	order(&puppet, 'F');
	ok(look_again(&watcher) && holds(&watcher, puppet.pid, "uts", uts) == 0 && holds(&watcher, puppet.pid, "net", net) == 1);
	order(&puppet, 'S');
	ok(look_again(&watcher) && holds(&watcher, puppet.pid, "net", net) == 0);
	is_number(stop_watching(&watcher), 0);
	end_puppet(&puppet);
	end_child(other);
}

/* --- mounts */

static const char *place_of(const struct watcher *watcher, uint64_t uts)
{
	const json_t *mount = json_array_get(json_object_get(namespace_of(watcher->scan, "uts", uts), "mounts"), 0);

	return mount ? string_in(mount, "path") : NULL;
}

static bool has_marker(const struct watcher *watcher, uint64_t mnt)
{
	return row_with(json_object_get(namespace_of(watcher->scan, "mnt", mnt), "markers"), "path", "/etc/hostname") != NULL;
}

static bool comes_to_be_at(struct watcher *watcher, uint64_t uts, const char *path)
{
	bool is = false;

	for (int looks = 0; looks < 8 && !is; looks++)
		is = look_again(watcher) && strcmp(place_of(watcher, uts), path) == 0;
	return is;
}

static void what_is_mounted_and_unmounted_is_told_by_the_next_look(void)
{
	pid_t others[OTHERS], one;
	struct watcher watcher;
	uint64_t uts, mnt;

	sh("rm -rf /run/netns/deep && mkdir -p /run/netns/deep/before && : > /run/netns/deep/before/at");
	for (size_t i = 0; i < OTHERS; i++)
		others[i] = start_child(live_elsewhere, NULL);
	one = others[OTHERS / 2];
	uts = ino_of(one, "uts");
	mnt = ino_of(one, "mnt");
	watcher = start_and_look_twice();
	ok(!place_of(&watcher, uts) && !has_marker(&watcher, mnt));
	sh("nsenter -m -t %d mount --bind /proc/%d/ns/uts /run/netns/deep/before/at", (int) one, (int) one);
	ok(look_again(&watcher));
	is_string(place_of(&watcher, uts), "/run/netns/deep/before/at");
	sh("nsenter -m -t %d mount --bind /etc/hostname /etc/hostname", (int) one);
	ok(look_again(&watcher) && has_marker(&watcher, mnt));
	ok(look_again(&watcher) && !namespace_of(watcher.look, "uts", uts) && !namespace_of(watcher.look, "mnt", mnt));
	/* The kernel counts what is mounted, and not what is renamed. */
	sh("nsenter -m -t %d mv /run/netns/deep/before /run/netns/deep/after", (int) one);
	ok(comes_to_be_at(&watcher, uts, "/run/netns/deep/after/at"));
	sh("nsenter -m -t %d umount /etc/hostname", (int) one);
	ok(look_again(&watcher) && !has_marker(&watcher, mnt));
	sh("nsenter -m -t %d umount /run/netns/deep/after/at", (int) one);
	ok(look_again(&watcher) && !place_of(&watcher, uts));
	is_number(stop_watching(&watcher), 0);
	for (size_t i = 0; i < OTHERS; i++)
		end_child(others[i]);
}

static void a_kernel_that_tells_of_no_count_has_them_read_in_each_look(void)
{
	char path[] = "/tmp/nsatlas-watch-XXXXXX";
	int fd = mkstemp(path);

	must(fd >= 0 && close(fd) == 0);
	write_btf_without(path, "event");
	must(setenv("NSATLAS_TEST_BTF", path, 1) == 0);
	helper_passes_environment = true;
	what_is_mounted_and_unmounted_is_told_by_the_next_look();
	helper_passes_environment = false;
	must(unsetenv("NSATLAS_TEST_BTF") == 0 && unlink(path) == 0);
}

/* An open mountinfo would keep it. */
static void nothing_that_is_kept_keeps_a_namespace(void)
{
	pid_t others[OTHERS];
	struct watcher watcher;
	uint64_t mnt;
	json_t *after;

	for (size_t i = 0; i < OTHERS; i++)
		others[i] = start_child(live_elsewhere, NULL);
	mnt = ino_of(others[0], "mnt");
	watcher = start_and_look_twice();
	ok(namespace_of(watcher.scan, "mnt", mnt));
	end_child(others[0]);
	after = scan_now();
	for (int tries = 0; tries < 20 && namespace_of(after, "mnt", mnt); tries++) {
		json_decref(after);
		after = scan_now();
	}
	ok(!namespace_of(after, "mnt", mnt));
	json_decref(after);
	is_number(stop_watching(&watcher), 0);
	for (size_t i = 1; i < OTHERS; i++)
		end_child(others[i]);
}

/* --- ids of net namespaces */

static const json_t *netnsid_of(const struct watcher *watcher, uint64_t net)
{
	return json_object_get(namespace_of(watcher->scan, "net", net), "netnsid");
}

static void the_id_of_a_net_namespace_is_told_by_the_look_after_it_was_given(void)
{
	pid_t one = start_child(live_elsewhere, NULL);
	const uint64_t net = ino_of(one, "net");
	struct watcher watcher;

	sh("ip netns attach known %d", (int) one);
	watcher = start_and_look_twice();
	ok(json_is_null(netnsid_of(&watcher, net)));
	sh("ip netns set known 77");
	ok(look_again(&watcher));
	is_number(json_integer_value(netnsid_of(&watcher, net)), 77);
	ok(look_again(&watcher) && !namespace_of(watcher.look, "net", net));
	is_number(stop_watching(&watcher), 0);
	sh("ip netns delete known");
	end_child(one);
}

static int run_tests(void)
{
	enter_world();
	TEST(what_a_process_says_of_itself_is_told_by_the_next_look);
	TEST(what_a_debugger_writes_is_told_after_some_looks);
	TEST(what_others_who_share_its_memory_write_is_told_by_the_next_look);
	TEST(in_which_group_it_is_and_whether_that_is_frozen_is_told_by_the_next_look);
	TEST(what_its_descriptors_hold_is_told_by_the_next_look);
	TEST(what_is_mounted_and_unmounted_is_told_by_the_next_look);
	TEST(a_kernel_that_tells_of_no_count_has_them_read_in_each_look);
	TEST(nothing_that_is_kept_keeps_a_namespace);
	TEST(the_id_of_a_net_namespace_is_told_by_the_look_after_it_was_given);
	return tap_done();
}

int main(int argc, char *argv[])
{
	(void) argc;
	own_argv = argv[0];
	must(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	return in_own_pid_namespace(run_tests);
}
