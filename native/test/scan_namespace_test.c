/* What a scan says of namespaces: their facts against ioctl_ns(2), and those that no process is in. */
#define _GNU_SOURCE
#include "helper.h"
#include "net-world.h"

#include <linux/nsfs.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

/* linux/nsfs.h of Debian 12 is older than it. */
#define TEST_NS_GET_ID _IOR(0xb7, 13, uint64_t)

static void nothing(void *context)
{
	(void) context;
}

static void leave(int flags)
{
	must(unshare(flags) == 0);
}

/* --- the facts of one namespace */

/* "" where the kernel has no ids. */
static void id_of(int ns_fd, char text[32])
{
	uint64_t id;

	text[0] = '\0';
	if (ioctl(ns_fd, TEST_NS_GET_ID, &id) == 0)
		(void) snprintf(text, 32, "%llu", (unsigned long long) id);
}

static void id_is_that_of(const json_t *row, int ns_fd)
{
	char want[32];

	id_of(ns_fd, want);
	if (want[0] == '\0')
		ok(json_is_null(json_object_get(row, "id")));
	else
		is_string(string_in(row, "id"), want);
}

static uint64_t related_ino(int ns_fd, unsigned long request)
{
	CLEANUP_FD int fd = ioctl(ns_fd, request);
	struct stat status;

	must(fd >= 0 && fstat(fd, &status) == 0);
	return status.st_ino;
}

static int open_ns(pid_t pid, const char *link)
{
	char path[64];
	int fd;

	(void) snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int) pid, link);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0);
	return fd;
}

static void facts_are_true(const json_t *scan, pid_t pid, const char *type)
{
	const json_t *row = namespace_of(scan, type, ino_of(pid, type));
	CLEANUP_FD int fd = open_ns(pid, type);

	if (!ok(row))
		return;
	id_is_that_of(row, fd);
	is_number(number_in(row, "owner"), related_ino(fd, NS_GET_USERNS));
	ok(json_is_false(json_object_get(row, "initial")));
	ok(!json_object_get(row, "unread"));
}

static void leave_all(void *context)
{
	(void) context;
	leave(CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUSER);
}

static void id_and_owner_are_what_the_kernel_says(void)
{
	static const char *const types[] = { "uts", "ipc", "net", "mnt", "cgroup", "user" };
	pid_t pid = start_child(leave_all, NULL);
	json_t *scan = scan_now();

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		facts_are_true(scan, pid, types[i]);
	json_decref(scan);
	end_child(pid);
}

static void leave_user_as_nobody(void *context)
{
	(void) context;
	become_nobody();
	leave(CLONE_NEWUSER);
}

static void the_owner_uid_is_its_creators(void)
{
	pid_t pid = start_child(leave_user_as_nobody, NULL);
	json_t *scan = scan_now();
	const json_t *row = namespace_of(scan, "user", ino_of(pid, "user"));

	if (ok(row)) {
		is_number(number_in(row, "ownerUid"), 65534);
		is_number(number_in(row, "parent"), ino_of(getpid(), "user"));
		is_number(number_in(row, "owner"), ino_of(getpid(), "user"));
	}
	ok(json_is_null(json_object_get(namespace_of(scan, "uts", ino_of(getpid(), "uts")), "ownerUid")));
	json_decref(scan);
	end_child(pid);
}

static void the_initial_namespaces_are_known(void)
{
	static const char *const types[] = { "cgroup", "ipc", "pid", "time", "user", "uts" };
	json_t *scan = scan_now();

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		/* The numbers of include/linux/proc_ns.h. */
		static const uint64_t numbers[] = { 0xeffffffb, 0xefffffff, 0xeffffffc, 0xeffffffa, 0xeffffffd, 0xeffffffe };
		uint64_t own = ino_of(getpid(), types[i]);
		const json_t *row = namespace_of(scan, types[i], own);

		is_number(json_is_true(json_object_get(row, "initial")), own == numbers[i]);
	}
	json_decref(scan);
}

static void above_the_first_user_and_pid_namespace_is_nothing(void)
{
	json_t *scan = scan_now();
	const json_t *user = namespace_of(scan, "user", 0xeffffffd), *pid = namespace_of(scan, "pid", 0xeffffffc);

	if (!user || !pid) {
		tap_skip("the test does not run in the initial namespaces");
	} else {
		ok(json_is_null(json_object_get(user, "owner")) && json_is_null(json_object_get(user, "parent")));
		ok(json_is_null(json_object_get(pid, "parent")));
		is_number(number_in(pid, "owner"), 0xeffffffd);
	}
	json_decref(scan);
}

/* --- namespaces that no process is in */

static void map_own_ids(void)
{
	static const struct { const char *path, *text; } writes[] = {
		{ "/proc/self/uid_map", "0 0 1" }, { "/proc/self/setgroups", "deny" }, { "/proc/self/gid_map", "0 0 1" },
	};

	for (size_t i = 0; i < 3; i++) {
		CLEANUP_FD int fd = open(writes[i].path, O_WRONLY | O_CLOEXEC);

		must(fd >= 0 && write(fd, writes[i].text, strlen(writes[i].text)) > 0);
	}
}

static uint64_t *shared_number(void)
{
	uint64_t *number = mmap(NULL, sizeof(*number), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	must(number != MAP_FAILED);
	return number;
}

static void leave_user_twice(void *context)
{
	leave(CLONE_NEWUSER);
	map_own_ids();
	*(uint64_t *) context = ino_of(getpid(), "user");
	leave(CLONE_NEWUSER);
}

static void a_user_namespace_alive_only_as_a_parent_has_its_row(void)
{
	uint64_t *middle = shared_number();
	pid_t pid = start_child(leave_user_twice, middle);
	json_t *scan = scan_now();
	const json_t *row = namespace_of(scan, "user", *middle);

	if (ok(row)) {
		is_number(number_in(row, "parent"), ino_of(getpid(), "user"));
		ok(!json_object_get(row, "unread"));
	}
	is_number(number_in(namespace_of(scan, "user", ino_of(pid, "user")), "parent"), (long long) *middle);
	json_decref(scan);
	end_child(pid);
}

static void leave_pid_and_lose_its_init(void *context)
{
	pid_t child;

	(void) context;
	leave(CLONE_NEWPID);
	child = fork();
	if (child == 0)
		_exit(0);
	must(waitpid(child, NULL, 0) == child);
}

static void a_pid_namespace_alive_only_for_children_has_its_row(void)
{
	pid_t pid = start_child(leave_pid_and_lose_its_init, NULL);
	uint64_t ino = ino_of(pid, "pid_for_children");
	json_t *scan = scan_now();
	const json_t *process = process_of(scan, pid), *row = namespace_of(scan, "pid", ino);

	ok(ino != ino_of(pid, "pid"));
	is_number(number_in(json_object_get(process, "forChildren"), "pid"), (long long) ino);
	is_number(number_in(json_object_get(process, "namespaces"), "pid"), (long long) ino_of(pid, "pid"));
	if (ok(row))
		is_number(number_in(row, "parent"), ino_of(pid, "pid"));
	json_decref(scan);
	end_child(pid);
}

static void leave_pid_without_a_child(void *context)
{
	(void) context;
	leave(CLONE_NEWPID);
}

/* readlink(2) says ENOENT then, and there is nothing to be refused. */
static void a_process_before_its_first_child_is_not_unread(void)
{
	pid_t pid = start_child(leave_pid_without_a_child, NULL);
	json_t *scan = scan_by("proc", NULL);
	const json_t *row = process_of(scan, pid);

	if (ok(row)) {
		ok(!json_object_get(json_object_get(row, "forChildren"), "pid"));
		ok(json_object_get(json_object_get(row, "forChildren"), "time"));
		ok(!json_object_get(row, "unread"));
	}
	json_decref(scan);
	end_child(pid);
}

static void leave_time(void *context)
{
	(void) context;
	leave(0x80);	/* CLONE_NEWTIME */
}

static void a_time_namespace_alive_only_for_children_has_its_row(void)
{
	pid_t pid = start_child(leave_time, NULL);
	uint64_t ino = ino_of(pid, "time_for_children");
	json_t *scan = scan_now();

	ok(ino != ino_of(pid, "time"));
	is_number(number_in(json_object_get(process_of(scan, pid), "forChildren"), "time"), (long long) ino);
	ok(namespace_of(scan, "time", ino));
	json_decref(scan);
	end_child(pid);
}

static void a_net_namespace_alive_only_by_its_name_has_row_path_and_netnsid(void)
{
	const uint64_t mnt = ino_of(getpid(), "mnt");
	json_t *before, *after;
	const json_t *row, *mount;

	sh("ip netns add blue");
	before = scan_now();
	row = namespace_of(before, "net", ino_of_path("/run/netns/blue"));
	if (ok(row)) {
		CLEANUP_FD int fd = open("/run/netns/blue", O_RDONLY | O_CLOEXEC);

		id_is_that_of(row, fd);
		mount = json_array_get(json_object_get(row, "mounts"), 0);
		is_string(string_in(mount, "path"), "/run/netns/blue");
		is_number(number_in(mount, "mnt"), (long long) mnt);
		is_number(json_array_size(json_object_get(row, "mounts")), 1);
		ok(json_is_null(json_object_get(row, "netnsid")));
		is_number(number_in(row, "owner"), ino_of(getpid(), "user"));
	}
	sh("ip netns set blue 77");
	after = scan_now();
	is_number(number_in(namespace_of(after, "net", ino_of_path("/run/netns/blue")), "netnsid"), 77);
	sh("ip netns del blue");
	json_decref(before);
	json_decref(after);
}

/* --- bind mounts in another mount namespace */

#define ODD_PATH "/run/netns/a b\n\\134\xff"

/* A uts namespace without a process, bound at path. Its ino. */
static uint64_t bind_uts_at(const char *path)
{
	uint64_t *ino = shared_number();
	CLEANUP_FD int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	pid_t child = fork();
	int status;

	must(file >= 0 && child >= 0);
	if (child == 0) {
		leave(CLONE_NEWUTS);
		*ino = ino_of(getpid(), "uts");
		must(mount("/proc/self/ns/uts", path, NULL, MS_BIND, NULL) == 0);
		_exit(0);
	}
	must(waitpid(child, &status, 0) == child && status == 0);
	return *ino;
}

static void bind_in_own_mount_namespace(void *context)
{
	leave(CLONE_NEWNS);
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(mount("there", "/run/netns", "tmpfs", 0, NULL) == 0);
	*(uint64_t *) context = bind_uts_at(ODD_PATH);
}

static void a_bind_mount_in_another_mount_namespace_is_found_and_opened(void)
{
	uint64_t *ino = shared_number();
	pid_t pid = start_child(bind_in_own_mount_namespace, ino);
	json_t *scan = scan_now();
	const json_t *row = namespace_of(scan, "uts", *ino), *mount = json_array_get(json_object_get(row, "mounts"), 0);

	if (ok(row)) {
		/* printf '/run/netns/a b\n\\134\377' | base64 */
		is_string(string_in(json_object_get(mount, "path"), "b64"), "L3J1bi9uZXRucy9hIGIKXDEzNP8=");
		is_number(number_in(mount, "mnt"), ino_of(pid, "mnt"));
		ok(!json_object_get(row, "unread"));
		is_number(number_in(row, "owner"), ino_of(getpid(), "user"));
		is_number(json_is_null(json_object_get(row, "id")), json_is_null(json_object_get(namespace_of(scan, "uts", ino_of(getpid(), "uts")), "id")));
	}
	json_decref(scan);
	end_child(pid);
}

static void go_under_a_chroot(void *context)
{
	leave(CLONE_NEWNS);
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(mount("there", "/run/netns", "tmpfs", 0, NULL) == 0);
	must(mkdir("/run/netns/jail", 0755) == 0 && mkdir("/run/netns/jail/cell", 0755) == 0);
	must(mount("cell", "/run/netns/jail/cell", "tmpfs", 0, NULL) == 0);
	*(uint64_t *) context = bind_uts_at("/run/netns/outside");
	must(chroot("/run/netns/jail") == 0 && chdir("/") == 0);
}

static void follow(void *context)
{
	CLEANUP_FD int fd = open_ns(*(pid_t *) context, "mnt");

	must(setns(fd, CLONE_NEWNS) == 0);
}

static bool names_the_mount(const json_t *scan, uint64_t ino, pid_t pid)
{
	const json_t *mount = json_array_get(json_object_get(namespace_of(scan, "uts", ino), "mounts"), 0);

	return mount && strcmp(string_in(mount, "path"), "/run/netns/outside") == 0 && number_in(mount, "mnt") == (long long) ino_of(pid, "mnt");
}

static void give_up_chroot(void)
{
	if (prctl(PR_CAPBSET_DROP, 18 /* CAP_SYS_CHROOT */, 0, 0, 0) < 0)
		_exit(126);
}

/* The only member sees a part of them: they are seen from the namespace's own root, where that may be joined. */
static void mounts_are_read_from_their_own_root(void)
{
	uint64_t *ino = shared_number();
	pid_t jailed = start_child(go_under_a_chroot, ino);
	json_t *scan = scan_by("proc", NULL);

	ok(names_the_mount(scan, *ino, jailed));
	ok(!has_row(gaps_of(scan), "why", "only processes under a chroot are in there, and they see a part of the mounts"));
	json_decref(scan);
	end_child(jailed);
}

static json_t *scan_without_a_list(void)
{
	json_t *scan;

	must(setenv("NSATLAS_TEST_NO_MNT_LIST", "1", 1) == 0);
	helper_passes_environment = true;
	scan = scan_by("proc", NULL);
	helper_passes_environment = false;
	must(unsetenv("NSATLAS_TEST_NO_MNT_LIST") == 0);
	return scan;
}

static void what_lists_no_mount_namespaces_is_named(void)
{
	json_t *old_kernel = scan_without_a_list(), *without_right = scan_by("proc", give_up_chroot), *whole = scan_by("proc", NULL);

	ok(has_row(gaps_of(old_kernel), "why", "this kernel does not list them (NS_MNT_GET_NEXT, Linux 6.12)"));
	ok(has_row(gaps_of(without_right), "why", "listing them takes CAP_SYS_ADMIN and CAP_SYS_CHROOT, which the observer lacks"));
	ok(!has_row(gaps_of(whole), "what", "mount namespaces that no process lives in"));
	json_decref(old_kernel);
	json_decref(without_right);
	json_decref(whole);
}

static void mounts_are_read_through_a_member_that_sees_them(void)
{
	uint64_t *ino = shared_number();
	pid_t jailed = start_child(go_under_a_chroot, ino);
	json_t *partial = scan_by("proc", give_up_chroot), *whole;
	pid_t free_one = start_child(follow, &jailed);
	const json_t *mount;

	ok(has_row(gaps_of(partial), "why", "only processes under a chroot are in there, and they see a part of the mounts"));
	whole = scan_by("proc", give_up_chroot);
	mount = json_array_get(json_object_get(namespace_of(whole, "uts", *ino), "mounts"), 0);
	is_string(string_in(mount, "path"), "/run/netns/outside");
	is_number(number_in(mount, "mnt"), ino_of(jailed, "mnt"));
	ok(!has_row(gaps_of(whole), "why", "only processes under a chroot are in there, and they see a part of the mounts"));
	json_decref(partial);
	json_decref(whole);
	end_child(free_one);
	end_child(jailed);
}

static void each_namespace_has_one_row(void)
{
	pid_t one = start_child(leave_all, NULL), two = start_child(nothing, NULL);
	json_t *scan = scan_now(), *row, *other;
	const json_t *rows = json_object_get(scan, "namespaces");
	size_t i;

	json_array_foreach(rows, i, row)
		for (size_t j = i + 1; j < json_array_size(rows); j++) {
			other = json_array_get(rows, j);
			if (number_in(row, "ino") == number_in(other, "ino"))
				ok(strcmp(string_in(row, "type"), string_in(other, "type")) != 0);
		}
	json_decref(scan);
	end_child(one);
	end_child(two);
}

int main(void)
{
	enter_world();
	TEST(id_and_owner_are_what_the_kernel_says);
	TEST(the_owner_uid_is_its_creators);
	TEST(the_initial_namespaces_are_known);
	TEST(above_the_first_user_and_pid_namespace_is_nothing);
	TEST(a_user_namespace_alive_only_as_a_parent_has_its_row);
	TEST(a_pid_namespace_alive_only_for_children_has_its_row);
	TEST(a_process_before_its_first_child_is_not_unread);
	TEST(a_time_namespace_alive_only_for_children_has_its_row);
	TEST(a_net_namespace_alive_only_by_its_name_has_row_path_and_netnsid);
	TEST(a_bind_mount_in_another_mount_namespace_is_found_and_opened);
	TEST(mounts_are_read_from_their_own_root);
	TEST(what_lists_no_mount_namespaces_is_named);
	TEST(mounts_are_read_through_a_member_that_sees_them);
	TEST(each_namespace_has_one_row);
	return tap_done();
}
