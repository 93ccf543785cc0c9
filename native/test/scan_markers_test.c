/* The mounts by which runtimes mark containers, against findmnt(8) and what the test itself mounted. */
#define _GNU_SOURCE
#include "helper.h"

#include <sched.h>
#include <sys/mount.h>

static const char *const marker_paths[] = {
	"/", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/run/.containerenv", "/dev/termination-log", "/run/host/incoming",
};

/* A tree of the child's own: what it makes in /etc, /run and /dev is nobody else's. */
static void leave_for_a_tree(void)
{
	must(unshare(CLONE_NEWNS) == 0);
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(mount("marks", "/run", "tmpfs", 0, NULL) == 0 && mount("etc", "/etc", "tmpfs", 0, NULL) == 0);
	must(mkdir("/run/userdata", 0755) == 0);
}

static void make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	must(fd >= 0 && close(fd) == 0);
}

static void mark_file(const char *source, const char *path)
{
	make_file(source);
	make_file(path);
	must(mount(source, path, NULL, MS_BIND, NULL) == 0);
}

static void be_marked(void *context)
{
	(void) context;
	leave_for_a_tree();
	must(mount("dev", "/dev", "tmpfs", 0, NULL) == 0);
	mark_file("/run/userdata/hostname", "/etc/hostname");
	mark_file("/run/userdata/hosts", "/etc/hosts");
	mark_file("/run/userdata/resolv.conf", "/etc/resolv.conf");
	mark_file("/run/userdata/env", "/run/.containerenv");
	mark_file("/run/userdata/log", "/dev/termination-log");
	must(mkdir("/run/host", 0755) == 0 && mkdir("/run/host/incoming", 0755) == 0 && mkdir("/run/userdata/web", 0755) == 0);
	must(mount("/run/userdata/web", "/run/host/incoming", NULL, MS_BIND, NULL) == 0);
	/* No marker. */
	mark_file("/run/userdata/passwd", "/etc/passwd");
}

static const json_t *markers_of(const json_t *scan, pid_t pid)
{
	return json_object_get(namespace_of(scan, "mnt", ino_of(pid, "mnt")), "markers");
}

static const json_t *marker_at(const json_t *markers, const char *path)
{
	json_t *row;
	size_t i;

	json_array_foreach(markers, i, row)
		if (strcmp(string_in(row, "path"), path) == 0)
			return row;
	return NULL;
}

/* ROOT and FSTYPE of the top mount at the path, as findmnt(8) reads that process's mounts. */
static void is_as_findmnt_says(const json_t *marker, pid_t pid, const char *path)
{
	char task[16], got[512];
	char *text;

	(void) snprintf(task, sizeof(task), "%d", (int) pid);
	text = output_of((const char *const []) { "findmnt", "-N", task, "-n", "-r", "-o", "FSROOT,FSTYPE", "--mountpoint", path, NULL });
	text[strcspn(text, "\n")] = '\0';
	(void) snprintf(got, sizeof(got), "%s %s", string_in(marker, "root"), string_in(marker, "fstype"));
	is_string(got, text);
	free(text);
}

static void each_marker_has_the_root_and_type_that_findmnt_shows(void)
{
	pid_t pid = start_child(be_marked, NULL);
	json_t *scan = scan_now();
	const json_t *markers = markers_of(scan, pid);

	is_number(json_array_size(markers), 7);
	for (size_t i = 0; i < sizeof(marker_paths) / sizeof(marker_paths[0]); i++)
		if (ok(marker_at(markers, marker_paths[i])))
			is_as_findmnt_says(marker_at(markers, marker_paths[i]), pid, marker_paths[i]);
	is_string(string_in(marker_at(markers, "/etc/hostname"), "root"), "/userdata/hostname");
	json_decref(scan);
	end_child(pid);
}

static void cover_a_marker(void *context)
{
	(void) context;
	leave_for_a_tree();
	mark_file("/run/userdata/first", "/etc/hostname");
	mark_file("/run/userdata/a b\n\\134\377", "/etc/hostname");
}

static void the_mount_on_top_counts_and_its_root_may_hold_any_bytes(void)
{
	pid_t pid = start_child(cover_a_marker, NULL);
	json_t *scan = scan_now();
	const json_t *marker = marker_at(markers_of(scan, pid), "/etc/hostname");

	/* printf '/userdata/a b\n\\134\377' | base64 */
	is_string(string_in(json_object_get(marker, "root"), "b64"), "L3VzZXJkYXRhL2EgYgpcMTM0/w==");
	is_string(string_in(marker, "fstype"), "tmpfs");
	json_decref(scan);
	end_child(pid);
}

static void the_hosts_own_mounts_are_no_markers(void)
{
	json_t *scan = scan_now(), *row;
	size_t i;

	ok(namespace_of(scan, "mnt", ino_of(getpid(), "mnt")));
	ok(!markers_of(scan, getpid()));
	json_array_foreach(json_object_get(scan, "namespaces"), i, row)
		if (json_is_true(json_object_get(row, "initial")) || strcmp(string_in(row, "type"), "mnt") != 0)
			ok(!json_object_get(row, "markers"));
	json_decref(scan);
}

static void go_under_a_chroot(void *context)
{
	(void) context;
	leave_for_a_tree();
	must(mkdir("/run/jail", 0755) == 0 && mkdir("/run/jail/etc", 0755) == 0);
	mark_file("/run/userdata/inner", "/run/jail/etc/hostname");
	mark_file("/run/userdata/outer", "/etc/hostname");
	must(chroot("/run/jail") == 0 && chdir("/") == 0);
}

static void follow(void *context)
{
	CLEANUP_FD int fd = -1;
	char path[64];

	(void) snprintf(path, sizeof(path), "/proc/%d/ns/mnt", (int) *(pid_t *) context);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0 && setns(fd, CLONE_NEWNS) == 0);
}

/* Without it no mount namespace can be joined. */
static void give_up_chroot(void)
{
	if (prctl(PR_CAPBSET_DROP, 18 /* CAP_SYS_CHROOT */, 0, 0, 0) < 0)
		_exit(126);
}

static void markers_are_read_from_the_real_root(void)
{
	pid_t jailed = start_child(go_under_a_chroot, NULL), free_one;
	json_t *joined = scan_now(), *partial = scan_as(give_up_chroot), *whole;

	is_string(string_in(marker_at(markers_of(joined, jailed), "/etc/hostname"), "root"), "/userdata/outer");
	ok(!markers_of(partial, jailed));
	free_one = start_child(follow, &jailed);
	whole = scan_as(give_up_chroot);
	is_string(string_in(marker_at(markers_of(whole, jailed), "/etc/hostname"), "root"), "/userdata/outer");
	json_decref(joined);
	json_decref(partial);
	json_decref(whole);
	end_child(free_one);
	end_child(jailed);
}

int main(void)
{
	TEST(each_marker_has_the_root_and_type_that_findmnt_shows);
	TEST(the_mount_on_top_counts_and_its_root_may_hold_any_bytes);
	TEST(the_hosts_own_mounts_are_no_markers);
	TEST(markers_are_read_from_the_real_root);
	return tap_done();
}
